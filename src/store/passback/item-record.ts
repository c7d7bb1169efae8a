import { z } from 'zod';
import { type ItemOutcome, itemReasons } from '../../domain/outcomes.ts';
import type { HeldBefore } from '../../domain/undo.ts';
import { list, type RecordFormat } from '../records.ts';
import { sentScoreSchema } from './receipts.ts';

/** Stored values of outcomes. What this code calls pending has always been stored as `planned`. */
const storedItemOutcomes = [
  'planned',
  'sent',
  'confirmed',
  'unchanged',
  'held_back',
  'skipped',
  'failed',
] as const;
export type StoredItemOutcome = (typeof storedItemOutcomes)[number];
export const itemOutcomeSchema = z
  .enum(storedItemOutcomes)
  .transform((outcome) => (outcome === 'planned' ? 'pending' : outcome));

export const toStoredOutcome = (outcome: ItemOutcome): StoredItemOutcome =>
  outcome === 'pending' ? 'planned' : outcome;

/** What the SIS held for a grade before a run sent it, with its line item; `none`: nothing. */
const before = z.union([
  z.enum(['none', 'unknown']),
  sentScoreSchema.extend({ lineItemSourcedId: z.string() }),
]) satisfies z.ZodType<HeldBefore>;

/** Reasons of items that a version before cells does not know. */
const laterReasons = ['changed_in_sis', 'missing_in_sis', 'undone', 'line_item_differs'] as const;

const storedItem = z.object({
  _id: z.string(),
  v: z.number().optional(),
  runId: z.string(),
  institutionId: z.string(),
  courseKey: z.string(),
  lineItemId: z.string().nullable().default(null),
  assignmentId: z.string(),
  assignmentName: z.string().default(''),
  classSourcedId: z.string().nullable().default(null),
  sectionName: z.string().default(''),
  sectionIds: list(z.string()).default([]),
  personId: z.string(),
  studentName: z.string().default(''),
  studentSisId: z.string().nullable().default(null),
  studentSourcedId: z.string().nullable().default(null),
  resultSourcedId: z.string().nullable().default(null),
  isNew: z.boolean().default(false),
  desired: sentScoreSchema.nullable().default(null),
  before: before.nullable().default(null),
  outcome: z.enum(storedItemOutcomes),
  reason: z.enum(itemReasons).nullable().default(null),
  sisWords: z.string().nullable().default(null),
  kept: z.number().nullable().default(null),
  attempts: z.number().default(0),
  starts: z.number().default(0),
  gen: z.number(),
  /** A version that does not know it treats such an item as one of its own. */
  former: z.enum(['unchanged', 'held_back', 'skipped', 'failed']).nullable().default(null),
  /** The reason, if an older version does not know it and `reason` therefore holds another. */
  laterReason: z.enum(laterReasons).nullable().default(null),
});
export type StoredItem = z.input<typeof storedItem>;

/** One student × assignment × class of a run: what is to reach the SIS, and what became of it. */
export interface ItemRecord
  extends Readonly<
    Omit<
      z.output<typeof storedItem>,
      'v' | 'outcome' | 'sisWords' | 'attempts' | 'starts' | 'gen' | 'former' | 'laterReason'
    >
  > {
  /** The run's row for this assignment and class; null if no class was found. */
  readonly lineItemId: string | null;
  /**
   * Canvas ids of its sections: people limited to other sections do not see it. None in items of versions
   * that did not know sections; only people with the whole course see those.
   */
  readonly sectionIds: readonly string[];
  /** The id under which the result is sent: the SIS's own if it assigned one. */
  readonly resultSourcedId: string | null;
  /** The SIS never had a score for this student here. */
  readonly isNew: boolean;
  /** Null if a version before this field made the item. */
  readonly before: HeldBefore | null;
  readonly outcome: ItemOutcome;
  readonly sisMessage: string | null;
  /** The score that the SIS shows although it accepted another. */
  readonly kept: number | null;
  /** Attempts whose end is not known yet; a dead worker's count towards quarantine. */
  readonly attempts: number;
  /** Attempts that got no answer from the SIS. */
  readonly unanswered: number;
  /** The run's fencing token: a worker that lost the run cannot change the item. */
  readonly fencingToken: number;
  /** How the run counted the cell before it made this item; null if it was an item from the start. */
  readonly formerOutcome: 'unchanged' | 'held_back' | 'skipped' | 'failed' | null;
}

export const itemFormat: RecordFormat<ItemRecord, StoredItem> = {
  collection: 'items',
  version: 1,
  // Field by field, as result receipts are: see there.
  schema: storedItem.transform((stored) => ({
    _id: stored._id,
    runId: stored.runId,
    institutionId: stored.institutionId,
    courseKey: stored.courseKey,
    lineItemId: stored.lineItemId,
    assignmentId: stored.assignmentId,
    assignmentName: stored.assignmentName,
    classSourcedId: stored.classSourcedId,
    sectionName: stored.sectionName,
    sectionIds: stored.sectionIds,
    personId: stored.personId,
    studentName: stored.studentName,
    studentSisId: stored.studentSisId,
    studentSourcedId: stored.studentSourcedId,
    resultSourcedId: stored.resultSourcedId,
    isNew: stored.isNew,
    desired: stored.desired,
    before: stored.before,
    // A version that does not know `details_only` shows such an item as held back without a reason.
    reason:
      stored.laterReason ??
      stored.reason ??
      (stored.outcome === 'held_back' ? ('details_only' as const) : null),
    outcome: stored.outcome === 'planned' ? ('pending' as const) : stored.outcome,
    sisMessage: stored.sisWords,
    kept: stored.kept,
    attempts: stored.starts,
    unanswered: stored.attempts,
    fencingToken: stored.gen,
    formerOutcome: stored.former,
  })),
};

/** A reason as it is stored: an older version reads one that it knows. */
export function storeReason(reason: ItemRecord['reason']): Pick<StoredItem, 'reason' | 'laterReason'> {
  const laterReason = laterReasons.find((later) => later === reason) ?? null;
  if (laterReason !== null) return { reason: 'status_only', laterReason };
  return { reason: reason === 'details_only' ? null : reason, laterReason };
}

export function toStoredItem(record: ItemRecord): Required<Omit<StoredItem, 'v'>> {
  const { reason = null, laterReason = null } = storeReason(record.reason);
  return {
    _id: record._id,
    runId: record.runId,
    institutionId: record.institutionId,
    courseKey: record.courseKey,
    lineItemId: record.lineItemId,
    assignmentId: record.assignmentId,
    assignmentName: record.assignmentName,
    classSourcedId: record.classSourcedId,
    sectionName: record.sectionName,
    sectionIds: record.sectionIds,
    personId: record.personId,
    studentName: record.studentName,
    studentSisId: record.studentSisId,
    studentSourcedId: record.studentSourcedId,
    resultSourcedId: record.resultSourcedId,
    isNew: record.isNew,
    desired: record.desired,
    before: record.before,
    outcome: toStoredOutcome(record.outcome),
    reason,
    laterReason,
    former: record.formerOutcome,
    sisWords: record.sisMessage,
    kept: record.kept,
    attempts: record.unanswered,
    starts: record.attempts,
    gen: record.fencingToken,
  };
}
