import type mongoose from 'mongoose';
import { openRecords } from '../records.ts';
import { type CourseRecord, courseFormat, type ReadCursor } from './course-record.ts';

/** What one refresh found of a course, replaced as a whole. */
export type CourseFacts = Pick<
  CourseRecord,
  'institutionId' | 'title' | 'timeZone' | 'sections' | 'groups' | 'assignments'
>;

export interface CourseStore {
  find(key: string): Promise<CourseRecord | null>;
  saveFacts(key: string, facts: CourseFacts, readAt: Date): Promise<void>;
  /** Puts a complete roster in force. */
  switchRoster(key: string, institutionId: string, rosterId: string): Promise<void>;
  saveCursors(key: string, cursors: Readonly<Record<string, ReadCursor>>): Promise<void>;
  /** Forgets cursors, so that their assignments are read in full. */
  dropCursors(key: string, cursorKeys: readonly string[]): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/** One record per course: its mirror of Canvas. Ids in cursors hold neither dots nor dollars (Canvas: digits). */
export function createCourseStore(connection: mongoose.Connection): CourseStore {
  const courses = openRecords(connection, courseFormat);
  return {
    find: (key) => courses.findOne({ _id: key }),
    async saveFacts(key, facts, readAt) {
      await courses.updateOne({ _id: key }, { $set: { ...facts, readAt, v: courses.version } }, 'upsert');
    },
    async switchRoster(key, institutionId, rosterId) {
      await courses.updateOne(
        { _id: key },
        { $set: { rosterId, v: courses.version }, $setOnInsert: { institutionId } },
        'upsert',
      );
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
