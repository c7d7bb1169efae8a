import type mongoose from 'mongoose';
import { z } from 'zod';
import { scheduleScopeSchema, scheduleTimingSchema } from '../domain/schedule.ts';
import { courseRefSchema } from './passback/course-record.ts';
import { errorCodeSchema } from './passback/run-record.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from './records.ts';

/** What an occurrence of a schedule found. */
const occurrence = z.object({
  dueAt: z.date(),
  /** When planning began, and when it ended: every course is stored by then. */
  startedAt: z.date(),
  plannedAt: z.date(),
  /** Published courses within its accounts and terms. */
  courses: z.number(),
  /** Those that it starts. */
  chosen: z.number(),
  /** Without an assignment that is marked Sync to SIS. */
  withoutAssignments: z.number(),
  /** Nobody has opened an LTI tool in them yet, so they have no LTI context. */
  notOpened: z.number(),
  /** Another sync covers them. */
  covered: z.number(),
  /** Canvas did not let the administrator read them. */
  unreadable: z.number(),
  /** Why nothing could be planned. */
  problem: errorCodeSchema.nullable(),
});
export type ScheduleOccurrence = Readonly<z.output<typeof occurrence>>;

const administrator = z.object({ canvasUserId: z.string(), ltiUserId: z.string(), name: z.string() });

const storedSchedule = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  timing: scheduleTimingSchema,
  scope: scheduleScopeSchema,
  /** The administrator in whose name Canvas is read: whoever last saved it. */
  inNameOf: administrator,
  /** Grows with every change, so that what was planned before is not started. */
  revision: z.number(),
  createdAt: z.date(),
  nextAt: z.date(),
  lease: z.object({ expiresAt: z.date().nullable(), fencingToken: z.number() }),
  last: occurrence.nullable().default(null),
});
/** A schedule of an institution's administrators. */
export type Schedule = Readonly<z.output<typeof storedSchedule>>;

export const scheduleFormat: RecordFormat<Schedule, z.input<typeof storedSchedule>> = {
  collection: 'schedules',
  version: 1,
  schema: storedSchedule,
};

const storedCourse = z.object({
  /** Schedule, occurrence and course: an occurrence that is planned twice starts a course once. */
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  scheduleId: z.string(),
  revision: z.number(),
  course: courseRefSchema,
  startAt: z.date(),
  claimedUntil: z.date().nullable().default(null),
});
/** A course that a schedule starts at its time. */
export type ScheduledCourse = Readonly<z.output<typeof storedCourse>>;

export const scheduledCourseFormat: RecordFormat<ScheduledCourse, z.input<typeof storedCourse>> = {
  collection: 'scheduled_courses',
  version: 1,
  schema: storedCourse,
};

/** What an administrator decides about a schedule. */
export type ScheduleChange = Pick<Schedule, 'name' | 'timing' | 'scope' | 'inNameOf' | 'nextAt'>;

