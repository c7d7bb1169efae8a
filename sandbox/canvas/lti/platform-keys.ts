import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../../../src/clock.ts';
import type { SchoolStore } from '../school/school-store.ts';

/** The platform's signatures: RS256 for tools to verify, HS256 for what only Canvas reads again. */
export interface PlatformKeys {
  readonly publicJwks: { readonly keys: readonly JWK[] };
  /** Signs an id_token. `claims` must be complete, dates included. */
  signIdToken(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs a message hint or service token that lives for `lifeSeconds`. */
  signInternal(claims: Readonly<Record<string, unknown>>, lifeSeconds: number): Promise<string>;
  /** The claims of a token that we signed; its age is not checked. Null: not ours. */
  readInternal(token: string): Promise<Readonly<Record<string, unknown>> | null>;
}

/** Loads the school's keys. The first start makes them; later starts find them again. */
export async function loadPlatformKeys(store: SchoolStore, clock: Clock): Promise<PlatformKeys> {
  const stored = await loadOrMakeJwks(store);
  const privateKey = await importJWK(stored.signing, 'RS256');
  const secret = new TextEncoder().encode(stored.secret);
  const { kty, n, e, kid } = stored.signing;
  const publicJwk = { kty, n, e, kid, alg: 'RS256', use: 'sig' } as JWK;
  const seconds = (): number => Math.floor(clock().getTime() / 1000);
  return {
    publicJwks: { keys: [publicJwk] },
    signIdToken: (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: stored.signing.kid ?? 'platform' })
        .sign(privateKey),
    signInternal: (claims, lifeSeconds) =>
      new SignJWT({ ...claims, iat: seconds(), exp: seconds() + lifeSeconds })
        .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
        .sign(secret),
    readInternal: async (token) => {
      try {
        // The caller judges the age: the two services word that error differently.
        const farPast = new Date(0);
        const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], currentDate: farPast });
        return payload;
      } catch {
        return null;
      }
    },
  };
}

interface StoredKeys {
  readonly signing: JWK;
  readonly secret: string;
}

async function loadOrMakeJwks({ models }: SchoolStore): Promise<StoredKeys> {
  const stored = await models.platformKeys.findOne({ name: 'platform' }).lean<{ jwk: StoredKeys }>();
  if (stored !== null) return stored.jwk;
  const { privateKey }: { privateKey: CryptoKey } = await generateKeyPair('RS256', { extractable: true });
  const signing: JWK = { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex') };
  const made: StoredKeys = { signing, secret: randomBytes(32).toString('hex') };
  await models.platformKeys.create({ name: 'platform', jwk: { ...made } });
  return made;
}
