import type { z } from 'zod';

/**
 * Every error that a person can meet, by its stable code. Each code has a public text in `i18n/en/errors.ts`
 * (what happened, what it means for the grades, what to do); the compiler refuses a code without one.
 */
export const errorCodes = {
  // Login, launch and session
  platform_unknown: 401,
  platform_ambiguous: 401,
  canvas_copy: 403,
  deployment_unknown: 403,
  institution_disabled: 403,
  launch_invalid: 401,
  launch_expired: 401,
  launch_replayed: 401,
  browser_unproven: 401,
  login_refused: 401,
  message_unsupported: 400,
  context_missing: 400,
  placement_unknown: 403,
  role_refused: 403,
  administration_refused: 403,
  reach_unknown: 403,
  sections_only: 403,
  session_missing: 401,
  session_expired: 401,
  session_idle: 401,
  session_form_late: 401,
  session_signed_out: 401,
  form_forged: 403,
  too_many_requests: 429,
  // Installing
  install_link_unknown: 404,
  install_link_used: 410,
  install_link_expired: 410,
  install_link_misplaced: 400,
  registration_foreign: 403,
  registration_issuer: 403,
  registration_failed: 502,
  registration_known: 409,
  registration_other: 409,
  // Pages
  not_found: 404,
  form_invalid: 400,
  run_not_found: 404,
  nothing_selected: 400,
  posting_paused: 409,
  // Canvas
  canvas_unreachable: 502,
  canvas_refused: 502,
  canvas_scope_missing: 502,
  canvas_origin_unknown: 502,
  canvas_key_refused: 502,
  canvas_key_scopes: 502,
  canvas_includes_off: 502,
  canvas_course_ended: 409,
  canvas_assignment_gone: 503,
  canvas_throttled: 503,
  canvas_unexpected: 502,
  canvas_consent_needed: 401,
  canvas_consent_refused: 403,
  canvas_person_unproven: 403,
  canvas_not_connected: 409,
  canvas_sections_only: 409,
  // SIS
  sis_unreachable: 502,
  sis_failing: 502,
  sis_refused: 502,
  sis_auth: 502,
  sis_rate: 503,
  sis_unexpected: 502,
  sis_not_connected: 409,
  // Ourselves
  settings_invalid: 500,
  institution_invalid: 500,
  database_unavailable: 503,
  secret_unreadable: 500,
  address_refused: 500,
  lease_lost: 500,
  internal: 500,
} as const satisfies Record<string, number>;

/** The stable name of an error, also in the log and in JSON answers. */
export type ErrorCode = keyof typeof errorCodes;

/** What the caller can do about an error. */
export type NextStep = 'retry' | 'reconnect' | 'fix' | 'give-up';

/** The parts of one error. `detail` is only for the log; it never holds secrets, names or scores. */
export interface ErrorFacts {
  readonly detail?: string;
  readonly next?: NextStep;
  readonly cause?: unknown;
  /** Values for the placeholders of the public text, such as a deployment's id. */
  readonly values?: Readonly<Record<string, string>>;
}

/** An error with a stable code, a public text (by code) and a log-only detail. */
export class ProductError extends Error {
  override readonly name = 'ProductError';
  readonly code: ErrorCode;
  readonly next: NextStep;
  readonly detail: string | undefined;
  readonly values: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super(
      facts.detail ? `${code}: ${facts.detail}` : code,
      facts.cause === undefined ? {} : { cause: facts.cause },
    );
    this.code = code;
    this.next = facts.next ?? 'give-up';
    this.detail = facts.detail;
    this.values = facts.values ?? {};
  }

  /** The HTTP status of a page that shows this error. */
  get status(): number {
    return errorCodes[this.code];
  }
}

/**
 * What a schema found wrong, as `path: what; …`, for a log line or an error's detail. `code` never repeats
 * anything that was entered; `message` may name unknown keys. `root` stands for the whole input.
 */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  tell: 'message' | 'code',
  root = 'input',
): string {
  return issues.map((issue) => `${issue.path.join('.') || root}: ${issue[tell]}`).join('; ');
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/**
 * Says what is wrong with something a person wrote, for `safeParse(input, { error: explainIssue })`: never in
 * the schema library's words, and never repeating what was entered, except the names of unknown members.
 */
export const explainIssue: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? 'something else'}`;
    case 'invalid_value':
      return `must be ${listChoices(issue.values)}`;
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? `must be ${listChoices(issue.options)}`
        : 'has a form that is not known';
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at least ${issue.minimum}`;
      return issue.minimum === 1
        ? 'must not be empty'
        : `must have at least ${issue.minimum} ${unitOf(issue.origin)}`;
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int') return `must be at most ${issue.maximum}`;
      return `must have at most ${issue.maximum} ${unitOf(issue.origin)}`;
    case 'invalid_format':
      return issue.format === 'url'
        ? 'must be a web address such as https://school.example'
        : 'has the wrong form';
    case 'unrecognized_keys':
      return `${issue.keys.join(', ')}: there is no such member`;
    default:
      return 'is wrong';
  }
};

const listChoices = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`;
const unitOf = (origin: string): string => (origin === 'string' ? 'characters' : 'entries');

/** Errors of the driver (mongodb 7) that say that no server could be asked, or none answered. */
const awayErrors =
  /^Mongo(ServerSelection|Network|NetworkTimeout|NotConnected|Pool\w+|WaitQueueTimeout|TopologyClosed)Error$/;

/**
 * Turns anything thrown into a `ProductError`: `database_unavailable` without a database, else `internal`.
 */
export function toProductError(thrown: unknown): ProductError {
  if (thrown instanceof ProductError) return thrown;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  if (thrown instanceof Error && awayErrors.test(thrown.name)) {
    return new ProductError('database_unavailable', { detail, next: 'retry', cause: thrown });
  }
  return new ProductError('internal', { detail, cause: thrown });
}

/** Express and its body parser throw faults of the request, with their own status. */
export function toPublicError(thrown: unknown): ProductError {
  const status =
    thrown instanceof Error && 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 0;
  if (thrown instanceof ProductError || status < 400 || status > 499) return toProductError(thrown);
  return new ProductError(status === 404 ? 'not_found' : 'form_invalid', { cause: thrown });
}
