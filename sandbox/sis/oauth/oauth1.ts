import { createHmac } from 'node:crypto';
import type { Clock } from '../../../src/clock.ts';
import { SisRefusal } from '../sis-answer.ts';
import { isSameSecret, type SisClient } from './client.ts';

/** Instructure asks providers to allow 10 minutes in the past and 5 in the future. */
const pastSeconds = 600;
const futureSeconds = 300;

/** Node's hash name for each signature method. */
const hashes: ReadonlyMap<string, string> = new Map([
  ['HMAC-SHA1', 'sha1'],
  ['HMAC-SHA256', 'sha256'],
]);

/** A signed request, with the address as the client wrote it. */
export interface SignedRequest {
  readonly method: string;
  /** Absolute, with its query. */
  readonly url: string;
  readonly authorization: string;
}

/** Percent-encodes as RFC 5849 § 3.6 requires. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function readHeader(authorization: string): ReadonlyMap<string, string> | null {
  const [, list] = /^OAuth\s+(.*)$/is.exec(authorization) ?? [];
  if (list === undefined) return null;
  const values = new Map<string, string>();
  try {
    for (const [, key = '', value = ''] of list.matchAll(/([\w%]+)="([^"]*)"/g)) {
      values.set(decodeURIComponent(key), decodeURIComponent(value));
    }
  } catch {
    return null;
  }
  return values;
}

/** RFC 5849 § 3.4.1. The body is JSON, not a form, and so takes no part. */
function buildBaseString(request: SignedRequest, oauth: ReadonlyMap<string, string>): string {
  const url = new URL(request.url);
  const pairs = [...url.searchParams, ...oauth]
    .filter(([key]) => key !== 'oauth_signature' && key !== 'realm')
    .map(([key, value]) => [encode(key), encode(value)] as const)
    .sort(([keyA, valueA], [keyB, valueB]) =>
      keyA === keyB ? (valueA < valueB ? -1 : 1) : keyA < keyB ? -1 : 1,
    );
  const parameters = pairs.map(([key, value]) => `${key}=${value}`).join('&');
  return [request.method.toUpperCase(), url.origin + url.pathname, parameters].map(encode).join('&');
}

function refuse(description: string): SisRefusal {
  return new SisRefusal(401, 'unauthorisedrequest', description);
}

/**
 * Checks a request with two-legged OAuth 1.0a. Throws 401 for a bad signature, an old timestamp or a repeated
 * nonce.
 */
export type CheckOAuth1 = (request: SignedRequest) => void;

/** @param methods the signature methods to accept */
export function createOAuth1Check(
  clients: readonly SisClient[],
  methods: () => readonly string[],
  clock: Clock,
): CheckOAuth1 {
  const nonces = new Map<string, number>();
  return (request) => {
    const oauth = readHeader(request.authorization);
    if (oauth === null) throw refuse('No OAuth header that can be read');
    const now = Math.floor(clock().getTime() / 1_000);

    const method = oauth.get('oauth_signature_method') ?? '';
    const hash = methods().includes(method) ? hashes.get(method) : undefined;
    if (hash === undefined) throw refuse(`Signature method ${method} is not accepted`);
    const client = clients.find((known) => known.clientId === oauth.get('oauth_consumer_key'));
    if (!client) throw refuse('Unknown consumer key');
    const version = oauth.get('oauth_version');
    if (version !== undefined && version !== '1.0') throw refuse('Unknown OAuth version');

    const timestamp = Number(oauth.get('oauth_timestamp'));
    if (!Number.isInteger(timestamp) || timestamp < now - pastSeconds || timestamp > now + futureSeconds) {
      throw refuse('Timestamp outside the accepted window');
    }
    const expected = createHmac(hash, `${encode(client.clientSecret)}&`)
      .update(buildBaseString(request, oauth))
      .digest('base64');
    if (!isSameSecret(expected, oauth.get('oauth_signature') ?? '')) throw refuse('Wrong signature');

    const nonce = `${client.clientId} ${timestamp} ${oauth.get('oauth_nonce') ?? ''}`;
    if (!oauth.get('oauth_nonce') || nonces.has(nonce)) throw refuse('Nonce missing or seen before');
    for (const [seen, at] of nonces) if (at < now - pastSeconds - futureSeconds) nonces.delete(seen);
    nonces.set(nonce, timestamp);
  };
}
