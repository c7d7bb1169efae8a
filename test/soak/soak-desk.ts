import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type mongoose from 'mongoose';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import type { RunItem, RunSummary } from '../../src/domain/run.ts';
import { createPassback } from '../../src/passback/passback.ts';
import type { AuditRecord } from '../../src/store/audit.ts';
import { connectMongo } from '../../src/store/connect.ts';
import { createSoakDeps } from './soak-deps.ts';
import type { SchoolAddress } from './soak-school.ts';

/** What people of the schools do and see during a soak, however often the database goes away under them. */
export interface SoakDesk {
  /** Asks for a run of the whole course. */
  post(launch: LaunchContext, kind: 'post' | 'remaster'): Promise<void>;
  /** Newest first. */
  readRuns(launch: LaunchContext): Promise<readonly RunSummary[]>;
  readItems(launch: LaunchContext, runId: string): Promise<readonly RunItem[]>;
  /** How often the course's runs were claimed. */
  countClaims(launch: LaunchContext): Promise<number>;
  /** Everything that is stored of a run, as a hash. */
  fingerprintRun(runId: string): Promise<string>;
  /** The lines of ended runs; those that a killed process left out are added first, as the sweeper does. */
  readDisclosures(institutionId: string): Promise<readonly AuditRecord[]>;
  /** Waits until no run is open. False when that takes longer than `withinMs`. Pauses of runs are cut short. */
  awaitEnd(withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

const runsShown = 20;
/** A driver that has not found back for this long gets another connection; Z18 is the product's answer to it. */
const reconnectMs = 10_000;

export async function openDesk(uri: string, schools: () => readonly SchoolAddress[]): Promise<SoakDesk> {
  const connect = async () => {
    const connection = await connectMongo({ uri, kind: 'embedded' });
    const parts = createSoakDeps(connection, schools(), 'desk');
    await parts.databaseClock.measure();
    return { connection, ...parts, passback: createPassback(parts.deps) };
  };
  let open = await connect();
  /** Repeats what failed because the database was away. */
  const insist = async <T>(ask: (opened: typeof open) => Promise<T>): Promise<T> => {
    let since = performance.now();
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask(open);
      } catch (error) {
        if (tries > 600) throw error;
        await sleep(100);
        if (performance.now() - since < reconnectMs) continue;
        since = performance.now();
        const next = await connect().catch(() => null);
        if (!next) continue;
        await open.connection.close(true);
        await open.close();
        open = next;
      }
    }
  };
  await insist(({ stores }) => stores.ensureIndexes());
  return {
    async post(launch, kind) {
      await insist(({ passback }) => passback.requestRun(launch, { kind, selection: { kind: 'all' } }));
    },
    readRuns: (launch) =>
      insist(({ passback }) => passback.readHistory(launch, { limit: runsShown, before: null })),
    readItems: (launch, runId) =>
      insist(async ({ passback }) => {
        const items: RunItem[] = [];
        const filter = { assignmentId: null, classSourcedId: null, problemsOnly: false };
        for await (const item of passback.streamRunItems(launch, runId, filter)) items.push(item);
        return items;
      }),
    countClaims: ({ institutionId }) =>
      insist(async ({ connection }) => {
        const claims = runsOf(connection).find({ institutionId }, { projection: { 'lease.gen': 1 } });
        let sum = 0;
        for await (const { lease } of claims) sum += lease.gen;
        return sum;
      }),
    fingerprintRun: (runId) =>
      insist(async ({ connection }) => {
        const run = await runsOf(connection).findOne({ _id: runId });
        const items = await connection.collection('items').find({ runId }).sort({ _id: 1 }).toArray();
        return createHash('sha256')
          .update(JSON.stringify([run, items]))
          .digest('base64url');
      }),
    readDisclosures: (institutionId) =>
      insist(async ({ audit, stores }) => {
        await audit.recordMissedRunEnds();
        const lines: AuditRecord[] = [];
        const query = { institutionId, actions: ['disclosure'] as const, before: null };
        for await (const line of stores.audit.stream(query)) lines.push(line);
        return lines;
      }),
    async awaitEnd(withinMs) {
      const since = performance.now();
      for (;;) {
        const left = await insist(({ connection }) => cutPausesShort(connection));
        if (left === 0) return true;
        if (performance.now() - since > withinMs) return false;
        await sleep(200);
      }
    },
    async close() {
      await open.connection.close(true);
      await open.close();
    },
  };
}

interface OpenRun {
  readonly _id: string;
  readonly institutionId: string;
  readonly slot?: string;
  readonly nextAt: Date;
  readonly lease: { readonly owner: string | null; readonly gen: number };
}

function runsOf(connection: mongoose.Connection) {
  return connection.getClient().db(connection.name).collection<OpenRun>('runs');
}

/** Makes paused runs due and open circuit breakers due for a probe; how many runs are open. */
async function cutPausesShort(connection: mongoose.Connection): Promise<number> {
  const runs = runsOf(connection);
  const now = new Date();
  await runs.updateMany({ slot: { $exists: true }, 'lease.owner': null, nextAt: { $gt: now } }, [
    { $set: { nextAt: now } },
  ]);
  // Also one whose probe was taken by a worker that died over it.
  const isOpen = { $or: [{ until: { $gt: now } }, { probeUntil: { $gt: now } }] };
  const due = { $set: { until: now, probeUntil: null } };
  await connection.collection('sis_pauses').updateMany(isOpen, due);
  return runs.countDocuments({ slot: { $exists: true } });
}
