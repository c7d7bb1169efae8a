import type mongoose from 'mongoose';
import { z } from 'zod';
import { scoreStatuses } from '../../domain/sis.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';
import { sisLineItemSchema } from './run-line-item-record.ts';

const category = z.object({ sourcedId: z.string(), title: z.string() });
const result = z.object({
  sourcedId: z.string(),
  lineItemSourcedId: z.string(),
  studentSourcedId: z.string(),
  classSourcedId: z.string(),
  scoreStatus: z.enum(scoreStatuses),
  score: z.number().nullable(),
  scoreDate: z.string(),
  late: z.boolean(),
  missing: z.boolean(),
  textScore: z.string().optional(),
  comment: z.string().optional(),
});

const common = {
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  /** Taken back: a full export leaves it out, a delta says `tobedeleted`. */
  isRemoved: z.boolean(),
  changedAt: z.date(),
  /**
   * Whether the row is due for the next delta of a channel: `due`, or the export that is taking it. Whoever changes the row
   * makes it due again, so an export that fails, or is overtaken by a change, loses nothing. Absent: nothing changed since.
   */
  download: z.string().optional(),
  folder: z.string().optional(),
};
const storedRow = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('categories'), row: category }),
  z.object({ ...common, kind: z.literal('lineItems'), row: sisLineItemSchema }),
  z.object({ ...common, kind: z.literal('results'), row: result }),
]);
/** As filters and updates name it: which content belongs to which kind, only the schema knows. */
interface StoredRow extends Omit<z.input<typeof storedRow>, 'kind' | 'row'> {
  readonly kind: CsvRowKind;
  readonly row: CsvRow['row'];
}

/** A row of the OneRoster CSV files of an institution, as the last run wrote it. */
export type CsvRow = Readonly<z.output<typeof storedRow>>;
export type CsvRowKind = CsvRow['kind'];

export const csvRowFormat: RecordFormat<CsvRow, StoredRow> = {
  collection: 'csv_rows',
  version: 1,
  schema: storedRow,
};

/** Each channel has deltas of its own: a download never takes a change away from the folder. */
export const csvChannels = ['download', 'folder'] as const;
export type CsvChannel = (typeof csvChannels)[number];

/** What a run writes of one row. */
export type CsvRowContent = {
  readonly [Kind in CsvRowKind]: Pick<Extract<CsvRow, { readonly kind: Kind }>, 'kind' | 'row'>;
}[CsvRowKind];

export function csvRowId(institutionId: string, kind: CsvRowKind, sourcedId: string): string {
  return `${institutionId}:${kind}:${sourcedId}`;
}

/** An export in progress. */
export interface CsvExportKey {
  readonly institutionId: string;
  readonly channel: CsvChannel;
  readonly exportId: string;
}

export interface CsvRowStore {
  /** Writes rows; the same row again overwrites itself. All are due for the next delta of every channel. */
  save(institutionId: string, rows: readonly CsvRowContent[], now: Date): Promise<void>;
  /** Takes back one row, if there is such a row; with a line item, its results. */
  remove(institutionId: string, kind: CsvRowKind, sourcedId: string, now: Date): Promise<void>;
  find(institutionId: string, kind: CsvRowKind, sourcedId: string): Promise<CsvRow | null>;
  /** Marks what is due as taken by this export. An earlier export that has not finished loses its claim. */
  beginExport(key: CsvExportKey): Promise<void>;
  /** The rows that a delta holds: those that this export took and nobody has changed since. */
  streamTaken(key: CsvExportKey, kind: CsvRowKind): AsyncIterable<CsvRow>;
  countTaken(key: CsvExportKey, kind: CsvRowKind): Promise<number>;
  /** The rows that the SIS is to hold. */
  streamAll(institutionId: string, kind: CsvRowKind): AsyncIterable<CsvRow>;
  countAll(institutionId: string, kind: CsvRowKind): Promise<number>;
  /** The export reached the other side: what it took is no longer due, unless it changed meanwhile. */
  finishExport(key: CsvExportKey): Promise<void>;
  /** How many rows the next delta of a channel would hold. */
  countDue(institutionId: string, channel: CsvChannel): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * What an SIS that takes files is to hold: the place where runs "send" to (OF16). Every query names the institution, which
 * is the shard key.
 */
export function createCsvRowStore(connection: mongoose.Connection): CsvRowStore {
  const rows = openRecords(connection, csvRowFormat);
  const due = { download: 'due', folder: 'due' } as const;
  const inOrder = { sort: { _id: 1 } } as const;
  return {
    async save(institutionId, contents, changedAt) {
      const updates = contents.map(({ kind, row }) => ({
        filter: { _id: csvRowId(institutionId, kind, row.sourcedId), institutionId },
        update: { $set: { kind, row, isRemoved: false, changedAt, ...due, v: rows.version } },
        upsert: true,
      }));
      // Two line items that bring the same category may both try to insert it; the second time it is there.
      if (!(await unlessDuplicate(rows.updateEach(updates)))) await rows.updateEach(updates);
    },
    async remove(institutionId, kind, sourcedId, changedAt) {
      const gone = { $set: { isRemoved: true, changedAt, ...due } };
      await rows.updateOne({ _id: csvRowId(institutionId, kind, sourcedId), institutionId }, gone);
      if (kind !== 'lineItems') return;
      await rows.updateMany(
        { institutionId, kind: 'results', 'row.lineItemSourcedId': sourcedId, isRemoved: false },
        gone,
      );
    },
    find: (institutionId, kind, sourcedId) =>
      rows.findOne({ _id: csvRowId(institutionId, kind, sourcedId), institutionId }),
    async beginExport({ institutionId, channel, exportId }) {
      await rows.updateMany(
        { institutionId, [channel]: { $exists: true } },
        { $set: { [channel]: exportId } },
      );
    },
    streamTaken: ({ institutionId, channel, exportId }, kind) =>
      rows.stream({ institutionId, kind, [channel]: exportId }, inOrder),
    countTaken: ({ institutionId, channel, exportId }, kind) =>
      rows.count({ institutionId, kind, [channel]: exportId }),
    streamAll: (institutionId, kind) => rows.stream({ institutionId, kind, isRemoved: false }, inOrder),
    countAll: (institutionId, kind) => rows.count({ institutionId, kind, isRemoved: false }),
    async finishExport({ institutionId, channel, exportId }) {
      await rows.updateMany({ institutionId, [channel]: exportId }, { $unset: { [channel]: '' } });
    },
    countDue: (institutionId, channel) => rows.count({ institutionId, [channel]: { $exists: true } }),
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await rows.createIndex({ institutionId: 1, kind: 1, _id: 1 });
      await rows.createIndex({ institutionId: 1, 'row.lineItemSourcedId': 1 });
      for (const channel of csvChannels) {
        await rows.createIndex(
          { institutionId: 1, [channel]: 1 },
          { partialFilterExpression: { [channel]: { $exists: true } } },
        );
      }
    },
  };
}
