/** What can be wrong with a form entry; the texts use it as their key. */
export const faultCodes = [
  'required',
  'address',
  'address_not_allowed',
  'number',
  'profile',
  'oauth1_needs_1p1',
  'secret_needed',
  'secret_new_host',
  'headers',
  'too_long',
  'key_lti_key',
  'key_unknown_number',
  'key_redirect_uri',
  'key_other_account',
  'key_secret',
  'key_scopes',
  'choice',
  'time',
  'time_zone',
  'spread',
  'addresses',
  'metadata',
  'whole_number',
  'whole_number_or_nothing',
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** By name of the field. */
export type Faults = ReadonlyMap<string, FaultCode>;

export const noFaults: Faults = new Map();
