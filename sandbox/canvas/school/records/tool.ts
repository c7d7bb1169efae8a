/** The placements that the sandbox shows. */
export const placements = [
  'course_navigation',
  'post_grades',
  'course_assignments_menu',
  'account_navigation',
] as const;
export type Placement = (typeof placements)[number];

/** An LTI 1.3 developer key. `id` is global, such as 10000000000001, and is the tool's client id. */
export interface LtiDeveloperKey {
  readonly id: number;
  readonly name: string;
  readonly oidcInitiationUrl: string;
  readonly redirectUris: readonly string[];
  readonly publicJwkUrl: string | null;
  readonly publicJwk: Readonly<Record<string, unknown>> | null;
  readonly scopes: readonly string[];
  readonly active: boolean;
  /** The tool's developer-key JSON, from which deployments are made. */
  readonly configuration: unknown;
  /** If dynamic registration made the key: the id of its registration token, which is valid for one key. */
  readonly registrationId?: string;
  /** What the administrator took away of what the tool's JSON asks for. */
  readonly withheld?: Withheld;
}

/** Scopes and placements that an administrator does not grant. */
export interface Withheld {
  readonly scopes: readonly string[];
  readonly placements: readonly string[];
}

/** A REST API developer key (an OAuth 2 client). */
export interface ApiDeveloperKey {
  readonly id: number;
  readonly name: string;
  readonly secret: string;
  readonly redirectUris: readonly string[];
  /** "Enforce Scopes": tokens hold exactly the scopes asked for at consent. */
  readonly requireScopes: boolean;
  /** "Allow Include Parameters": without it a key that enforces scopes loses every `include[]`. */
  readonly allowIncludes: boolean;
  readonly scopes: readonly string[];
  readonly active: boolean;
}

export interface ToolPlacement {
  readonly placement: Placement;
  readonly enabled: boolean;
  /** The label of the link or menu entry. */
  readonly text: string;
  readonly targetLinkUri: string;
  readonly visibility: 'public' | 'members' | 'admins';
  readonly customFields: Readonly<Record<string, string>>;
  /** Pixels; null: not configured. */
  readonly selectionWidth: number | null;
  readonly selectionHeight: number | null;
}

/** A link to a tool, made by someone who edits the course; `custom` is whatever they wrote. */
export interface ResourceLink {
  readonly id: number;
  readonly courseId: number;
  readonly toolId: number;
  readonly url: string;
  readonly title: string | null;
  readonly custom: Readonly<Record<string, string>>;
  /** The `resource_link` id of its launches. */
  readonly resourceLinkUuid: string;
  /** The name that its launch address carries. */
  readonly lookupUuid: string;
}

export type PrivacyLevel = 'anonymous' | 'name_only' | 'email_only' | 'public';

/** A deployment of a developer key: an external tool of the account or of one course. */
export interface ExternalTool {
  readonly id: number;
  readonly developerKeyId: number;
  /** `<tool id>:<40 hex digits>`. */
  readonly deploymentId: string;
  readonly name: string;
  /** Null: installed in the root account. */
  readonly courseId: number | null;
  readonly targetLinkUri: string;
  readonly domain: string | null;
  readonly privacyLevel: PrivacyLevel;
  /** Comma-separated permissions that a launch needs, all of them; null: none. */
  readonly requiredPermissions: string | null;
  /** Custom fields of the tool as a whole: the only ones that NRPS expands per member. */
  readonly customFields: Readonly<Record<string, string>>;
  readonly placements: readonly ToolPlacement[];
}
