import { z } from 'zod';
import type { Clock, Sleep } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import type { Http } from '../../http/http.ts';
import type { LtiEngineStore } from '../../store/lti-engine-store.ts';
import type { LtiServices } from './services.ts';

/** ltijs as an inner engine: platforms, keys, service tokens, Names & Roles, Assignment & Grade Services. It never sees a launch (LF1). */
export interface LtiEngine {
  /**
   * Makes the platform known and gives it a key pair of its own; known already, its endpoints are
   * updated. The first time takes about a second (4096-bit RSA, made beside the event loop).
   */
  registerPlatform(institution: Institution): Promise<void>;
  removePlatform(institution: Institution): Promise<void>;
  /** A new key pair; the old public key stays in the key set for a day (S35). */
  rotateKey(institution: Institution): Promise<void>;
  /** The public keys of all platforms, for `/lti/jwks`. */
  readKeySet(): Promise<{ readonly keys: readonly PublicKey[] }>;
  /**
   * An access token for the scopes (in their given order): from the database while it has a minute to
   * live, else fetched once however many ask.
   */
  serviceToken(institution: Institution, scopes: readonly string[]): Promise<string>;
  readonly services: LtiServices;
}

export interface LtiEngineDeps {
  readonly store: LtiEngineStore;
  readonly http: Http;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** 0 ≤ x < 1; for jitter only. */
  readonly random: () => number;
}

export const publicKeySchema = z.object({
  kty: z.literal('RSA'),
  n: z.string(),
  e: z.string(),
  kid: z.string(),
  alg: z.literal('RS256'),
  use: z.literal('sig'),
});
/** A public RSA key and nothing else: other members do not pass the parser. */
export type PublicKey = z.infer<typeof publicKeySchema>;
