import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';
import { type CsvChannel, csvChannels } from './csv-rows.ts';

const summary = z.object({
  mode: z.enum(['bulk', 'delta']),
  at: z.date(),
  fileName: z.string(),
  categories: z.number(),
  lineItems: z.number(),
  results: z.number(),
});
/** An export that reached the other side. */
export type CsvExportSummary = Readonly<z.output<typeof summary>>;

const storedExport = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  channel: z.enum(csvChannels),
  last: summary.nullable().default(null),
  /** When an export failed, unless a later one reached the other side. */
  failedAt: z.date().nullable().default(null),
  /** Of the folder: the end of the night after which it was last written. */
  writtenFor: z.date().nullable().default(null),
  claimedUntil: z.date().nullable().default(null),
  fencingToken: z.number().default(0),
});
export const csvExportFormat: RecordFormat<z.output<typeof storedExport>, z.input<typeof storedExport>> = {
  collection: 'csv_exports',
  version: 1,
  schema: storedExport,
};

/** The last export of each channel, and whose turn it is to write to the folder. */
export interface CsvExportStore {
  find(
    institutionId: string,
    channel: CsvChannel,
  ): Promise<{ readonly last: CsvExportSummary | null; readonly failedAt: Date | null }>;
  saveLast(institutionId: string, channel: CsvChannel, last: CsvExportSummary): Promise<void>;
  noteFailure(institutionId: string, channel: CsvChannel, at: Date): Promise<void>;
  /**
   * The fencing token of whoever may write to the folder for the night that ended at `dueAt`; null if it was written for, or
   * somebody else's claim lasts.
   */
  claimFolder(
    institutionId: string,
    claim: { readonly dueAt: Date; readonly now: Date; readonly until: Date },
  ): Promise<number | null>;
  /** The folder was written for that night. A claim that somebody else has taken over changes nothing. */
  finishFolder(institutionId: string, fencingToken: number, dueAt: Date): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export function createCsvExportStore(connection: mongoose.Connection): CsvExportStore {
  const exports = openRecords(connection, csvExportFormat);
  const idOf = (institutionId: string, channel: CsvChannel): string => `${institutionId}:${channel}`;
  return {
    async find(institutionId, channel) {
      const found = await exports.findOne({ _id: idOf(institutionId, channel), institutionId });
      return { last: found?.last ?? null, failedAt: found?.failedAt ?? null };
    },
    async saveLast(institutionId, channel, last) {
      await exports.updateOne(
        { _id: idOf(institutionId, channel), institutionId },
        { $set: { channel, last, failedAt: null, v: exports.version } },
        'upsert',
      );
    },
    async noteFailure(institutionId, channel, failedAt) {
      await exports.updateOne({ _id: idOf(institutionId, channel), institutionId }, { $set: { failedAt } });
    },
    async claimFolder(institutionId, { dueAt, now, until }) {
      const own = { _id: idOf(institutionId, 'folder'), institutionId };
      const take = () =>
        exports.updateAndFind(
          {
            ...own,
            $and: [
              { $or: [{ writtenFor: null }, { writtenFor: { $lt: dueAt } }] },
              { $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] },
            ],
          },
          { $set: { claimedUntil: until }, $inc: { fencingToken: 1 } },
        );
      const taken = await take();
      if (taken) return taken.fencingToken;
      const isNew = await unlessDuplicate(exports.insertOne({ ...own, channel: 'folder' }));
      return isNew ? ((await take())?.fencingToken ?? null) : null;
    },
    async finishFolder(institutionId, fencingToken, writtenFor) {
      const own = { _id: idOf(institutionId, 'folder'), institutionId, fencingToken };
      await exports.updateOne(own, { $set: { writtenFor, claimedUntil: null } });
    },
    async removeInstitution(institutionId) {
      await exports.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await exports.createIndex({ institutionId: 1 });
    },
  };
}
