import { createHash, timingSafeEqual } from 'node:crypto';

/** One client's credentials: OAuth 2 client id and secret, or OAuth 1.0a consumer key and secret. */
export interface SisClient {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The scopes that the client may request; default: all. */
  readonly scopes?: readonly string[];
}

/** Compares secrets in constant time, whatever their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
