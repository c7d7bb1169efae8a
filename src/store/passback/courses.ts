import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords } from '../records.ts';
import {
  type CourseRecord,
  courseFormat,
  type FinalGrade,
  type MirroredAssignment,
  type ReadCursor,
} from './course-record.ts';

/** What one refresh found in a course, replaced as a whole. */
export type CourseFacts = Pick<
  CourseRecord,
  'institutionId' | 'title' | 'timeZone' | 'sections' | 'groups' | 'finalOverrides'
> & { readonly assignments: readonly MirroredAssignment[]; readonly finalGrades: readonly FinalGrade[] };

export interface CourseStore {
  find(key: string): Promise<CourseRecord | null>;
  /** By key, for the courses that were read. */
  findTitles(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Records that somebody opened a page of the course; written once a day. */
  noteUsed(key: string, now: Date): Promise<void>;
  saveFacts(key: string, facts: CourseFacts, readAt: Date): Promise<void>;
  /** Makes a complete roster the current one. */
  switchRoster(
    course: { readonly key: string; readonly institutionId: string },
    roster: Pick<CourseRecord, 'formerRosters'> & { readonly rosterId: string; readonly digest: string },
  ): Promise<void>;
  /** Announces a reading of the course to other readers. */
  beginReading(
    course: { readonly key: string; readonly institutionId: string },
    readingId: string,
    at: Date,
  ): Promise<void>;
  endReading(key: string, readingId: string): Promise<void>;
  /** Whether another reading than `readingId` began after `since` and has not ended. */
  hasOtherReading(key: string, readingId: string, since: Date): Promise<boolean>;
  saveCursors(key: string, cursors: Readonly<Record<string, ReadCursor>>): Promise<void>;
  /** Forgets cursors, so that their assignments are read in full. */
  dropCursors(key: string, cursorKeys: readonly string[]): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

const dayMs = 24 * 60 * 60_000;
const titlePart = z.object({ _id: z.string(), title: z.string().default('') });
const readingsPart = z.object({ readings: z.record(z.string(), z.date()).default({}) });

/**
 * One record per course: its mirror of Canvas. Ids in cursors have neither dots nor dollars (Canvas: digits).
 */
export function createCourseStore(connection: mongoose.Connection): CourseStore {
  const courses = openRecords(connection, courseFormat);
  return {
    find: (key) => courses.findOne({ _id: key }),
    async noteUsed(key, now) {
      const yesterday = new Date(now.getTime() - dayMs);
      await courses.updateOne({ _id: key, usedAt: { $not: { $gte: yesterday } } }, { $set: { usedAt: now } });
    },
    async findTitles(keys) {
      const rows = await courses.findPart(
        titlePart,
        { _id: { $in: [...keys] } },
        { projection: { title: 1 } },
      );
      return new Map(rows.map(({ _id, title }) => [_id, title]));
    },
    async saveFacts(key, facts, readAt) {
      await courses.updateOne({ _id: key }, { $set: { ...facts, readAt, v: courses.version } }, 'upsert');
    },
    async switchRoster({ key, institutionId }, { rosterId, digest, formerRosters }) {
      const change = { rosterId, rosterDigest: { rosterId, digest }, formerRosters, v: courses.version };
      await courses.updateOne({ _id: key }, { $set: change, $setOnInsert: { institutionId } }, 'upsert');
    },
    async beginReading({ key, institutionId }, readingId, at) {
      const change = { [`readings.${readingId}`]: at, v: courses.version };
      await courses.updateOne({ _id: key }, { $set: change, $setOnInsert: { institutionId } }, 'upsert');
    },
    async endReading(key, readingId) {
      await courses.updateOne({ _id: key }, { $unset: { [`readings.${readingId}`]: true as const } });
    },
    async hasOtherReading(key, readingId, since) {
      const [course] = await courses.findPart(readingsPart, { _id: key }, { projection: { readings: 1 } });
      return Object.entries(course?.readings ?? {}).some(([id, at]) => id !== readingId && at > since);
    },
    async saveCursors(key, cursors) {
      const entries = Object.entries(cursors).map(([id, cursor]) => [`cursors.${id}`, cursor]);
      if (entries.length === 0) return;
      await courses.updateOne({ _id: key }, { $set: Object.fromEntries(entries) });
    },
    async dropCursors(key, cursorKeys) {
      if (cursorKeys.length === 0) return;
      const gone = Object.fromEntries(cursorKeys.map((cursor) => [`cursors.${cursor}`, true as const]));
      await courses.updateOne({ _id: key }, { $unset: gone });
    },
    async removeInstitution(institutionId) {
      await courses.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await courses.createIndex({ institutionId: 1 });
    },
  };
}
