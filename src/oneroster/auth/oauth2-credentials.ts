import type { Clock } from '../../clock.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import { succeed } from '../client/reply.ts';
import type { SisReply } from '../sis-client.ts';
import type { Credentials } from './credentials.ts';
import { listSecrets, type OAuth2Auth, requestToken, type Token } from './request-token.ts';

/** A token is renewed this long before it expires, so that none expires on its way (R6, H19). */
const renewalMarginMs = 60_000;

/** How long no refusal but 401 asks for a new token, after one that did not help. */
const vainRenewalMs = 5 * 60_000;

/**
 * OAuth 2 client credentials of one connection. One token is kept in memory; one request at a time asks for it, however
 * many callers wait (R7, R8, H17).
 */
export function createOAuth2Credentials(
  deps: { readonly http: Http; readonly clock: Clock; readonly log: Log },
  auth: OAuth2Auth,
  scopes: readonly string[],
): Credentials {
  let current: Token | null = null;
  /** A SIS may echo a token that it has replaced. */
  let recentTokens: readonly string[] = [];
  let accepted: readonly string[] = [];
  let nextRenewalAt = 0;
  let pending: Promise<SisReply<Token>> | null = null;

  // Not bound to a caller's signal, because others may be waiting for the same token.
  const renew = (): Promise<SisReply<Token>> => {
    pending ??= requestToken(deps, auth, scopes)
      .then((reply) => {
        if (reply.ok) {
          current = reply.value;
          recentTokens = [current.header.replace('Bearer ', ''), ...recentTokens.slice(0, 2)];
        }
        return reply;
      })
      .finally(() => {
        pending = null;
      });
    return pending;
  };

  return {
    authorize: async (_method, _url, signal) => {
      signal.throwIfAborted();
      if (current !== null && isFresh(current, deps.clock())) return succeed(current.header);
      const reply = await waitUnlessAborted(renew(), signal);
      return reply.ok ? succeed(reply.value.header) : reply;
    },
    reject: (header) => {
      // Several requests may report the same token; only the first finds it still current.
      if (current?.header === header) current = null;
    },
    noteAccepted: (header) => {
      if (accepted[0] !== header) accepted = [header, ...accepted.slice(0, 2)];
    },
    mayRenew: (header) => accepted.includes(header) && deps.clock().getTime() >= nextRenewalAt,
    noteRenewedInVain: () => {
      nextRenewalAt = deps.clock().getTime() + vainRenewalMs;
    },
    secrets: () => [...listSecrets(auth), ...recentTokens],
    lacksScope: (scope) => current?.scopes?.includes(scope) === false,
  };
}

/** A token that lives less than twice the margin is used for the first half of its life. */
function isFresh(token: Token, now: Date): boolean {
  const margin = Math.min(renewalMarginMs, token.lifetimeMs / 2);
  return now.getTime() < token.issuedAt.getTime() + token.lifetimeMs - margin;
}

/** Rejects with the abort reason as soon as `signal` aborts; the work continues for the others who wait for it. */
function waitUnlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
