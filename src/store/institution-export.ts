import type mongoose from 'mongoose';
import { openCollection, type StoredDocument } from './records.ts';

/**
 * What an export of an institution holds, collection by collection. Kept out on purpose: `institutions` (exported
 * without its secrets by the caller), `sessions`, `logins`, `canvas_consents`, `canvas_grants`, `install_links` and
 * `lti_engine` hold keys, tokens and sign-ins, which open something and say nothing; `class_leases`, `sis_pauses`,
 * `rate_limits` and `canvas_key_faults` are the processes' own.
 */
export const exportedCollections = [
  'deployments',
  'nightly_syncs',
  'courses',
  'members',
  'student_totals',
  'grades',
  'category_mappings',
  'sis_readings',
  'runs',
  'run_line_items',
  'items',
  'cells',
  'cell_books',
  'line_item_receipts',
  'result_receipts',
  'audit',
] as const;

/** One record as an export holds it. */
export interface ExportedRecord {
  readonly collection: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Everything that is kept of an institution beside itself, record by record; as it stands while it is read. */
export async function* exportRecords(
  connection: mongoose.Connection,
  institutionId: string,
): AsyncGenerator<ExportedRecord> {
  for (const collection of exportedCollections) {
    const documents = openCollection<StoredDocument & { institutionId: string }>(connection, collection);
    for await (const record of documents.find({ institutionId })) yield { collection, record: { ...record } };
  }
}
