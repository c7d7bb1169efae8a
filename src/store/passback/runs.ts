import type mongoose from 'mongoose';
import { z } from 'zod';
import type { RunState } from '../../domain/outcomes.ts';
import { type Reach, wholeCourse } from '../../domain/reach.ts';
import type { RunBrake } from '../../domain/run.ts';
import { openRecords, unlessDuplicate } from '../records.ts';
import { byRunId, type CourseScope, keyOfRun, ofCourse, type RunKey } from './course-scope.ts';
import {
  isQueued,
  nameSlot,
  type RunRecord,
  runFormat,
  type StoredRun,
  storedSlot,
  toStoredRun,
  versionOfRun,
} from './run-record.ts';

export interface RunStore {
  /** False if another run of the course has the slot. */
  insert(run: RunRecord): Promise<boolean>;
  findActive(course: CourseScope): Promise<RunRecord | null>;
  /** The queued run with exactly this reach, and of this kind (comparison or not). */
  findQueued(course: CourseScope, like: Pick<RunRecord, 'reach' | 'kind'>): Promise<RunRecord | null>;
  /** Changes what the queued run covers; false if somebody else changed or started it meanwhile. */
  join(run: RunRecord, change: Pick<RunRecord, 'scope' | 'kind' | 'onBehalfOf'>): Promise<boolean>;
  /** Makes a course's oldest queued run its active one, unless there is one. */
  promoteQueued(course: CourseScope, now: Date): Promise<boolean>;
  /** Courses with a queued run; `limit` bounds the runs. */
  findCoursesWithQueued(limit: number): Promise<CourseScope[]>;
  find(key: RunKey): Promise<RunRecord | null>;
  /** When the last full comparison with exactly this reach began; null: there was none. */
  findLastComparison(course: CourseScope, reach: Reach): Promise<Date | null>;
  /** Newest first, without runs that cover only sections out of reach. */
  findHistory(course: CourseScope, limit: number, before: Date | null, reach?: Reach): Promise<RunRecord[]>;
  /** A run of any course, for operators. */
  findById(runId: string): Promise<RunRecord | null>;
  /** Runs of all courses of an institution, newest first; `states` null: in any state. */
  findOfInstitution(
    institutionId: string,
    filter: { readonly states: readonly RunState[] | null; readonly limit: number },
  ): Promise<RunRecord[]>;
  /** Ends what no worker has started, and asks the workers of the others to stop. */
  cancelAll(institutionId: string, now: Date): Promise<void>;
  /** Runs of an institution that a living worker holds. */
  countHeld(institutionId: string): Promise<number>;
  /** Ends a run that no worker has started; false if one has. */
  cancelUnstarted(key: RunKey, now: Date): Promise<boolean>;
  /** Asks a run's worker to stop, and makes a waiting run due. */
  requestCancel(key: RunKey, now: Date): Promise<void>;
  /** Continues a run that waits for a person; false if it does not wait. */
  confirmBrake(run: RunRecord, confirmed: NonNullable<RunBrake['confirmed']>, now: Date): Promise<boolean>;
  /** Makes runs due that wait until somebody has mended credentials (`needsAttention`). */
  resumeMended(institutionId: string, now: Date): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * Runs as pages and requests need them; workers use `createRunLeases`. A unique index over a course's slots
 * allows at most one active run per course, and one queued run per course and reach.
 */
export function createRunStore(connection: mongoose.Connection): RunStore {
  const runs = openRecords(connection, runFormat);
  return {
    insert(run) {
      const records = openRecords(connection, { ...runFormat, version: versionOfRun(run) });
      return unlessDuplicate(records.insertOne(toStoredRun(run)));
    },
    findActive: (course) => runs.findOne({ ...ofCourse(course), slot: storedSlot.active }),
    findQueued: (course, like) => runs.findOne({ ...ofCourse(course), slot: nameSlot('queued', like) }),
    async join(run, { scope, kind, onBehalfOf }) {
      const change = {
        'scope.selection': scope.selection,
        'scope.remaster': scope.remaster,
        'scope.retryOf': scope.retryOf,
        'scope.undoOf': scope.undoOf,
        kind,
        onBehalfOf,
      };
      const filter = { ...byRunId(keyOfRun(run)), slot: nameSlot('queued', run), joins: run.joins };
      return (await runs.updateOne(filter, { $set: change, $inc: { joins: 1 } })) === 1;
    },
    async promoteQueued(course, now) {
      const promoted = { slot: storedSlot.active, state: 'scheduled' as const, nextAt: now };
      let hasQueued = false;
      const isFree = await unlessDuplicate(
        runs
          .updateAndFind(
            { ...ofCourse(course), slot: isQueued },
            { $set: promoted },
            { sort: { createdAt: 1 } },
          )
          .then((run) => {
            hasQueued = run !== null;
          }),
      );
      return isFree && hasQueued;
    },
    async findCoursesWithQueued(limit) {
      const options = { projection: { institutionId: 1, courseKey: 1 }, limit };
      const queued = await runs.findPart(storedCourse, { slot: isQueued }, options);
      return [...new Map(queued.map((run) => [run.courseKey, ofCourse(run)])).values()];
    },
    find: (key) => runs.findOne(byRunId(key)),
    async findLastComparison(course, reach) {
      const filter = { ...ofCourse(course), kind: 'compare' as const, state: 'completed' as const };
      const own = reach.kind === 'course' ? {} : { 'reach.ids': [...reach.ids] };
      const options = { sort: { createdAt: -1 as const }, limit: 1 };
      const [run] = await runs.find({ ...filter, 'reach.kind': reach.kind, ...own }, options);
      return run?.startedAt ?? null;
    },
    findHistory: (course, limit, before, reach = wholeCourse) =>
      runs.find(
        { ...ofCourse(course), ...(before ? { createdAt: { $lt: before } } : {}), ...overlapping(reach) },
        { sort: { createdAt: -1 }, limit },
      ),
    findById: (runId) => runs.findOne({ _id: runId }),
    findOfInstitution: (institutionId, { states, limit }) =>
      runs.find(
        { institutionId, ...(states === null ? {} : { state: { $in: [...states] } }) },
        { sort: { createdAt: -1 }, limit },
      ),
    async cancelAll(institutionId, now) {
      const ended = { state: 'cancelled' as const, endedAt: now, cancelRequested: true };
      const free = { institutionId, slot: { $exists: true }, startedAt: null, 'lease.owner': null };
      await runs.updateMany(free, { $set: ended, $unset: { slot: 1 } });
      const held = { institutionId, slot: { $exists: true } };
      await runs.updateMany(held, { $set: { cancelRequested: true, nextAt: now } });
    },
    countHeld: (institutionId) =>
      runs.count({
        institutionId,
        slot: storedSlot.active,
        $expr: { $and: [{ $ne: ['$lease.owner', null] }, { $gt: ['$lease.until', '$$NOW'] }] },
      }),
    async cancelUnstarted(key, now) {
      const free = { slot: { $exists: true }, startedAt: null, 'lease.owner': null };
      const ended = { state: 'cancelled' as const, endedAt: now, cancelRequested: true };
      return (await runs.updateOne({ ...byRunId(key), ...free }, { $set: ended, $unset: { slot: 1 } })) === 1;
    },
    async requestCancel(key, now) {
      const filter = { ...byRunId(key), slot: { $exists: true } };
      await runs.updateOne(filter, { $set: { cancelRequested: true, nextAt: now } });
    },
    async confirmBrake(run, confirmed, now) {
      const filter = {
        ...byRunId(keyOfRun(run)),
        slot: storedSlot.active,
        state: 'waiting_for_person' as const,
      };
      const change = { 'brake.confirmed': confirmed, state: 'scheduled' as const, nextAt: now };
      return (await runs.updateOne(filter, { $set: change })) === 1;
    },
    async resumeMended(institutionId, now) {
      const filter = { institutionId, slot: storedSlot.active, state: 'waiting_for_person' as const };
      await runs.updateMany({ ...filter, problem: { $ne: null } }, { $set: { nextAt: now } });
    },
    async removeInstitution(institutionId) {
      await runs.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await runs.createIndex(
        { institutionId: 1, courseKey: 1, slot: 1 },
        { unique: true, partialFilterExpression: { slot: { $exists: true } } },
      );
      await runs.createIndex(
        { slot: 1, institutionId: 1, nextAt: 1 },
        { partialFilterExpression: { slot: { $exists: true } } },
      );
      await runs.createIndex({ institutionId: 1, courseKey: 1, createdAt: -1 });
      await runs.createIndex({ institutionId: 1, createdAt: -1 });
    },
  };
}

const storedCourse = z.object({ institutionId: z.string(), courseKey: z.string() });

/** Part of a filter: runs that have a section in common with a reach (`overlaps`). */
function overlapping(reach: Reach): mongoose.mongo.Filter<StoredRun> {
  if (reach.kind === 'course') return {};
  return { $or: [{ 'reach.kind': { $ne: 'sections' } }, { 'reach.ids': { $in: [...reach.ids] } }] };
}
