import type mongoose from 'mongoose';
import { z } from 'zod';
import { createPausedInstitutions } from '../paused-institutions.ts';
import { openRecords, type Records, type RecordUpdate } from '../records.ts';
import { byRunId } from './course-scope.ts';
import {
  type Fence,
  type RunRecord,
  runFormat,
  type StoredRun,
  storedSlot,
  toStoredRunChange,
  unsetAtEnd,
} from './run-record.ts';

/** What a worker may change in its run. */
export type RunProgress = Partial<
  Pick<
    RunRecord,
    | 'stage'
    | 'stages'
    | 'progress'
    | 'assignments'
    | 'pageCursor'
    | 'abandonedClaims'
    | 'errors'
    | 'quiet'
    | 'quietProblems'
    | 'resultCursor'
    | 'sendingUpTo'
    | 'findings'
    | 'refusedLists'
  >
>;

/** How a worker releases a run that has not ended. */
export type RunPause = Pick<RunRecord, 'state' | 'nextAt' | 'problem' | 'pauses' | 'errors'> &
  Partial<Pick<RunRecord, 'brake' | 'abandonedClaims'>>;

/** How a run ends. */
export type RunEnd = Pick<RunRecord, 'state' | 'endedAt' | 'problem' | 'counts' | 'stages'>;

export interface RunLeases {
  /**
   * Claims a due run that nobody holds: of the institution with the fewest held runs, the one due longest.
   * Null if there is none, or only of institutions that have `maxPerInstitution` held. For a paused
   * institution, only runs to be cancelled can be claimed.
   */
  claim(claimer: {
    owner: string;
    leaseMs: number;
    now: Date;
    maxPerInstitution: number;
  }): Promise<RunRecord | null>;
  /** Extends the lease; null if it is lost. */
  heartbeat(fence: Fence, leaseMs: number): Promise<{ cancelRequested: boolean } | null>;
  /** Null if the lease is lost. */
  update(fence: Fence, change: RunProgress): Promise<{ cancelRequested: boolean } | null>;
  /** False if the lease is lost. */
  release(fence: Fence, pause: RunPause): Promise<boolean>;
  finish(fence: Fence, end: RunEnd): Promise<boolean>;
  /**
   * Tells that a worker lives although it can no longer keep its lease: whoever takes the run over does not
   * count it as dead, and whoever has done so counts one death less. The lease still expires when it would
   * have, because requests may be in flight until then.
   */
  disown(fence: Fence): Promise<void>;
}

/**
 * Leases of runs. They use the database's clock (`$$NOW`), so workers with wrong clocks agree on when a lease
 * expires. Each write of a worker must match owner and fencing token.
 */
export function createRunLeases(connection: mongoose.Connection): RunLeases {
  const runs = openRecords(connection, runFormat);
  const findPaused = createPausedInstitutions(connection);
  const held = (fence: Fence) => ({
    ...byRunId(fence),
    'lease.owner': fence.owner,
    'lease.gen': fence.fencingToken,
    slot: storedSlot.active,
  });
  const change = async (fence: Fence, update: RecordUpdate<StoredRun>) => {
    const run = await runs.updateAndFind(held(fence), update);
    return run ? { cancelRequested: run.cancelRequested } : null;
  };
  return {
    async claim({ owner, leaseMs, now, maxPerInstitution }) {
      const paused = await findPaused();
      for (const institutionId of await rankInstitutions(runs, now, maxPerInstitution, paused)) {
        const allowed = paused.includes(institutionId) ? { cancelRequested: true } : {};
        const run = await runs.updateAndFind(
          { institutionId, slot: storedSlot.active, nextAt: { $lte: now }, $expr: leaseIsFree, ...allowed },
          claimUpdate(owner, leaseMs, now),
          { sort: { nextAt: 1 } },
        );
        if (run) return run;
      }
      return null;
    },
    heartbeat: (fence, leaseMs) => change(fence, [{ $set: { 'lease.until': { $add: ['$$NOW', leaseMs] } } }]),
    update: (fence, progress) => change(fence, { $set: toStoredRunChange(progress) }),
    async release(fence, pause) {
      const free = { 'lease.owner': null, 'lease.until': null };
      // No process of an older version knows what such a run waits for.
      const version = pause.state === 'waiting_for_person' ? { v: runs.version } : {};
      const set = { crashes: 0, sendingUpTo: null, ...toStoredRunChange(pause), ...free, ...version };
      return (await change(fence, { $set: set })) !== null;
    },
    async disown(fence) {
      if (await change(fence, { $set: { 'lease.owner': null } })) return;
      const counted = {
        ...byRunId(fence),
        slot: storedSlot.active,
        'countedDeath.owner': fence.owner,
        'countedDeath.gen': fence.fencingToken,
        crashes: { $gt: 0 },
      };
      await runs.updateOne(counted, { $inc: { crashes: -1 }, $set: { countedDeath: null } });
    },
    async finish(fence, end) {
      const { problem, ...ended } = end;
      const free = { 'lease.owner': null, 'lease.until': null };
      const set = { ...toStoredRunChange(ended), ...free, ...(problem === null ? {} : { problem }) };
      const unset = problem === null ? { ...unsetAtEnd, problem: 1 as const } : unsetAtEnd;
      return (await change(fence, { $set: set, $unset: unset })) !== null;
    },
  };
}

/** Free, or held by a worker that has not extended it in time. */
const leaseIsFree = { $or: [{ $eq: ['$lease.until', null] }, { $lt: ['$lease.until', '$$NOW'] }] };

/**
 * A run with another owner was abandoned by it. That is counted, so that a run that kills its workers is
 * noticed. A worker that claims its own run again has only lost its lease.
 */
function claimUpdate(owner: string, leaseMs: number, now: Date): object[] {
  const isAbandoned = { $not: [{ $in: ['$lease.owner', [null, owner]] }] };
  return [
    {
      $set: {
        takenOver: { $ne: ['$lease.until', null] },
        countedDeath: { $cond: [isAbandoned, { owner: '$lease.owner', gen: '$lease.gen' }, null] },
        crashes: { $cond: [isAbandoned, { $add: ['$crashes', 1] }, '$crashes'] },
        startedAt: { $ifNull: ['$startedAt', now] },
        state: 'running',
        lease: {
          owner: { $literal: owner },
          until: { $add: ['$$NOW', leaseMs] },
          gen: { $add: ['$lease.gen', 1] },
        },
      },
    },
  ];
}

/** Institutions with a run to claim: those with the fewest held runs first, then those waiting longest. */
async function rankInstitutions(
  runs: Records<RunRecord, StoredRun>,
  now: Date,
  maxPerInstitution: number,
  paused: readonly string[],
): Promise<string[]> {
  const isDue = { $and: [leaseIsFree, { $lte: ['$nextAt', now] }] };
  const ranked = await runs.aggregate(z.object({ _id: z.string() }), [
    {
      $match: {
        slot: storedSlot.active,
        $or: [{ institutionId: { $nin: [...paused] } }, { cancelRequested: true }],
      },
    },
    {
      $group: {
        _id: '$institutionId',
        held: { $sum: { $cond: [leaseIsFree, 0, 1] } },
        dueAt: { $min: { $cond: [isDue, '$nextAt', null] } },
      },
    },
    { $match: { dueAt: { $ne: null }, held: { $lt: maxPerInstitution } } },
    { $sort: { held: 1, dueAt: 1 } },
    { $limit: 20 },
  ]);
  return ranked.map((institution) => institution._id);
}
