/** A person with a login at the sandbox school. */
export interface User {
  readonly id: number;
  /** `sub` of an id_token and `user_id` of NRPS. */
  readonly ltiId: string;
  /** 40 hex digits: `lti11_legacy_user_id`. */
  readonly ltiLegacyId: string;
  readonly name: string;
  readonly sortableName: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly loginId: string;
  readonly email: string;
  /** The SIS id of the primary login; null: added by hand. */
  readonly sisUserId: string | null;
  readonly integrationId: string | null;
  readonly accountAdmin: boolean;
  /** The "Test Student" of a course's Student View. */
  readonly testStudent: boolean;
  readonly locale: string;
  /** *High Contrast UI* in the person's settings. */
  readonly highContrast?: boolean;
}
