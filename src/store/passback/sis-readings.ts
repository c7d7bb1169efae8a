import type mongoose from 'mongoose';
import type { SisCategory, SisClass, SisGradingPeriod } from '../../domain/sis.ts';
import { openRecords } from './collection.ts';

/** A line item that the SIS has: enough to see that ours is still there and which titles are taken. */
export interface KnownLineItem {
  readonly sourcedId: string;
  readonly title: string;
}

/** What the SIS says of one class, read as a whole. */
export type ClassReading =
  | {
      readonly match: 'one';
      readonly sisClass: SisClass;
      readonly categories: readonly SisCategory[];
      readonly gradingPeriods: readonly SisGradingPeriod[];
      /** `key` is the field by which this SIS knows what Canvas calls the SIS id. */
      readonly students: readonly { readonly sourcedId: string; readonly key: string }[];
      /** Null where the SIS offers no such list. */
      readonly lineItems: readonly KnownLineItem[] | null;
    }
  | { readonly match: 'none' }
  | { readonly match: 'many' }
  /** The SIS refused to read this class; `words` are its own. */
  | { readonly match: 'unreadable'; readonly words: string };

export interface SisReadingRecord {
  readonly _id: string;
  readonly institutionId: string;
  /** The section's SIS id in Canvas. */
  readonly sectionSisId: string;
  readonly readAt: Date;
  /** The run that read it; null: a page. */
  readonly runId: string | null;
  readonly reading: ClassReading;
}

export interface SisReadingStore {
  save(record: Omit<SisReadingRecord, '_id'>): Promise<void>;
  find(institutionId: string, sectionSisIds: readonly string[]): Promise<SisReadingRecord[]>;
  /** Puts newer categories into the reading of a class, if there is one; the rest of it stays as old as it is. */
  updateCategories(
    institutionId: string,
    sectionSisId: string,
    categories: readonly SisCategory[],
  ): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/** The last reading of each class, replaced as a whole. */
export function createSisReadingStore(connection: mongoose.Connection): SisReadingStore {
  const readings = openRecords<SisReadingRecord>(connection, 'sis_readings');
  const idOf = (institutionId: string, sisId: string): string => `${institutionId}:${sisId}`;
  return {
    async save(record) {
      const _id = idOf(record.institutionId, record.sectionSisId);
      await readings.replaceOne({ _id }, record, { upsert: true });
    },
    find: (institutionId, sisIds) =>
      readings.find({ _id: { $in: sisIds.map((sisId) => idOf(institutionId, sisId)) } }).toArray(),
    async removeInstitution(institutionId) {
      await readings.deleteMany({ institutionId });
    },
    async updateCategories(institutionId, sisId, categories) {
      await readings.updateOne(
        { _id: idOf(institutionId, sisId), 'reading.match': 'one' },
        { $set: { 'reading.categories': categories } },
      );
    },
    async ensureIndexes() {
      await readings.createIndex({ institutionId: 1 });
    },
  };
}
