import type mongoose from 'mongoose';
import { z } from 'zod';
import type { StudentTotal } from '../../domain/course.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';

const storedTotal = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  personId: z.string(),
  total: z.string(),
});

export const studentTotalFormat: RecordFormat<z.output<typeof storedTotal>, z.input<typeof storedTotal>> = {
  collection: 'student_totals',
  version: 1,
  schema: storedTotal,
};

export interface StudentTotalStore {
  /** What was last stored, by person. */
  find(courseKey: string): Promise<ReadonlyMap<string, string>>;
  /** Writes the totals that differ from the stored ones. */
  save(course: { key: string; institutionId: string }, totals: readonly StudentTotal[]): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * Each student's course total when all their grades had been read: a different one reveals changed grades.
 */
export function createStudentTotalStore(connection: mongoose.Connection): StudentTotalStore {
  const records = openRecords(connection, studentTotalFormat);
  const find = async (courseKey: string): Promise<ReadonlyMap<string, string>> => {
    const rows = await records.find({ courseKey });
    return new Map(rows.map(({ personId, total }) => [personId, total]));
  };
  return {
    find,
    async save({ key, institutionId }, totals) {
      const known = await find(key);
      const changed = totals.filter(({ canvasUserId, total }) => known.get(canvasUserId) !== total);
      const updates = changed.map(({ canvasUserId: personId, total }) => ({
        filter: { _id: `${key}:${personId}` },
        update: { $set: { institutionId, courseKey: key, personId, total, v: records.version } },
        upsert: true,
      }));
      // Two first readings of a course at once: one inserts a total, and the other finds it now.
      if (!(await unlessDuplicate(records.updateEach(updates)))) await records.updateEach(updates);
    },
    async removeInstitution(institutionId) {
      await records.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await records.createIndex({ courseKey: 1 });
      await records.createIndex({ institutionId: 1 });
    },
  };
}
