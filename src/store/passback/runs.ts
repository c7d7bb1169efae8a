import type mongoose from 'mongoose';
import type { RunState } from '../../domain/outcomes.ts';
import { isDuplicateKey, openRecords } from './collection.ts';
import type { RunRecord } from './run-record.ts';

export interface RunStore {
  /** False when the slot of the course is taken. */
  insert(run: RunRecord): Promise<boolean>;
  findSlot(courseKey: string, slot: 'open' | 'next'): Promise<RunRecord | null>;
  /** Changes what the waiting run takes; false when somebody else changed or took it meanwhile. */
  join(run: RunRecord, change: Pick<RunRecord, 'scope' | 'kind' | 'onBehalfOf'>): Promise<boolean>;
  /** The waiting run of a course becomes its open one, unless one is open. */
  promoteNext(courseKey: string, now: Date): Promise<boolean>;
  /** Courses with a waiting run. */
  findCoursesWaiting(limit: number): Promise<string[]>;
  find(courseKey: string, runId: string): Promise<RunRecord | null>;
  /** Newest first. */
  findHistory(courseKey: string, limit: number, before: Date | null): Promise<RunRecord[]>;
  /** A run of any course, for operators. */
  findById(runId: string): Promise<RunRecord | null>;
  /** Of all courses of an institution, newest first; `states` null: in whatever state. */
  findOfInstitution(
    institutionId: string,
    filter: { readonly states: readonly RunState[] | null; readonly limit: number },
  ): Promise<RunRecord[]>;
  /** Ends what no worker has begun, and asks the workers of the others to stop. */
  cancelAll(institutionId: string, now: Date): Promise<void>;
  /** Runs of an institution that a living worker holds. */
  countHeld(institutionId: string): Promise<number>;
  /** Ends a run that no worker has begun; false when one has. */
  cancelUnstarted(courseKey: string, runId: string, now: Date): Promise<boolean>;
  /** Asks the worker of a run to stop, and wakes a run that waits. */
  requestCancel(courseKey: string, runId: string, now: Date): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * Runs as pages and requests need them; workers use `createRunClaims`. At most one open and one waiting
 * run per course is a unique index over `{courseKey, slot}`.
 */
export function createRunStore(connection: mongoose.Connection): RunStore {
  const runs = openRecords<RunRecord>(connection, 'runs');
  return {
    async insert(run) {
      try {
        await runs.insertOne(run);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    findSlot: (courseKey, slot) => runs.findOne({ courseKey, slot }),
    async join(run, change) {
      const filter = { _id: run._id, slot: 'next' as const, joins: run.joins };
      const result = await runs.updateOne(filter, { $set: change, $inc: { joins: 1 } });
      return result.matchedCount === 1;
    },
    async promoteNext(courseKey, now) {
      try {
        const promoted = { slot: 'open' as const, state: 'scheduled' as const, nextAt: now };
        const result = await runs.updateOne({ courseKey, slot: 'next' }, { $set: promoted });
        return result.matchedCount === 1;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async findCoursesWaiting(limit) {
      const waiting = await runs.find({ slot: 'next' }).project({ courseKey: 1 }).limit(limit).toArray();
      return waiting.map((run) => String(run['courseKey']));
    },
    find: (courseKey, runId) => runs.findOne({ _id: runId, courseKey }),
    findHistory: (courseKey, limit, before) =>
      runs
        .find({ courseKey, ...(before ? { createdAt: { $lt: before } } : {}) })
        .sort({ createdAt: -1 })
        .limit(limit)
        .toArray(),
    findById: (runId) => runs.findOne({ _id: runId }),
    findOfInstitution: (institutionId, { states, limit }) =>
      runs
        .find({ institutionId, ...(states === null ? {} : { state: { $in: [...states] } }) })
        .sort({ createdAt: -1 })
        .limit(limit)
        .toArray(),
    async cancelAll(institutionId, now) {
      const ended = { state: 'cancelled' as const, endedAt: now, cancelRequested: true };
      const free = { institutionId, slot: { $exists: true }, startedAt: null, 'lease.owner': null };
      await runs.updateMany(free, { $set: ended, $unset: { slot: 1 } });
      const held = { institutionId, slot: { $exists: true } };
      await runs.updateMany(held, { $set: { cancelRequested: true, nextAt: now } });
    },
    countHeld: (institutionId) =>
      runs.countDocuments({
        institutionId,
        slot: 'open',
        $expr: { $and: [{ $ne: ['$lease.owner', null] }, { $gt: ['$lease.until', '$$NOW'] }] },
      }),
    async cancelUnstarted(courseKey, runId, now) {
      const filter = { _id: runId, courseKey, slot: { $exists: true }, startedAt: null, 'lease.owner': null };
      const ended = { state: 'cancelled' as const, endedAt: now, cancelRequested: true };
      const result = await runs.updateOne(filter, { $set: ended, $unset: { slot: 1 } });
      return result.matchedCount === 1;
    },
    async requestCancel(courseKey, runId, now) {
      const filter = { _id: runId, courseKey, slot: { $exists: true } };
      await runs.updateOne(filter, { $set: { cancelRequested: true, nextAt: now } });
    },
    async removeInstitution(institutionId) {
      await runs.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await runs.createIndex(
        { courseKey: 1, slot: 1 },
        { unique: true, partialFilterExpression: { slot: { $exists: true } } },
      );
      await runs.createIndex(
        { slot: 1, institutionId: 1, nextAt: 1 },
        { partialFilterExpression: { slot: { $exists: true } } },
      );
      await runs.createIndex({ courseKey: 1, createdAt: -1 });
      await runs.createIndex({ institutionId: 1, createdAt: -1 });
    },
  };
}
