import type mongoose from 'mongoose';
import { createPausedInstitutions } from '../paused-institutions.ts';
import { openRecords } from './collection.ts';
import type { Fence, RunRecord } from './run-record.ts';

/** What a worker may change in its run. */
export type RunProgress = Partial<
  Pick<RunRecord, 'stage' | 'stages' | 'progress' | 'assignments' | 'pageCursor' | 'crashes' | 'errors'>
>;

/** How a worker leaves a run that is not at its end. */
export type RunPause = Pick<RunRecord, 'state' | 'nextAt' | 'problem' | 'waits' | 'errors'>;

/** How a run ends. */
export type RunEnd = Pick<RunRecord, 'state' | 'endedAt' | 'problem' | 'counts' | 'stages'>;

export interface RunClaims {
  /**
   * Takes a due run that nobody holds: first of the institution with the fewest runs being worked on, then the
   * one due longest. Null when there is none, or only of institutions that have `maxPerInstitution` going. Of a paused
   * institution only runs that are to be cancelled.
   */
  claim(claimer: {
    owner: string;
    leaseMs: number;
    now: Date;
    maxPerInstitution: number;
  }): Promise<RunRecord | null>;
  /** Prolongs the lease; null when it is lost. */
  heartbeat(fence: Fence, leaseMs: number): Promise<{ cancelRequested: boolean } | null>;
  /** Null when the lease is lost. */
  update(fence: Fence, change: RunProgress): Promise<{ cancelRequested: boolean } | null>;
  /** False when the lease is lost. */
  release(fence: Fence, pause: RunPause): Promise<boolean>;
  finish(fence: Fence, end: RunEnd): Promise<boolean>;
}

/**
 * The lease of runs. Time is the database's own (`$$NOW`), so workers with wrong clocks agree on when a lease
 * ends; every write of a worker must match owner and generation.
 */
export function createRunClaims(connection: mongoose.Connection): RunClaims {
  const runs = openRecords<RunRecord>(connection, 'runs');
  const findPaused = createPausedInstitutions(connection);
  const held = (fence: Fence) => ({
    _id: fence.runId,
    'lease.owner': fence.owner,
    'lease.gen': fence.gen,
    slot: 'open' as const,
  });
  const change = async (fence: Fence, update: mongoose.mongo.UpdateFilter<RunRecord> | object[]) => {
    const options = { projection: { cancelRequested: 1 }, returnDocument: 'after' as const };
    const run = await runs.findOneAndUpdate(held(fence), update, options);
    return run ? { cancelRequested: run.cancelRequested } : null;
  };
  return {
    async claim({ owner, leaseMs, now, maxPerInstitution }) {
      const paused = await findPaused();
      for (const institutionId of await rankInstitutions(runs, now, maxPerInstitution, paused)) {
        const allowed = paused.includes(institutionId) ? { cancelRequested: true } : {};
        const run = await runs.findOneAndUpdate(
          { institutionId, slot: 'open', nextAt: { $lte: now }, $expr: leaseIsFree, ...allowed },
          claimUpdate(owner, leaseMs, now),
          { sort: { nextAt: 1 }, returnDocument: 'after' },
        );
        if (run) return run;
      }
      return null;
    },
    heartbeat: (fence, leaseMs) => change(fence, [{ $set: { 'lease.until': { $add: ['$$NOW', leaseMs] } } }]),
    update: (fence, progress) => change(fence, { $set: progress }),
    async release(fence, pause) {
      const free = { 'lease.owner': null, 'lease.until': null };
      return (await change(fence, { $set: { ...pause, ...free, crashes: 0 } })) !== null;
    },
    async finish(fence, end) {
      const free = { 'lease.owner': null, 'lease.until': null, pageCursor: null };
      return (await change(fence, { $set: { ...end, ...free }, $unset: { slot: 1 } })) !== null;
    },
  };
}

/** Free, or held by a worker that has been silent for a whole lease. */
const leaseIsFree = { $or: [{ $eq: ['$lease.until', null] }, { $lt: ['$lease.until', '$$NOW'] }] };

/** A claim of a run that still has an owner means that this owner died: counted, so that a deadly run is noticed. */
function claimUpdate(owner: string, leaseMs: number, now: Date): object[] {
  return [
    {
      $set: {
        crashes: { $cond: [{ $eq: ['$lease.owner', null] }, '$crashes', { $add: ['$crashes', 1] }] },
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

/** Institutions with a run to claim: those with the fewest runs held come first, then those waiting longest. */
async function rankInstitutions(
  runs: mongoose.mongo.Collection<RunRecord>,
  now: Date,
  maxPerInstitution: number,
  paused: readonly string[],
): Promise<string[]> {
  const isDue = { $and: [leaseIsFree, { $lte: ['$nextAt', now] }] };
  const ranked = await runs
    .aggregate<{ _id: string }>([
      {
        $match: {
          slot: 'open',
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
    ])
    .toArray();
  return ranked.map((institution) => institution._id);
}