export interface ScheduleStore {
  ensureIndexes(): Promise<void>;
  /** By name. */
  list(institutionId: string): Promise<readonly Schedule[]>;
  find(institutionId: string, id: string): Promise<Schedule | null>;
  insert(schedule: Schedule): Promise<void>;
  /** False if it is gone. What was planned before does not start any more. */
  change(institutionId: string, id: string, change: ScheduleChange): Promise<boolean>;
  /** Enables or suspends it. A suspended one starts nothing, nor what it has planned. */
  setEnabled(institutionId: string, id: string, enabled: boolean, nextAt: Date): Promise<boolean>;
  /** Makes an enabled one due now. */
  makeDue(institutionId: string, id: string, now: Date): Promise<boolean>;
  remove(institutionId: string, id: string): Promise<boolean>;
  /** Claims one that is due, until `until`. Exactly one process gets it; its fencing token grows. */
  claimDue(now: Date, until: Date): Promise<Schedule | null>;
  /** Extends the claim. False if it was lost, or the schedule was changed, suspended or removed. */
  extend(claimed: Schedule, until: Date): Promise<boolean>;
  /** Ends the claim, with the next time and what was found; null: nothing was done. */
  finish(claimed: Schedule, nextAt: Date, last: ScheduleOccurrence | null): Promise<void>;
  /** Stores courses to start; those that are stored stay as they are. */
  addCourses(courses: readonly ScheduledCourse[]): Promise<void>;
  claimCourse(now: Date, until: Date): Promise<ScheduledCourse | null>;
  removeCourse(course: Pick<ScheduledCourse, '_id'>): Promise<void>;
  /** Courses that are still to start. */
  countCourses(institutionId: string, scheduleId: string): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createScheduleStore(connection: mongoose.Connection): ScheduleStore {
  const schedules = openRecords(connection, scheduleFormat);
  const courses = openRecords(connection, scheduledCourseFormat);
  const held = ({ _id, revision, lease }: Schedule) => ({
    _id,
    revision,
    enabled: true,
    'lease.fencingToken': lease.fencingToken,
  });
  return {
    async ensureIndexes() {
      await schedules.createIndex({ institutionId: 1 });
      await schedules.createIndex({ nextAt: 1 });
      await courses.createIndex({ startAt: 1 });
      await courses.createIndex({ institutionId: 1, scheduleId: 1 });
    },
    list: (institutionId) => schedules.find({ institutionId }, { sort: { name: 1, _id: 1 } }),
    find: (institutionId, id) => schedules.findOne({ _id: id, institutionId }),
    async insert(schedule) {
      await schedules.insertOne({ ...schedule });
    },
    async change(institutionId, id, change) {
      const update = { $set: change, $inc: { revision: 1 } };
      const isThere = (await schedules.updateOne({ _id: id, institutionId }, update)) === 1;
      if (isThere) await courses.deleteMany({ institutionId, scheduleId: id });
      return isThere;
    },
    async setEnabled(institutionId, id, enabled, nextAt) {
      const update = { $set: { enabled, nextAt }, $inc: { revision: 1 } };
      const isThere = (await schedules.updateOne({ _id: id, institutionId }, update)) === 1;
      if (isThere) await courses.deleteMany({ institutionId, scheduleId: id });
      return isThere;
    },
    makeDue: async (institutionId, id, now) =>
      (await schedules.updateOne({ _id: id, institutionId, enabled: true }, { $set: { nextAt: now } })) === 1,
    async remove(institutionId, id) {
      const isThere = (await schedules.deleteMany({ _id: id, institutionId })) === 1;
      await courses.deleteMany({ institutionId, scheduleId: id });
      return isThere;
    },
    claimDue: (now, until) =>
      schedules.updateAndFind(
        {
          enabled: true,
          nextAt: { $lte: now },
          $or: [{ 'lease.expiresAt': null }, { 'lease.expiresAt': { $lte: now } }],
        },
        { $set: { 'lease.expiresAt': until }, $inc: { 'lease.fencingToken': 1 } },
        { sort: { nextAt: 1 } },
      ),
    extend: async (claimed, until) =>
      (await schedules.updateOne(held(claimed), { $set: { 'lease.expiresAt': until } })) === 1,
    async finish(claimed, nextAt, last) {
      const { _id, lease } = claimed;
      const found = last === null ? {} : { last };
      const isHeld = await schedules.updateOne(
        { ...held(claimed), nextAt: claimed.nextAt },
        { $set: { nextAt, 'lease.expiresAt': null, ...found } },
      );
      if (isHeld === 1) return;
      // Somebody changed it, or made it due again, meanwhile: it keeps their next time.
      await schedules.updateOne(
        { _id, 'lease.fencingToken': lease.fencingToken },
        { $set: { 'lease.expiresAt': null } },
      );
    },
    async addCourses(chosen) {
      await unlessDuplicate(courses.insertMany(chosen));
    },
    claimCourse: (now, until) =>
      courses.updateAndFind(
        { startAt: { $lte: now }, $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] },
        { $set: { claimedUntil: until } },
        { sort: { startAt: 1 } },
      ),
    async removeCourse({ _id }) {
      await courses.deleteMany({ _id });
    },
    countCourses: (institutionId, scheduleId) => courses.count({ institutionId, scheduleId }),
    async removeInstitution(institutionId) {
      await schedules.deleteMany({ institutionId });
      await courses.deleteMany({ institutionId });
    },
  };
}
