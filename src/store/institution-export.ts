import type mongoose from 'mongoose';
import { openCollection, type StoredDocument } from './records.ts';

/**
 * What an export of an institution holds, collection by collection. Left out on purpose: `institutions` (the
 * caller exports it without secrets); `sessions`, `logins`, `canvas_consents`, `canvas_grants`,
 * `install_links`, `webhooks` and `lti_engine`, which hold keys, tokens and sign-ins that open something and say nothing;
 * `class_leases`, `sis_pauses`, `sis_slots`, `rate_limits`, `canvas_key_faults` and `outbox`, which serve only the processes.
 */
export const exportedCollections = [
  'deployments',
  'nightly_syncs',
  'schedules',
  'scheduled_courses',
  'notice_subscriptions',
  'history_visits',
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
  'learned_habits',
  'csv_rows',
  'csv_exports',
  'audit',
] as const;

/** One record of an export. */
export interface ExportedRecord {
  readonly collection: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Everything stored for an institution besides itself, record by record, as it is while being read. */
export async function* exportRecords(
  connection: mongoose.Connection,
  institutionId: string,
): AsyncGenerator<ExportedRecord> {
  for (const collection of exportedCollections) {
    const documents = openCollection<StoredDocument & { institutionId: string }>(connection, collection);
    for await (const record of documents.find({ institutionId })) yield { collection, record: { ...record } };
  }
}
