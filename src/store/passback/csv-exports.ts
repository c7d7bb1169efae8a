import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat } from '../records.ts';
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
});
export const csvExportFormat: RecordFormat<z.output<typeof storedExport>, z.input<typeof storedExport>> = {
  collection: 'csv_exports',
  version: 1,
  schema: storedExport,
};

/** The last export of each channel. */
export interface CsvExportStore {
  findLast(institutionId: string, channel: CsvChannel): Promise<CsvExportSummary | null>;
  saveLast(institutionId: string, channel: CsvChannel, last: CsvExportSummary): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export function createCsvExportStore(connection: mongoose.Connection): CsvExportStore {
  const exports = openRecords(connection, csvExportFormat);
  const idOf = (institutionId: string, channel: CsvChannel): string => `${institutionId}:${channel}`;
  return {
    findLast: async (institutionId, channel) =>
      (await exports.findOne({ _id: idOf(institutionId, channel), institutionId }))?.last ?? null,
    async saveLast(institutionId, channel, last) {
      await exports.updateOne(
        { _id: idOf(institutionId, channel), institutionId },
        { $set: { channel, last, v: exports.version } },
        'upsert',
      );
    },
    async removeInstitution(institutionId) {
      await exports.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await exports.createIndex({ institutionId: 1 });
    },
  };
}
