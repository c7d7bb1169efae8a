import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat, unlessDuplicate } from './records.ts';

/** What a line of the audit record is about. */
export const auditActions = [
  'launch',
  'access',
  'signed_out',
  'setting_changed',
  'run_requested',
  'run_cancelled',
  'run_braked',
  'run_confirmed',
  'nightly_switched',
  'categories_saved',
  'previewed',
  'compared',
  'difference_accepted',
  'line_items_adopted',
  'downloaded',
  'consent_given',
  'consent_revoked',
  'connection_tested',
  'disclosure',
  'operator',
] as const;
export type AuditAction = (typeof auditActions)[number];

const actor = z.object({
  kind: z.enum(['person', 'nightly', 'operator', 'unknown']),
  /** The LTI user id of a person. Lines about consents from version 0.1.0 have the Canvas id. */
  id: z.string().nullable().default(null),
  role: z.string().nullable().default(null),
});
/** Who did it: opaque ids and roles, never names. */
export type AuditActor = Readonly<z.output<typeof actor>>;

const storedLine = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  at: z.date(),
  action: z.enum(auditActions),
  actor,
  outcome: z.enum(['done', 'refused']),
  /** Why it was refused. */
  code: z.string().nullable().default(null),
  /** The LTI context of the course it concerns. */
  courseId: z.string().nullable().default(null),
  runId: z.string().nullable().default(null),
  /** A few further details, without secrets, names or scores. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}),
});
/** One line. Once written it never changes, except for the number of a counting line. */
export type AuditRecord = Readonly<z.output<typeof storedLine>>;

export const auditFormat: RecordFormat<AuditRecord, z.input<typeof storedLine>> = {
  collection: 'audit',
  version: 1,
  schema: storedLine,
};

/** Which lines to read, newest first. */
export interface AuditQuery {
  readonly institutionId: string;
  /** Empty: all. */
  readonly actions: readonly AuditAction[];
  /** Only lines older than this one: the last of the page before. */
  readonly before: Pick<AuditRecord, '_id' | 'at'> | null;
}

/**
 * The audit record of all institutions. Lines are added, read, and erased after `auditDays`; they never
 * change.
 */
export interface AuditStore {
  ensureIndexes(): Promise<void>;
  /** Adds a line. One that exists already (same `_id`) stays unchanged. */
  append(record: AuditRecord): Promise<void>;
  /** Adds `times` to a counting line, which the first call creates. */
  count(record: AuditRecord, times: number): Promise<void>;
  read(query: AuditQuery, limit: number): Promise<AuditRecord[]>;
  stream(query: AuditQuery): AsyncIterable<AuditRecord>;
  /** Which of these ids exist. */
  findIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Erases what is older than `before`. Returns how many lines. */
  sweepInstitution(institutionId: string, before: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createAuditStore(connection: mongoose.Connection): AuditStore {
  const lines = openRecords(connection, auditFormat);
  const match = ({ institutionId, actions, before }: AuditQuery) => ({
    institutionId,
    ...(actions.length > 0 ? { action: { $in: [...actions] } } : {}),
    ...(before ? { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before._id } }] } : {}),
  });
  const sort = { at: -1, _id: -1 } as const;
  return {
    async ensureIndexes() {
      await lines.createIndex({ institutionId: 1, at: -1, _id: -1 });
    },
    async append(record) {
      await unlessDuplicate(lines.insertOne(record));
    },
    async count({ _id, facts, ...line }, times) {
      const change = {
        $setOnInsert: {
          ...line,
          v: lines.version,
          ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [`facts.${name}`, value])),
        },
        $inc: { 'facts.times': times },
      };
      await lines.updateOne({ _id }, change, 'upsert');
    },
    read: (query, limit) => lines.find(match(query), { sort, limit }),
    stream: (query) => lines.stream(match(query), { sort }),
    async findIds(ids) {
      const found = await lines.findPart(
        z.object({ _id: z.string() }),
        { _id: { $in: [...ids] } },
        { projection: { _id: 1 } },
      );
      return new Set(found.map((line) => line._id));
    },
    sweepInstitution: (institutionId, before) => lines.deleteMany({ institutionId, at: { $lt: before } }),
    async removeInstitution(institutionId) {
      await lines.deleteMany({ institutionId });
    },
  };
}
