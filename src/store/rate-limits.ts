import type { Connection } from 'mongoose';
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { openCollection, type StoredDocument } from './records.ts';

/**
 * How often something may happen for one key: `points` times in a window of `seconds`, across all processes.
 */
export interface RateLimit {
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
  /**
   * The first of these points, which only this process counts: keys that stay below cost no write to the
   * database. Each further process can add as many to `points`.
   */
  readonly localPoints: number;
}

export interface RateLimiter {
  /**
   * Counts one attempt of `key`. Null if it is within the limit, else the milliseconds until the next one is.
   */
  take(key: string): Promise<number | null>;
  /** Takes back one attempt of `key`. */
  giveBack(key: string): Promise<void>;
}

/** Keys that did something at least once in the last `seconds`. */
export interface Recollection {
  /** Written a moment later, together with others; other processes know it by then. */
  remember(key: string): void;
  has(key: string): Promise<boolean>;
}

/** Counters of attempts, by rate-limiter-flexible. An institution's keys begin with `<institution id>.` */
export interface RateLimitStore {
  ensureIndexes(): Promise<void>;
  createLimiter(limit: RateLimit): RateLimiter;
  createRecollection(options: { readonly name: string; readonly seconds: number }): Recollection;
  /** Deletes the counters that ended before `now`. The library already ignores them. */
  sweep(now: Date): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

const collectionName = 'rate_limits';
/** What is remembered within half a second is written together. */
const gatherMs = 500;
/** A key that was written is not written again for a day. */
const rememberedMs = 86_400_000;
const maxWritten = 100_000;

export function createRateLimitStore(connection: Connection): RateLimitStore {
  const counters = openCollection<StoredDocument & { key: string; expire: Date | null }>(
    connection,
    collectionName,
  );
  const share = ({ name, points, seconds }: { name: string; points: number; seconds: number }) =>
    new RateLimiterMongo({
      // Losing a counter in a crash does no harm, so nobody waits for the journal.
      storeClient: connection.getClient().db(connection.name, { writeConcern: { w: 1, j: false } }),
      tableName: collectionName,
      keyPrefix: name,
      points,
      duration: seconds,
      disableIndexesCreation: true,
    });

  return {
    async ensureIndexes() {
      await counters.createIndex({ key: 1 }, { unique: true });
      await counters.createIndex({ expire: 1 });
    },
    createLimiter({ name, points, seconds, localPoints }) {
      const local = new RateLimiterMemory({ keyPrefix: name, points: localPoints, duration: seconds });
      const shared = share({ name, points: points - localPoints, seconds });
      return {
        async take(key) {
          if ((await consume(local, key)) === null) return null;
          return consume(shared, key);
        },
        async giveBack(key) {
          const held = await local.get(key);
          if (held !== null && held.consumedPoints > localPoints) await shared.reward(key);
          if (held !== null) await local.reward(key);
        },
      };
    },
    createRecollection({ name, seconds }) {
      // Written once a day and process: most people return within minutes.
      const written = new Map<string, number>();
      const unwritten = new Set<string>();
      const writeAll = async (): Promise<void> => {
        const keys = [...unwritten];
        unwritten.clear();
        const expire = new Date(Date.now() + seconds * 1000);
        const writes = keys.map((key) => ({
          updateOne: { filter: { key: `${name}:${key}` }, update: { $set: { expire } }, upsert: true },
        }));
        // What a crash or a failure loses is remembered with the next launch on another day.
        await counters.bulkWrite(writes, { ordered: false, writeConcern: { w: 1, j: false } }).catch(() => {
          for (const key of keys) written.delete(key);
        });
      };
      return {
        remember(key) {
          const now = Date.now();
          if ((written.get(key) ?? 0) > now - rememberedMs) return;
          if (written.size >= maxWritten) written.clear();
          written.set(key, now);
          if (unwritten.size === 0) setTimeout(writeAll, gatherMs).unref();
          unwritten.add(key);
        },
        async has(key) {
          if (written.has(key)) return true;
          const filter = { key: `${name}:${key}`, expire: { $gt: new Date() } };
          return (await counters.findOne(filter, { projection: { _id: 1 } })) !== null;
        },
      };
    },
    async sweep(now) {
      await counters.deleteMany({ expire: { $lte: now } });
    },
    async removeInstitution(institutionId) {
      await counters.deleteMany({
        key: { $regex: `^\\w+:${institutionId.replaceAll(/[^\w-]/g, '\\$&')}\\.` },
      });
    },
  };
}

async function consume(limiter: RateLimiterMemory | RateLimiterMongo, key: string): Promise<number | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused.msBeforeNext;
    throw refused;
  }
}
