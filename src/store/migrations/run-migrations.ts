import type mongoose from 'mongoose';
import { z } from 'zod';
import type { Clock, Sleep } from '../../clock.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';
import { schemaVersion } from './001-schema-version.ts';
import { staticIndexes } from './002-static-indexes.ts';
import { runsByShardKey } from './003-runs-by-shard-key.ts';
import type { Migration } from './migration.ts';

/** All migrations, in order. */
const migrations: readonly Migration[] = [schemaVersion, staticIndexes, runsByShardKey];

const storedMigration = z.object({
  /** Its number, as text. */
  _id: z.string(),
  v: z.number().optional(),
  name: z.string(),
  cursor: z.string().nullable().default(null),
  steps: z.number().default(0),
  startedAt: z.date(),
  endedAt: z.date().nullable().default(null),
  /** The process that is running it, and until when by the database's clock. */
  owner: z.string().nullable().default(null),
  expiresAt: z.date().nullable().default(null),
});
type MigrationRecord = z.output<typeof storedMigration>;

export const migrationFormat: RecordFormat<MigrationRecord, z.input<typeof storedMigration>> = {
  collection: 'migrations',
  version: 1,
  schema: storedMigration,
};

/** A step takes a second at most; a process that is silent this long is considered dead. */
const leaseMs = 30_000;
/** A break between steps, so that grade syncs hardly notice. */
const restMs = 20;

/** What running migrations needs. */
export interface MigrationRunner {
  readonly owner: string;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** Stops after the current step. */
  readonly signal: AbortSignal;
  readonly migrations?: readonly Migration[];
}

/**
 * Runs the migrations that have not ended, one after another, each from where it stopped. Only one process
 * runs a migration; the others leave and try again when they next start.
 * @returns whether all have ended
 */
export async function runMigrations(
  connection: mongoose.Connection,
  { owner, clock, sleep, signal, migrations: due = migrations }: MigrationRunner,
): Promise<boolean> {
  const records = openRecords(connection, migrationFormat);
  const database = connection.getClient().db(connection.name);
  for (const migration of due) {
    const _id = String(migration.number);
    const fresh = { _id, name: migration.name, cursor: null, steps: 0, startedAt: clock() };
    await unlessDuplicate(records.insertOne(fresh));
    const isFree = {
      $or: [{ $eq: ['$owner', null] }, { $eq: ['$owner', owner] }, { $lt: ['$expiresAt', '$$NOW'] }],
    };
    const lease = { owner: { $literal: owner }, expiresAt: { $add: ['$$NOW', leaseMs] } };
    for (;;) {
      const record = await records.updateAndFind({ _id, endedAt: null, $expr: isFree }, [{ $set: lease }]);
      if (!record) {
        const ended = await records.count({ _id, endedAt: { $ne: null } });
        if (ended === 1) break;
        return false;
      }
      if (signal.aborted) {
        await records.updateOne({ _id, owner }, { $set: { owner: null } });
        return false;
      }
      const next = await migration.step(database, record.cursor);
      const progress = next === 'done' ? { endedAt: clock(), owner: null } : { cursor: next };
      await records.updateOne({ _id, owner }, { $set: progress, $inc: { steps: 1 } });
      if (next === 'done') break;
      await sleep(restMs);
    }
  }
  return true;
}
