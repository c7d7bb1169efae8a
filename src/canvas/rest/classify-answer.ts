import type { HttpResponse } from '../../http/http.ts';
import { parseJson } from '../../http/parse-json.ts';
import { readRetryAfter } from '../../http/retry-after.ts';

/**
 * What an answer of Canvas's REST API means for the request. `retryAfterMs` is null if Canvas named no time.
 */
export type AnswerClass =
  | { readonly kind: 'ok'; readonly json: unknown }
  | { readonly kind: 'token_refused' }
  | { readonly kind: 'throttled'; readonly retryAfterMs: number | null }
  | { readonly kind: 'unavailable'; readonly retryAfterMs: number | null }
  | { readonly kind: 'refused' }
  /** One of the requested assignments is no longer published (CF16). */
  | { readonly kind: 'assignment_gone' }
  | { readonly kind: 'unexpected'; readonly why: string };

/**
 * The status alone does not decide. Throttling is 403 with a text body in Canvas's source
 * (`app/middleware/request_throttle.rb`) and 429 in its documentation; a missing permission is 401 in older
 * versions and 403 in newer ones. Body and headers tell them apart.
 */
export function classifyAnswer(response: HttpResponse, now: Date): AnswerClass {
  const { status } = response;
  const retryAfterMs = readRetryAfter(response.headers['retry-after'], now);
  if (status === 200) return readJson(response.body);
  if (status === 429 || (status === 403 && isThrottled(response))) return { kind: 'throttled', retryAfterMs };
  if (status === 401) return isPermission(response) ? { kind: 'refused' } : { kind: 'token_refused' };
  if (status === 403 && /"invalid assignment ids requested"/.test(response.body))
    return { kind: 'assignment_gone' };
  if (status === 403 || status === 404) return { kind: 'refused' };
  if (status >= 500) return { kind: 'unavailable', retryAfterMs };
  return { kind: 'unexpected', why: `status ${status}` };
}

function readJson(body: string): AnswerClass {
  const json = parseJson(body);
  if (json !== undefined) return { kind: 'ok', json };
  const looks = body.trimStart().startsWith('<') ? 'HTML' : 'incomplete or no JSON';
  return { kind: 'unexpected', why: `${looks} with status 200` };
}

/** A throttled request was not run, so its answer has no cost header. */
function isThrottled({ headers, body }: HttpResponse): boolean {
  if (/rate limit exceeded/i.test(body)) return true;
  const remaining = readRemaining(headers);
  return remaining !== null && remaining <= 0 && headers['x-request-cost'] === undefined;
}

/**
 * Canvas answers a dead token with `WWW-Authenticate`, and a missing permission with the status
 * `unauthorized`.
 */
function isPermission({ headers, body }: HttpResponse): boolean {
  return headers['www-authenticate'] === undefined && /"status"\s*:\s*"unauthorized"/.test(body);
}

/** Units left in this token's rate-limit bucket (600 when full); null if Canvas does not say. */
export function readRemaining(headers: Readonly<Record<string, string>>): number | null {
  const text = headers['x-rate-limit-remaining']?.trim();
  const remaining = text ? Number(text) : Number.NaN;
  return Number.isNaN(remaining) ? null : remaining;
}
