import { z } from 'zod';
import type { Clock, Sleep } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import type { Http } from '../../http/http.ts';
import type { LtiEngineStore } from '../../store/lti-engine-store.ts';
import type { LtiServices } from './services.ts';

/** ltijs as an inner engine: platforms, keys, service tokens, Names & Roles, Assignment & Grade Services. It never sees a launch (LF1). */
export interface LtiEngine {
  /**
   * Registers the platform and gives it its own key pair, or updates the endpoints of a known one. The first
   * time takes about a second (4096-bit RSA, made off the event loop).
   */
  registerPlatform(institution: Institution): Promise<void>;
  removePlatform(institution: Institution): Promise<void>;
  /** A new key pair; the old public key stays in the key set for a day (S35). */
  rotateKey(institution: Institution): Promise<void>;
  /** The public keys of all platforms, for `/lti/jwks`. */
  readKeySet(): Promise<{ readonly keys: readonly PublicKey[] }>;
  /**
   * An access token for the scopes, in the given order: from the database if it lives for another minute,
   * else fetched once for all callers.
   */
  serviceToken(institution: Institution, scopes: readonly string[]): Promise<string>;
  /** As `serviceToken`, but always asks the platform, and so finds out what it grants now. */
  renewToken(institution: Institution, scopes: readonly string[]): Promise<string>;
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
/** A public RSA key and nothing else: no other member passes the parser. */
export type PublicKey = z.infer<typeof publicKeySchema>;
