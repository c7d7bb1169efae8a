import type mongoose from 'mongoose';
import { forgiveDuplicates, openRecords } from './passback/collection.ts';

/** What was chosen for one assignment group in one section. */
export interface CategoryMappingRow {
  readonly groupId: string;
  readonly sectionId: string;
  /** Null: set to Unassociated. */
  readonly sourcedId: string | null;
  /** What the category was called when it was chosen; empty when unassociated. */
  readonly title: string;
  /** The version of the course's mappings that made this choice. */
  readonly version: number;
}

/** All that was chosen in one course. */
export interface CourseMappings {
  /** Grows with every save; 0 before the first. */
  readonly version: number;
  readonly rows: readonly CategoryMappingRow[];
  /** Who saved last; null before the first. */
  readonly changedBy: string | null;
  readonly changedAt: Date | null;
}

interface CourseMappingsRecord extends CourseMappings {
  readonly _id: string;
  readonly institutionId: string;
}

/**
 * Which SIS category each assignment group has in each section. One record per course, replaced as a whole, so that a
 * save is atomic and two people cannot overwrite each other.
 */
export interface CategoryMappingStore {
  ensureIndexes(): Promise<void>;
  find(courseKey: string): Promise<CourseMappings>;
  /**
   * Puts `next` in force unless somebody saved since `expectedVersion` was read: then false, and nothing is changed.
   * The saved version is `expectedVersion + 1`.
   */
  save(
    course: { readonly key: string; readonly institutionId: string },
    expectedVersion: number,
    next: Pick<CourseMappings, 'rows' | 'changedBy' | 'changedAt'>,
  ): Promise<boolean>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createCategoryMappingStore(connection: mongoose.Connection): CategoryMappingStore {
  const records = openRecords<CourseMappingsRecord>(connection, 'category_mappings');
  return {
    async find(courseKey) {
      const record = await records.findOne({ _id: courseKey });
      if (!record) return { version: 0, rows: [], changedBy: null, changedAt: null };
      const { version, rows, changedBy, changedAt } = record;
      return { version, rows, changedBy, changedAt };
    },
    async save({ key, institutionId }, expectedVersion, next) {
      const record = { institutionId, version: expectedVersion + 1, ...next };
      if (expectedVersion === 0) {
        let inserted = false;
        await forgiveDuplicates(
          records.insertOne({ _id: key, ...record }).then(() => {
            inserted = true;
          }),
        );
        return inserted;
      }
      const { matchedCount } = await records.replaceOne({ _id: key, version: expectedVersion }, record);
      return matchedCount === 1;
    },
    async removeInstitution(institutionId) {
      await records.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await records.createIndex({ institutionId: 1 });
    },
  };
}
