import type mongoose from 'mongoose';
import { forgiveDuplicates, openRecords } from './passback/collection.ts';

/** What a line of the audit record is about. */
export const auditActions = [
  'launch',
  'access',
  'setting_changed',
  'run_requested',
  'run_cancelled',
  'nightly_switched',
  'consent_given',
  'consent_revoked',
  'disclosure',
  'operator',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** Who did it: opaque ids and roles, never names. */
export interface AuditActor {
  readonly kind: 'person' | 'nightly' | 'operator' | 'unknown';
  /** LTI user id of a person, or their id in Canvas where only that is known. */
  readonly id: string | null;
  readonly role: string | null;
}

/** One line. Once written it is never changed. */
export interface AuditRecord {
  readonly _id: string;
  readonly institutionId: string;
  readonly at: Date;
  readonly action: AuditAction;
  readonly actor: AuditActor;
  readonly outcome: 'done' | 'refused';
  /** Why it was refused. */
  readonly code: string | null;
  /** LTI context of the course it concerns. */
  readonly courseId: string | null;
  readonly runId: string | null;
  /** What else there is to say: small, without secrets, names and scores. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** Which lines to read, newest first. */
export interface AuditQuery {
  readonly institutionId: string;
  /** All when empty. */
  readonly actions: readonly AuditAction[];
  /** Only lines older than this one: the last of the page before. */
  readonly before: Pick<AuditRecord, '_id' | 'at'> | null;
}

/** The audit record of all institutions: lines are added, read, and erased when their time is over; nothing else. */
export interface AuditStore {
  ensureIndexes(): Promise<void>;
  /** Adds a line; one that is there already (same `_id`) stays as it is. */
  append(record: AuditRecord): Promise<void>;
  read(query: AuditQuery, limit: number): Promise<AuditRecord[]>;
  stream(query: AuditQuery): AsyncIterable<AuditRecord>;
  /** Which of these ids are there. */
  findIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Erases what is older than `before`; how many. */
  sweepInstitution(institutionId: string, before: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createAuditStore(connection: mongoose.Connection): AuditStore {
  const lines = openRecords<AuditRecord>(connection, 'audit');
  const find = ({ institutionId, actions, before }: AuditQuery) =>
    lines
      .find({
        institutionId,
        ...(actions.length > 0 ? { action: { $in: [...actions] } } : {}),
        ...(before ? { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before._id } }] } : {}),
      })
      .sort({ at: -1, _id: -1 });
  return {
    async ensureIndexes() {
      await lines.createIndex({ institutionId: 1, at: -1, _id: -1 });
    },
    append: (record) => forgiveDuplicates(lines.insertOne(record)),
    read: (query, limit) => find(query).limit(limit).toArray(),
    stream: (query) => find(query),
    async findIds(ids) {
      const found = await lines
        .find({ _id: { $in: [...ids] } })
        .project<{ _id: string }>({ _id: 1 })
        .toArray();
      return new Set(found.map((line) => line._id));
    },
    async sweepInstitution(institutionId, before) {
      return (await lines.deleteMany({ institutionId, at: { $lt: before } })).deletedCount;
    },
    async removeInstitution(institutionId) {
      await lines.deleteMany({ institutionId });
    },
  };
}
