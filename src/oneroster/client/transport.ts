import type { Clock, RandomBytes, Sleep } from '../../clock.ts';
import { backoffDelay } from '../../http/backoff-delay.ts';
import { createSecretHider } from '../../http/hide-secrets.ts';
import type { Http, HttpRequest, HttpResponse } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import type { Credentials } from '../auth/credentials.ts';
import type { SendPermit, SisFailure, SisReply } from '../sis-client.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { Habits } from './habits.ts';
import { type Answer, isTokenRefusal, readAnswer } from './read-answer.ts';
import { findRedirect } from './redirect.ts';
import { fail } from './reply.ts';
import { sendOnce } from './send-once.ts';

/** `route` is the path without ids, for the log. */
export interface SisRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly route: string;
  readonly body?: unknown;
}

/** Sends the authorized requests of one connection. */
export type Transport = (
  request: SisRequest,
  signal: AbortSignal,
  permit?: SendPermit,
) => Promise<SisReply<Answer>>;

export interface TransportDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly limit: ConcurrencyLimit;
  readonly credentials: Credentials;
  /** Extra headers that the vendor requires; secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** A 403 without these scopes means a missing permission. */
  readonly scopes: { readonly read: string; readonly write: string };
  readonly habits: Habits;
}

/**
 * How long one request waits if the SIS says there were too many (429): a run waits twice the length of a
 * limit per minute; a page that a person waits for, less.
 */
const rateWaits = {
  run: { maxPauseMs: 60_000, maxTotalMs: 120_000 },
  page: { maxPauseMs: 5_000, maxTotalMs: 10_000 },
};
/** A SIS that sends us from one of its addresses to the next is broken. */
const maxRedirects = 3;
/** Pauses after a 429 that does not say how long to wait. */
const ratePauses = { firstMs: 500, longestMs: 10_000 };

/**
 * Authorizes and sends one request, within the connection's concurrency limit, and reads its answer. After a
 * 401 it is sent once more with fresh credentials (H17); a second 401 is an `auth` failure (H18). So it is if the SIS
 * refuses in any other way a token that it took before. A 307 or 308 within the origin is followed. A 429 is
 * waited out here, so that a list continues where it stopped (H11). Nothing else is retried.
 */
export function createTransport(deps: TransportDeps): Transport {
  const { credentials } = deps;
  const attempt = async (
    request: SisRequest,
    signal: AbortSignal,
    permit: SendPermit | undefined,
  ): Promise<Attempt> => {
    const header = await deps.credentials.authorize(request.method, request.url, signal);
    if (!header.ok) return { reply: header, sent: null, isRefused: false };
    const http = buildRequest(deps, request, header.value, signal);
    const reply = await sendOnce(deps.http, permit ? { ...http, beforeSend: () => permit.check() } : http);
    const sent = header.value;
    if (!reply.ok) return { reply, sent, isRefused: false };
    const { status } = reply.value;
    if (status >= 200 && status < 300) credentials.noteAccepted(sent);
    const isRefused =
      status === 401 || (isTokenRefusal(reply.value, request.url) && credentials.mayRenew(sent));
    return { reply, sent, isRefused };
  };
  const follow: typeof attempt = async (request, signal, permit) => {
    let from = request;
    for (let redirects = 0; ; redirects += 1) {
      const tried = await attempt(from, signal, permit);
      const target = tried.reply.ok ? findRedirect(tried.reply.value, from.url) : null;
      if (target === null || redirects === maxRedirects) return tried;
      deps.habits.note('redirected', request.route);
      from = { ...from, url: target };
    }
  };
  const sendAuthorized: Transport = async (request, signal, permit) => {
    let { reply, sent, isRefused } = await follow(request, signal, permit);
    if (isRefused && sent !== null) {
      credentials.reject(sent);
      ({ reply, sent, isRefused } = await follow(request, signal, permit));
      if (sent !== null && reply.ok) {
        if (reply.value.status === 401) credentials.reject(sent);
        else if (isTokenRefusal(reply.value, request.url)) credentials.noteRenewedInVain();
      }
    }
    const answer = reply.ok ? readAnswer(reply.value, describeContext(deps, request, sent)) : reply;
    if (answer.ok) return answer;
    logFailure(deps.log, request, answer.failure);
    return fail({ request: `${request.method} ${request.route}`, ...answer.failure });
  };
  return async (request, signal, permit) => {
    const { maxPauseMs, maxTotalMs } = permit ? rateWaits.run : rateWaits.page;
    const leaving = permit?.leaving;
    let waitedMs = 0;
    for (let refusals = 1; ; refusals += 1) {
      const send = () => sendAuthorized(request, signal, permit);
      const ignoresBreaker = permit !== undefined;
      const reply = await deps.limit.run(send, signal, { maxPauseMs, leaving, ignoresBreaker });
      if (reply.ok || !isRefusedForNow(reply.failure)) return reply;
      const { retryAfterMs } = reply.failure;
      const pauseMs =
        retryAfterMs === null
          ? backoffDelay(refusals, ratePauses, deps.randomBytes)
          : Math.max(retryAfterMs, ratePauses.firstMs);
      waitedMs += pauseMs;
      if (pauseMs > maxPauseMs || waitedMs > maxTotalMs || leaving?.aborted) return reply;
      await deps.sleep(pauseMs, leaving ?? signal);
      signal.throwIfAborted();
    }
  };
}

