import { isDeepStrictEqual } from 'node:util';
import type mongoose from 'mongoose';
import { z } from 'zod';
import { sisLists } from '../../domain/refused-list.ts';
import type { SisCategory, SisClass, SisGradingPeriod } from '../../domain/sis.ts';
import { list, openRecords, type RecordFormat } from '../records.ts';

/** A line item in the SIS: enough to see that ours still exists, which titles are taken, and what stands there already. */
const knownLineItem = z.object({
  sourcedId: z.string(),
  title: z.string(),
  /** Empty if the SIS shows none; an older version does not store it. */
  dueDate: z.string().optional(),
});

const sisClass = z.object({
  sourcedId: z.string(),
  title: z.string(),
  schoolSourcedId: z.string(),
  classCode: z.string().nullable().default(null),
  termSourcedIds: list(z.string()).default([]),
}) satisfies z.ZodType<SisClass>;

const category = z.object({
  sourcedId: z.string(),
  title: z.string(),
  classSourcedId: z.string().nullable().default(null),
}) satisfies z.ZodType<SisCategory>;

const gradingPeriod = z.object({
  sourcedId: z.string(),
  title: z.string(),
  startDate: z.string(),
  endDate: z.string(),
}) satisfies z.ZodType<SisGradingPeriod>;

const storedSnapshot = z.discriminatedUnion('match', [
  z.object({
    match: z.literal('one'),
    sisClass,
    categories: list(category),
    gradingPeriods: list(gradingPeriod),
    /** `key` is the field of this SIS that matches Canvas's SIS id. */
    students: list(z.object({ sourcedId: z.string(), key: z.string() })),
    /** Null if the SIS offers no such list. */
    lineItems: list(knownLineItem).nullable().default(null),
    /** The lists that the SIS refused to show. What stands for them is what it showed before, or empty. */
    refused: list(z.enum(sisLists)).default([]),
  }),
  z.object({ match: z.literal('none') }),
  z.object({ match: z.literal('many') }),
  /** The SIS refused to show this class. */
  z
    .object({ match: z.literal('unreadable'), words: z.string().default('') })
    .transform(({ match, words }) => ({ match, sisMessage: words })),
]);
/** What the SIS says about one class, read as a whole. */
export type ClassSnapshot = z.output<typeof storedSnapshot>;

const storedRecord = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  sectionSisId: z.string(),
  readAt: z.date(),
  runId: z.string().nullable().default(null),
  reading: storedSnapshot,
});

export interface ClassSnapshotRecord {
  readonly institutionId: string;
  /** The section's SIS id in Canvas. */
  readonly sectionSisId: string;
  readonly readAt: Date;
  /** The run that read it; null: a page. */
  readonly runId: string | null;
  readonly snapshot: ClassSnapshot;
}

/** The collection keeps its name from when a snapshot was called a reading. */
export const classSnapshotFormat: RecordFormat<ClassSnapshotRecord, z.input<typeof storedRecord>> = {
  collection: 'sis_readings',
  version: 1,
  schema: storedRecord.transform(({ institutionId, sectionSisId, readAt, runId, reading }) => ({
    institutionId,
    sectionSisId,
    readAt,
    runId,
    snapshot: reading,
  })),
};

export interface ClassSnapshotStore {
  /** Replaces the snapshot of a class. If it equals the stored one, only its time and run are written. */
  save(record: ClassSnapshotRecord): Promise<void>;
  find(institutionId: string, sectionSisIds: readonly string[]): Promise<ClassSnapshotRecord[]>;
  /** Puts newer categories into a class's snapshot, if there is one; the rest of it keeps its age. */
  updateCategories(
    institutionId: string,
    sectionSisId: string,
    categories: readonly SisCategory[],
  ): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/** The last snapshot of each class. A snapshot is one value, which the next one replaces as a whole. */
export function createClassSnapshotStore(connection: mongoose.Connection): ClassSnapshotStore {
  const snapshots = openRecords(connection, classSnapshotFormat);
  const idOf = (institutionId: string, sisId: string): string => `${institutionId}:${sisId}`;
  return {
    async save({ snapshot, ...record }) {
      const reading =
        snapshot.match === 'unreadable' ? { match: snapshot.match, words: snapshot.sisMessage } : snapshot;
      const _id = idOf(record.institutionId, record.sectionSisId);
      const known = await snapshots.findOne({ _id });
      if (known && isDeepStrictEqual(inOrder(known.snapshot), inOrder(snapshot))) {
        const { readAt, runId } = record;
        // Matches nothing if somebody changed it meanwhile.
        if (await snapshots.updateOne({ _id, readAt: known.readAt }, { $set: { readAt, runId } })) return;
      }
      await snapshots.updateOne({ _id }, { $set: { ...record, reading, v: snapshots.version } }, 'upsert');
    },
    find: (institutionId, sisIds) =>
      snapshots.find({ _id: { $in: sisIds.map((sisId) => idOf(institutionId, sisId)) } }),
    async updateCategories(institutionId, sisId, categories) {
      await snapshots.updateOne(
        { _id: idOf(institutionId, sisId), 'reading.match': 'one' },
        { $set: { 'reading.categories': categories } },
      );
    },
    async removeInstitution(institutionId) {
      await snapshots.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await snapshots.createIndex({ institutionId: 1 });
    },
  };
}

/** A SIS may list the same rows in any order. */
function inOrder(snapshot: ClassSnapshot): unknown {
  if (snapshot.match !== 'one') return snapshot;
  const { sisClass, categories, gradingPeriods, students, lineItems, refused } = snapshot;
  const sort = <T extends { readonly sourcedId: string }>(rows: readonly T[]): readonly T[] =>
    rows.toSorted((a, b) => (a.sourcedId < b.sourcedId ? -1 : a.sourcedId > b.sourcedId ? 1 : 0));
  return {
    sisClass,
    categories: sort(categories),
    gradingPeriods: sort(gradingPeriods),
    students: sort(students),
    lineItems: lineItems === null ? null : sort(lineItems),
    refused,
  };
}
