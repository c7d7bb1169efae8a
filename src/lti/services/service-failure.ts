import { type ErrorCode, type NextStep, ProductError } from '../../errors.ts';
import type { HttpResponse } from '../../http/http.ts';
import { type OAuthError, readOAuthError } from '../../http/oauth-error.ts';
import { readRetryAfter } from '../../http/retry-after.ts';

/** A failed request to a platform service, with how long the platform asks us to wait. */
export class ServiceFailure extends ProductError {
  /** The HTTP status; null if no answer came. */
  readonly answered: number | null;
  readonly retryAfterMs: number | null;
  /** When it answered, by its own clock (`Date`); null if it did not say. */
  readonly answeredAt: Date | null;
  /** Null if the answer has none. */
  readonly oauthError: OAuthError | null;

  constructor(
    code: ErrorCode,
    next: NextStep,
    detail: string,
    facts: {
      answered?: number;
      retryAfterMs?: number | null;
      answeredAt?: Date | null;
      oauthError?: OAuthError | null;
      cause?: unknown;
    } = {},
  ) {
    super(code, { next, detail, cause: facts.cause });
    this.answered = facts.answered ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.answeredAt = facts.answeredAt ?? null;
    this.oauthError = facts.oauthError ?? null;
  }
}

/**
 * The failure that `response` means; null for a 2xx. Canvas throttles with 403 and the text "403 Forbidden
 * (Rate Limit Exceeded)" (`app/middleware/request_throttle.rb`), or with 429 as its newer documentation says;
 * any other 403 is a refusal.
 */
export function findServiceFailure(response: HttpResponse, host: string, now: Date): ServiceFailure | null {
  const { status } = response;
  if (status >= 200 && status < 300) return null;
  const facts = {
    answered: status,
    retryAfterMs: readRetryAfter(response.headers['retry-after'], now),
    answeredAt: readDate(response.headers['date']),
  };
  const detail = `${host} answered ${status}`;
  if (status === 429 || (status === 403 && response.body.includes('Rate Limit Exceeded'))) {
    return new ServiceFailure('canvas_throttled', 'retry', detail, facts);
  }
  if (status >= 500) return new ServiceFailure('canvas_unreachable', 'retry', detail, facts);
  if (status === 401) return new ServiceFailure('canvas_refused', 'reconnect', detail, facts);
  if (status >= 400) {
    const oauthError = readOAuthError(response.body);
    // An administrator removed the scope after the tool had been registered (CF9).
    const code = oauthError === 'invalid_scope' ? 'canvas_scope_missing' : 'canvas_refused';
    const suffix = oauthError === null ? '' : ` (${oauthError})`;
    return new ServiceFailure(code, 'fix', `${detail}${suffix}`, { ...facts, oauthError });
  }
  return new ServiceFailure('canvas_unexpected', 'fix', `${detail}; redirects are not followed`, facts);
}

function readDate(header: string | undefined): Date | null {
  const ms = Date.parse(header ?? '');
  return Number.isNaN(ms) ? null : new Date(ms);
}