/** The SIS itself answered 429; not our concurrency limit that the pause is too long. */
function isRefusedForNow({ kind, status }: SisFailure): boolean {
  return kind === 'rate' && status !== null;
}

interface Attempt {
  readonly reply: SisReply<HttpResponse>;
  /** The `Authorization` header it was sent with. */
  readonly sent: string | null;
  /** It was answered 401, or another token may help. */
  readonly isRefused: boolean;
}

/** Our own headers come last: a vendor's must not replace the authorization. */
function buildRequest(
  deps: TransportDeps,
  request: SisRequest,
  authorization: string,
  signal: AbortSignal,
): HttpRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(deps.headers)) headers[name.toLowerCase()] = value;
  headers['accept'] = 'application/json';
  headers['authorization'] = authorization;
  if (request.body === undefined) return { method: request.method, url: request.url, headers, signal };
  headers['content-type'] = 'application/json';
  return { method: request.method, url: request.url, headers, body: JSON.stringify(request.body), signal };
}

function describeContext(deps: TransportDeps, request: SisRequest, sent: string | null) {
  const operation = request.method === 'GET' ? 'read' : 'write';
  const scopeMissing = deps.credentials.lacksScope(deps.scopes[operation]);
  // Built only for a failed answer: most are none.
  const hide = (text: string): string =>
    createSecretHider([...deps.credentials.secrets(), ...Object.values(deps.headers), ...partsOf(sent)])(
      text,
    );
  const noteHabit = (): void => deps.habits.note('write_answered_by_page', request.route);
  const mayNamePeople = operation === 'write' || /students|results|users/.test(request.route);
  const { url } = request;
  return { operation, scopeMissing, now: deps.clock(), hide, url, mayNamePeople, noteHabit } as const;
}

/**
 * What a server may echo of an `Authorization` header: all of it, the part after the scheme, and the
 * signature in it.
 */
export function partsOf(header: string | null): readonly string[] {
  if (header === null) return [];
  const value = header.replace(/^\w+\s+/, '');
  const signature = /oauth_signature="([^"]+)"/.exec(header)?.[1];
  return [header, value, ...(signature === undefined ? [] : [signature, decodeURIComponent(signature)])];
}

/** The SIS's message is not logged: it may name a student. */
function logFailure(
  log: Log,
  { method, route }: SisRequest,
  failure: Extract<SisReply<never>, { ok: false }>['failure'],
): void {
  const { kind, status, codeMinor, detail } = failure;
  log.warn(
    { event: 'sis.request_failed', method, route, kind, status, codeMinor, detail },
    'SIS request failed',
  );
}
