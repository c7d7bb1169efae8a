import { createHmac } from 'node:crypto';
import OAuth from 'oauth-1.0a';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { SisAuth } from '../../domain/institution.ts';
import { succeed } from '../client/reply.ts';
import type { Credentials } from './credentials.ts';

const hashNames = { 'HMAC-SHA1': 'sha1', 'HMAC-SHA256': 'sha256' } as const;

/**
 * Two-legged OAuth 1.0a for OneRoster 1.1: empty token secret, JSON bodies not signed. Each attempt needs a new nonce and
 * timestamp, because a replayed nonce is answered 401 (OF8).
 */
export function createOAuth1Credentials(
  deps: { readonly clock: Clock; readonly randomBytes: RandomBytes },
  auth: Extract<SisAuth, { kind: 'oauth1' }>,
): Credentials {
  const signer = new OAuth({
    consumer: { key: auth.consumerKey, secret: auth.consumerSecret },
    signature_method: auth.signature,
    hash_function: (base, key) => createHmac(hashNames[auth.signature], key).update(base).digest('base64'),
  });
  // The library would take its nonce from Math.random and its time from the system clock.
  signer.getNonce = () => deps.randomBytes(16).toString('hex');
  signer.getTimeStamp = () => Math.floor(deps.clock().getTime() / 1000);
  return {
    authorize: async (method, url, signal) => {
      signal.throwIfAborted();
      return succeed(signer.toHeader(signer.authorize({ method, url: new URL(url).href })).Authorization);
    },
    reject: () => {},
    noteAccepted: () => {},
    mayRenew: () => false,
    noteRenewedInVain: () => {},
    secrets: () => [auth.consumerSecret],
    lacksScope: () => false,
  };
}
