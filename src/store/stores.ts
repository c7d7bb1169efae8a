import type { Connection } from 'mongoose';
import type { Clock, RandomBytes } from '../clock.ts';
import { createCanvasConsentStore } from './canvas-consents.ts';
import { createCanvasGrantStore } from './canvas-grants.ts';
import { createDeploymentStore } from './deployments.ts';
import { createCipher, type EncryptionKey } from './encryption.ts';
import { createInstitutionStore } from './institutions.ts';
import { createLoginStore } from './logins.ts';
import { createLtiEngineStore } from './lti-engine-store.ts';
import { createPassbackStores } from './passback/passback-stores.ts';
import { createSessionStore } from './sessions.ts';

/** An open connection to MongoDB, as `connectMongo` gives it. */
export type StoreConnection = Connection;

/** Every store of the product on one connection. */
export function createStores(
  connection: Connection,
  encryptionKeys: readonly EncryptionKey[],
  { clock, randomBytes }: { readonly clock: Clock; readonly randomBytes: RandomBytes },
) {
  const cipher = createCipher(encryptionKeys);
  const indexed = {
    institutions: createInstitutionStore(connection, cipher, randomBytes),
    deployments: createDeploymentStore(connection, clock),
    logins: createLoginStore(connection),
    sessions: createSessionStore(connection),
    ltiEngine: createLtiEngineStore(connection, cipher, clock),
    canvasGrants: createCanvasGrantStore(connection, cipher),
    canvasConsents: createCanvasConsentStore(connection),
    passback: createPassbackStores(connection),
  };
  return {
    ...indexed,
    /** Creates every collection's indexes; at each start, before anything is written. */
    async ensureIndexes(): Promise<void> {
      for (const store of Object.values(indexed)) await store.ensureIndexes();
    },
    /** Deletes what has expired: logins, sessions, unused consents, tokens and retired keys. */
    async sweep(now: Date): Promise<void> {
      const { logins, sessions, ltiEngine, canvasConsents } = indexed;
      for (const store of [logins, sessions, ltiEngine, canvasConsents]) await store.sweep(now);
    },
    /** Whether the database answers. */
    async ping(): Promise<boolean> {
      try {
        await connection.db?.admin().ping();
        return connection.readyState === 1;
      } catch {
        return false;
      }
    },
  };
}

export type Stores = ReturnType<typeof createStores>;
