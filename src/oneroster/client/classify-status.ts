import type { SisErrorKind } from '../sis-client.ts';

/** What besides the status decides the kind of a failure. */
export interface FailureContext {
  readonly operation: 'read' | 'write';
  readonly codeMinor: string | null;
  /** The access token is known to lack the scope: RFC 6750 `insufficient_scope`, or the granted scopes say so. */
  readonly scopeMissing: boolean;
}

/**
 * Codes that mean the same under any status. `internal_server_error` is not among them: with a 4xx the status tells
 * more. Values: OneRoster 1.2 `imsx_codeMinorFieldValue`, and what 1.1 adds.
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
 * What a failed answer means for the run, by status and minor code; never by words. A 403 to a write concerns that
 * object (teacher of another section, closed grading window), a 403 to a read the permissions of the whole connection,
 * unless the scope is known to be missing.
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

/** A redirect is not followed: it is a wrong address or a login page, which no retry mends. */
function classifyPlainStatus(status: number): SisErrorKind {
  if (status < 400 || status === 405 || status === 501) return 'institution';
  if (status === 408 || status === 425 || status >= 500) return 'transient';
  return 'item';
}
