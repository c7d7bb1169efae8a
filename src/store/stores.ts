import type { Connection } from 'mongoose';
import { type Clock, type RandomBytes, systemSleep } from '../clock.ts';
import { engineIssuer, type Institution } from '../domain/institution.ts';
import { createAuditStore } from './audit.ts';
import { createCanvasConsentStore } from './canvas-consents.ts';
import { createCanvasGrantStore } from './canvas-grants.ts';
import { createCanvasKeyFaultStore } from './canvas-key-faults.ts';
import { createDeploymentStore } from './deployments.ts';
import { createCipher, type EncryptionKey } from './encryption.ts';
import { createEncryptionCanary } from './encryption-canary.ts';
import { createHistoryVisitStore } from './history-visits.ts';
import { createInstallLinkStore } from './install-links.ts';
import { exportRecords } from './institution-export.ts';
import { createInstitutionStore } from './institutions.ts';
import { createLoginStore } from './logins.ts';
import { createLtiEngineStore } from './lti-engine-store.ts';
import { runMigrations } from './migrations/run-migrations.ts';
import { createNightlySyncStore } from './nightly-syncs.ts';
import { createNoticeSubscriptionStore } from './notice-subscriptions.ts';
import { createOutbox } from './outbox.ts';
import { createNoticedRuns } from './passback/noticed-runs.ts';
import { createPassbackStores } from './passback/passback-stores.ts';
import { createRunEnds } from './passback/run-ends.ts';
import { createRunQueue } from './passback/run-queue.ts';
import { createUnusedCourses } from './passback/unused-courses.ts';
import { createRateLimitStore } from './rate-limits.ts';
import { createRetention } from './retention.ts';
import { createScheduleStore } from './schedules.ts';
import { createSessionStore } from './sessions.ts';
import { createWebhookStore } from './webhooks.ts';

/**
 * An open connection to MongoDB, as `connectMongo` returns it.
 * Documents are reached in two ways. Mongoose's models serve the small collections (institutions,
 * deployments, consents, grants, install links, the LTI engine's): a model casts filters and, with
 * `sanitizeFilter`, refuses operators in them. The driver itself serves what is written by the thousand and
 * at every launch (`records.ts`): batches, pipelines in updates and `$$NOW`, which models would only slow
 * down. Either way a zod schema parses what is read. See docs/adr/0003-mongoose-and-its-driver.md.
 */
export type StoreConnection = Connection;

/** Every store of the product on one connection. */
export function createStores(
  connection: Connection,
  encryptionKeys: readonly EncryptionKey[],
  { clock, randomBytes }: { readonly clock: Clock; readonly randomBytes: RandomBytes },
) {
  const cipher = createCipher(encryptionKeys);
  /** Where institutions and their keys are stored. */
  const roots = {
    institutions: createInstitutionStore(connection, cipher, randomBytes, clock),
    ltiEngine: createLtiEngineStore(connection, cipher, clock),
  };
  /** Whatever else belongs to institutions: each store can erase its part of one. */
  const owned = {
    deployments: createDeploymentStore(connection, clock),
    logins: createLoginStore(connection),
    sessions: createSessionStore(connection),
    canvasGrants: createCanvasGrantStore(connection, cipher),
    canvasConsents: createCanvasConsentStore(connection),
    canvasKeyFaults: createCanvasKeyFaultStore(connection),
    installLinks: createInstallLinkStore(connection),
    nightlySyncs: createNightlySyncStore(connection),
    schedules: createScheduleStore(connection),
    historyVisits: createHistoryVisitStore(connection),
    noticeSubscriptions: createNoticeSubscriptionStore(connection),
    outbox: createOutbox(connection),
    webhooks: createWebhookStore(connection, cipher),
    audit: createAuditStore(connection),
    rateLimits: createRateLimitStore(connection),
    passback: createPassbackStores(connection),
  };
  const runEnds = createRunEnds(connection);
  const sweepRetention = createRetention(connection, {
    audit: owned.audit,
    runEnds,
    unusedCourses: createUnusedCourses(connection),
  });
  const indexed = { ...roots, ...owned, runEnds };
  return {
    ...indexed,
    runQueue: createRunQueue(connection),
    noticedRuns: createNoticedRuns(connection),
    encryptionCanary: createEncryptionCanary(connection, cipher),
    /** Creates every collection's indexes; called at each start, before anything is written. */
    async ensureIndexes(): Promise<void> {
      for (const store of Object.values(indexed)) await store.ensureIndexes();
    },
    /**
     * Deletes what has expired: logins, sessions, unused consents, tokens and retired keys, and what
     * institutions no longer keep of runs and of their audit record.
     */
    async sweep(now: Date): Promise<void> {
      const { logins, sessions, ltiEngine, canvasConsents, installLinks, rateLimits } = indexed;
      const expiring = [logins, sessions, ltiEngine, canvasConsents, installLinks, rateLimits];
      for (const store of expiring) await store.sweep(now);
      await sweepRetention(now);
    },
    /**
     * Erases an institution with everything that belongs to it (S38). The institution itself goes last, so
     * that an interrupted erasure can be repeated.
     */
    async removeInstitution(institution: Institution): Promise<void> {
      for (const store of Object.values(owned)) await store.removeInstitution(institution.id);
      await roots.ltiEngine.removePlatform(engineIssuer(institution), institution.platform.clientId);
      await roots.institutions.remove(institution.id);
    },
    /**
     * Saves a changed institution; runs that wait until its credentials are mended try again. With another Canvas API key, another Canvas or none, people's consents and
     * tokens are removed: they belong to the old key, and using them would only fail.
     */
    async updateInstitution(before: Institution, after: Institution): Promise<void> {
      await roots.institutions.update(after);
      await owned.passback.runs.resumeMended(after.id, clock());
      const [old, current] = [before.canvas, after.canvas];
      const isSameKey = old.apiKey?.clientId === current.apiKey?.clientId && old.baseUrl === current.baseUrl;
      if (isSameKey && old.apiKey?.clientSecret === current.apiKey?.clientSecret) return;
      await owned.canvasKeyFaults.clear(after.id);
      if (!isSameKey) await owned.canvasGrants.removeInstitution(after.id);
    },
    /** Brings stored documents up to date while everything else keeps running; see `migrations/`. */
    migrate: (signal: AbortSignal) =>
      runMigrations(connection, {
        owner: randomBytes(8).toString('hex'),
        clock,
        sleep: systemSleep,
        signal,
      }),
    exportRecords: (institutionId: string) => exportRecords(connection, institutionId),
    /** Every store with encrypted secrets. */
    reencryptables: { ...roots, canvasGrants: owned.canvasGrants, webhooks: owned.webhooks },
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
