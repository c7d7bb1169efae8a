import type { Clock } from '../../clock.ts';
import type { Http } from '../../http/http.ts';
import type { Log } from '../../log.ts';
import { waitUnlessAborted } from '../client/abort.ts';
import { succeed } from '../client/reply.ts';
import type { SisReply } from '../sis-client.ts';
import type { Credentials } from './credentials.ts';
import { type OAuth2Auth, requestToken, type Token } from './request-token.ts';

/** A token is renewed this long before it ends, so that none ends between signing and arrival (R6, H19). */
const renewalMarginMs = 60_000;

/**
 * OAuth 2 client credentials of one connection: one token, kept in memory, asked for by one request at a time however
 * many wait for it (R7, R8, H17).
 */
export function createOAuth2Credentials(
  deps: { readonly http: Http; readonly clock: Clock; readonly log: Log },
  auth: OAuth2Auth,
  scopes: readonly string[],
): Credentials {
  let current: Token | null = null;
  let pending: Promise<SisReply<Token>> | null = null;

  // Not bound to a caller's signal: others may be waiting for the same token, and asking for one changes nothing.
  const renew = (): Promise<SisReply<Token>> => {
    pending ??= requestToken(deps, auth, scopes)
      .then((reply) => {
        if (reply.ok) current = reply.value;
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
      // Several requests may bring back the same 401; only the first finds its token still current.
      if (current?.header === header) current = null;
    },
    lacksScope: (scope) => current?.scopes?.includes(scope) === false,
  };
}

/** Tokens that live less than twice the margin are used for the first half of their life, not asked for every time. */
function isFresh(token: Token, now: Date): boolean {
  const margin = Math.min(renewalMarginMs, token.lifetimeMs / 2);
  return now.getTime() < token.issuedAt.getTime() + token.lifetimeMs - margin;
}
