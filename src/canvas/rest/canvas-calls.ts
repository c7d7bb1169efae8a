import { ProductError } from '../../errors.ts';
import { HttpFailure, type HttpResponse } from '../../http/http.ts';
import { findLink } from '../../http/link-header.ts';
import { toOwnScheme } from '../../http/own-scheme.ts';
import type { CanvasDeps } from '../canvas-deps.ts';
import { type AnswerClass, classifyAnswer, readRemaining } from './classify-answer.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createThrottle } from './throttle.ts';

/** An answer of Canvas's REST API. */
export interface CanvasAnswer {
  readonly json: unknown;
  /** The next page: absolute, on the school's own origin; null on the last page. */
  readonly next: string | null;
  /** Canvas's time when it began to answer, or a little earlier. */
  readonly serverTime: Date;
}

/** Reads one address of the school's Canvas: a path that begins with `/`, or an absolute `next` link. */
export type CanvasGet = (address: string, signal: AbortSignal) => Promise<CanvasAnswer>;

/** Writes one object, in whole or in part. The body states the new values, so the call can safely be repeated. */
export type CanvasPut = (address: string, body: object, signal: AbortSignal) => Promise<CanvasAnswer>;

/**
 * The access token to send. `refused` is the one that Canvas has just refused, or null.
 * @throws ProductError `canvas_consent_needed` if there is no other
 */
export type ReadAccessToken = (refused: string | null, signal: AbortSignal) => Promise<string>;

/** `createCanvasCalls` for callers who only read. */
export function createCanvasGet(deps: CanvasDeps, baseUrl: string, readToken: ReadAccessToken): CanvasGet {
  return createCanvasCalls(deps, baseUrl, readToken).get;
}

/**
 * Calls Canvas as one person. Waits out throttling and short outages, renews a refused token once, and sends
 * the token only to the school's own origin (S28). Both functions throw `canvas_throttled`,
 * `canvas_unreachable`, `canvas_refused`, `canvas_assignment_gone`, `canvas_unexpected`,
 * `canvas_consent_needed`, or the reason of `signal`.
 */
export function createCanvasCalls(
  deps: CanvasDeps,
  baseUrl: string,
  readToken: ReadAccessToken,
): { readonly get: CanvasGet; readonly put: CanvasPut } {
  const origin = new URL(baseUrl).origin;
  const throttle = createThrottle(deps.clock, deps.sleep);

  async function call(
    method: 'GET' | 'PUT',
    address: string,
    body: object | null,
    signal: AbortSignal,
  ): Promise<CanvasAnswer> {
    const url = resolveOwn(address, origin);
    const what = `${method} ${url.pathname}`;
    const budget = createRetryBudget(deps, what);
    let token = await readToken(null, signal);
    let refreshed = false;
    for (;;) {
      await throttle.wait(signal);
      signal.throwIfAborted();
      const startedAt = deps.clock();
      const answer = await attempt(deps, { method, url, body }, token, signal);
      if (answer instanceof HttpFailure) {
        await budget.waitForNetwork(answer, signal);
        continue;
      }
      const answerClass = classifyAnswer(answer, deps.clock());
      // A throttled answer also says 0, but has its own backoff.
      if (answerClass.kind !== 'throttled') throttle.note(readRemaining(answer.headers));
      if (answerClass.kind === 'ok')
        return readAnswer(answerClass.json, answer, url, { startedAt, endedAt: deps.clock() });
      if (answerClass.kind === 'token_refused') {
        if (refreshed) throw consentNeeded(what);
        token = await readToken(token, signal);
        refreshed = true;
      } else if (answerClass.kind === 'throttled' || answerClass.kind === 'unavailable') {
        await budget.wait(answerClass, signal);
      } else {
        throw refuse(answerClass, answer, what);
      }
    }
  }

  function readAnswer(
    json: unknown,
    response: HttpResponse,
    url: URL,
    { startedAt, endedAt }: { readonly startedAt: Date; readonly endedAt: Date },
  ): CanvasAnswer {
    const link = findLink(response.headers['link'], 'next', url.href);
    const next = link === null ? null : resolveOwn(link, origin).href;
    const tookMs = endedAt.getTime() - startedAt.getTime();
    const said = Date.parse(response.headers['date'] ?? '');
    const serverTime = Number.isNaN(said) ? startedAt : new Date(said - tookMs);
    return { json, next, serverTime };
  }

  return {
    get: (address, signal) => call('GET', address, null, signal),
    put: (address, body, signal) => call('PUT', address, body, signal),
  };
}

/** Canvas refused a token that it had just issued; a third try would not help (H18). */
function consentNeeded(what: string): ProductError {
  const detail = `${what}: the renewed token is refused as well`;
  return new ProductError('canvas_consent_needed', { detail, next: 'reconnect' });
}

function refuse(
  answerClass: Extract<AnswerClass, { kind: 'refused' | 'assignment_gone' | 'unexpected' }>,
  { status }: HttpResponse,
  what: string,
): ProductError {
  if (answerClass.kind === 'unexpected') {
    return new ProductError('canvas_unexpected', { detail: `${what}: ${answerClass.why}` });
  }
  if (answerClass.kind === 'assignment_gone') {
    return new ProductError('canvas_assignment_gone', { detail: what, next: 'retry' });
  }
  return new ProductError('canvas_refused', { detail: `${what}: status ${status}`, next: 'fix' });
}

async function attempt(
  deps: CanvasDeps,
  { method, url, body }: { readonly method: 'GET' | 'PUT'; readonly url: URL; readonly body: object | null },
  token: string,
  signal: AbortSignal,
): Promise<HttpResponse | HttpFailure> {
  // Ids of large Canvas clouds can exceed what a JSON number holds; this media type sends them as strings (Canvas REST
  // documentation, "Schema").
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json+canvas-string-ids' };
  const content = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await deps.http({ method, url: url.href, signal, ...(body === null ? { headers } : content) });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HttpFailure) return error;
    throw error;
  }
}

/**
 * An address on the school's own origin.
 * @throws ProductError `canvas_unexpected` if the address is elsewhere (S28)
 */
function resolveOwn(address: string, origin: string): URL {
  const own = toOwnScheme(address, origin);
  const url = URL.canParse(own, origin) ? new URL(own, origin) : null;
  if (url?.origin === origin && url.username === '' && url.password === '') return url;
  throw new ProductError('canvas_unexpected', { detail: 'Canvas names a next page at another origin' });
}
