import type { SisErrorKind } from '../sis-client.ts';

export interface FailureContext {
  readonly operation: 'read' | 'write';
  readonly codeMinor: string | null;
  /** The access token lacks the scope, by RFC 6750 `insufficient_scope` or by the granted scopes. */
  readonly scopeMissing: boolean;
}

/**
 * Codes that mean the same with any status: OneRoster 1.2 `imsx_codeMinorFieldValue` and what 1.1 adds. Not
 * `internal_server_error`, since a 4xx tells more.
 */
const kindByCode: Readonly<Record<string, SisErrorKind>> = {
  server_busy: 'rate',
  invaliddata: 'item',
  unknownobject: 'item',
  linkfailure: 'item',
  deletefailure: 'item',
  unsupportedoperation: 'institution',
  invalid_filter_field: 'institution',
  invalid_selection_field: 'institution',
  invalid_sort_field: 'institution',
  unauthorisedrequest: 'auth',
};

/**
 * What a failed answer means for the run, by its status and minor code, never by its text. A 403 to a write concerns that
 * one object (teacher of another section, closed grading window), a 403 to a read the permissions of the connection;
 * both are `auth` if the scope is known to be missing.
 */
export function classifyStatus(status: number, context: FailureContext): SisErrorKind {
  if (status === 401) return 'auth';
  if (status === 429) return 'rate';
  if (status === 403 && context.scopeMissing) return 'auth';
  const byCode = context.codeMinor === null ? undefined : kindByCode[context.codeMinor];
  if (byCode !== undefined) return byCode;
  if (status === 403 || context.codeMinor === 'forbidden') {
    return context.operation === 'write' ? 'item' : 'institution';
  }
  if (status < 300) return context.codeMinor === 'internal_server_error' ? 'transient' : 'item';
  return classifyPlainStatus(status);
}

/** Redirects are not followed: they mean a wrong URL or a login page, and no retry helps. */
function classifyPlainStatus(status: number): SisErrorKind {
  if (status < 400 || status === 405 || status === 501) return 'institution';
  if (status === 408 || status === 425 || status >= 500) return 'transient';
  return 'item';
}
