import type mongoose from 'mongoose';
import { z } from 'zod';
import { list, openRecords, type RecordFormat, unlessDuplicate } from './records.ts';

/** What was chosen for one assignment group in one section. */
const mappingRow = z.object({
  groupId: z.string(),
  sectionId: z.string(),
  /** Null: set to Unassociated. */
  sourcedId: z.string().nullable(),
  /** The category's title when it was chosen; empty if unassociated. */
  title: z.string().default(''),
  /** The version of the course's mappings in which this was chosen. */
  version: z.number().default(1),
});

const storedMappings = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  /** Grows with every save; 0 before the first. */
  version: z.number(),
  rows: list(mappingRow).default([]),
  /** Who saved last; null before the first. */
  changedBy: z.string().nullable().default(null),
  changedAt: z.date().nullable().default(null),
});
/** Everything chosen in one course. */
export type CourseMappings = Readonly<
  Pick<z.output<typeof storedMappings>, 'version' | 'rows' | 'changedBy' | 'changedAt'>
>;

export const categoryMappingFormat: RecordFormat<CourseMappings, z.input<typeof storedMappings>> = {
  collection: 'category_mappings',
  version: 1,
  schema: storedMappings.transform(({ version, rows, changedBy, changedAt }) => ({
    version,
    rows,
    changedBy,
    changedAt,
  })),
};

/**
 * Which SIS category each assignment group has in each section. One document per course, so that a save is atomic and
 * two people cannot overwrite each other.
 */
export interface CategoryMappingStore {
  ensureIndexes(): Promise<void>;
  find(courseKey: string): Promise<CourseMappings>;
  /**
   * Saves `next`, unless somebody has saved since `expectedVersion` was read: then returns false and changes
   * nothing. The saved version is `expectedVersion + 1`.
   */
  save(
    course: { readonly key: string; readonly institutionId: string },
    expectedVersion: number,
    next: Pick<CourseMappings, 'rows' | 'changedBy' | 'changedAt'>,
  ): Promise<boolean>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createCategoryMappingStore(connection: mongoose.Connection): CategoryMappingStore {
  const records = openRecords(connection, categoryMappingFormat);
  return {
    async find(courseKey) {
      const record = await records.findOne({ _id: courseKey });
      return record ?? { version: 0, rows: [], changedBy: null, changedAt: null };
    },
    async save({ key, institutionId }, expectedVersion, next) {
      const record = { institutionId, version: expectedVersion + 1, ...next };
      if (expectedVersion === 0) return unlessDuplicate(records.insertOne({ _id: key, ...record }));
      return (await records.updateOne({ _id: key, version: expectedVersion }, { $set: record })) === 1;
    },
    async removeInstitution(institutionId) {
      await records.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await records.createIndex({ institutionId: 1 });
    },
  };
}
