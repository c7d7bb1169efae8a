import type mongoose from 'mongoose';
import type { StudentTotal } from '../../domain/course.ts';
import { openRecords } from './collection.ts';

interface StudentTotalRecord {
  readonly _id: string;
  readonly institutionId: string;
  readonly courseKey: string;
  readonly personId: string;
  readonly total: string;
}

export interface StudentTotalStore {
  /** What was last kept, by person. */
  find(courseKey: string): Promise<ReadonlyMap<string, string>>;
  save(course: { key: string; institutionId: string }, totals: readonly StudentTotal[]): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/** Each student's total in the course when all their grades had been read: one that differs tells of changed grades. */
export function createStudentTotalStore(connection: mongoose.Connection): StudentTotalStore {
  const records = openRecords<StudentTotalRecord>(connection, 'student_totals');
  return {
    async find(courseKey) {
      const rows = await records.find({ courseKey }).toArray();
      return new Map(rows.map(({ personId, total }) => [personId, total]));
    },
    async save({ key, institutionId }, totals) {
      if (totals.length === 0) return;
      const writes = totals.map(({ canvasUserId: personId, total }) => ({
        updateOne: {
          filter: { _id: `${key}:${personId}` },
          update: { $set: { institutionId, courseKey: key, personId, total } },
          upsert: true,
        },
      }));
      await records.bulkWrite(writes, { ordered: false });
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
