import { z } from 'zod';
import { detailFields, type LineItemReading, lineItemFindings } from '../../domain/line-item-reading.ts';
import { checkCodes } from '../../domain/outcomes.ts';
import type { AssignmentProblem, RunLineItem } from '../../domain/run.ts';
import type { SisLineItem } from '../../domain/sis.ts';
import { list, type RecordFormat } from '../records.ts';
import { type QuietCounts, quietCountsSchema } from './quiet-counts.ts';

/** Stored values of outcomes. What this code calls pending has always been stored as `planned`. */
const storedLineItemOutcomes = [
  'created',
  'updated',
  'unchanged',
  'planned',
  'refused',
  'failed',
  'nothing_to_send',
] as const;
type StoredLineItemOutcome = (typeof storedLineItemOutcomes)[number];

export const toStoredLineItemOutcome = (outcome: RunLineItem['outcome']): StoredLineItemOutcome =>
  outcome === 'pending' ? 'planned' : outcome;

const problem = z.object({
  check: z.enum(checkCodes),
  sectionName: z.string().nullable().default(null),
  values: z.record(z.string(), z.string()).default({}),
}) satisfies z.ZodType<AssignmentProblem>;

const detailValue = z.union([z.string(), z.number()]).nullable().default(null);

const reading = z.object({
  finding: z.enum(lineItemFindings),
  fields: list(z.object({ field: z.enum(detailFields), sent: detailValue, seen: detailValue })).default([]),
}) satisfies z.ZodType<LineItemReading>;

export const sisLineItemSchema = z.object({
  sourcedId: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  classSourcedId: z.string(),
  schoolSourcedId: z.string(),
  categorySourcedId: z.string().nullable(),
  categoryTitle: z.string().exactOptional(),
  gradingPeriodSourcedId: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).exactOptional(),
  assignDate: z.string(),
  dueDate: z.string(),
  resultValueMin: z.number(),
  resultValueMax: z.number(),
}) satisfies z.ZodType<SisLineItem>;

const storedRunLineItem = z.object({
  _id: z.string(),
  v: z.number().optional(),
  runId: z.string(),
  institutionId: z.string(),
  courseKey: z.string(),
  assignmentId: z.string(),
  assignmentName: z.string().default(''),
  assignmentUrl: z.string().default(''),
  sentTitle: z.string().nullable().default(null),
  sectionName: z.string().default(''),
  sectionIds: list(z.string()).default([]),
  classSourcedId: z.string().nullable().default(null),
  lineItem: sisLineItemSchema.nullable().default(null),
  fingerprint: z.string().nullable().default(null),
  existed: z.boolean().default(false),
  outcome: z.enum(storedLineItemOutcomes),
  problems: list(problem).default([]),
  quiet: quietCountsSchema.nullable().default(null),
  sisWords: z.string().nullable().default(null),
  reading: reading.nullable().default(null),
  attempts: z.number().default(0),
  starts: z.number().default(0),
  gen: z.number(),
});
export type StoredRunLineItem = z.input<typeof storedRunLineItem>;

/** One assignment × class of a run. */
export interface RunLineItemRecord
  extends Readonly<
    Omit<z.output<typeof storedRunLineItem>, 'v' | 'outcome' | 'sisWords' | 'attempts' | 'starts' | 'gen'>
  > {
  /** As in `ItemRecord`. */
  readonly sectionIds: readonly string[];
  /** What the SIS is to hold; null if refused. Its `sourcedId` is the SIS's own once known. */
  readonly lineItem: SisLineItem | null;
  /** The SIS had it before this run. */
  readonly existed: boolean;
  readonly outcome: RunLineItem['outcome'];
  /** Its cells that were counted without an item. */
  readonly quiet: QuietCounts | null;
  readonly sisMessage: string | null;
  /** What the SIS shows of it, read after its grades were sent; null if nobody knows. */
  readonly reading: LineItemReading | null;
  /** As in `ItemRecord`. */
  readonly attempts: number;
  readonly unanswered: number;
  readonly fencingToken: number;
}

export const runLineItemFormat: RecordFormat<RunLineItemRecord, StoredRunLineItem> = {
  collection: 'run_line_items',
  version: 1,
  schema: storedRunLineItem.transform(({ v: _v, outcome, sisWords, attempts, starts, gen, ...row }) => ({
    ...row,
    outcome: outcome === 'planned' ? ('pending' as const) : outcome,
    sisMessage: sisWords,
    attempts: starts,
    unanswered: attempts,
    fencingToken: gen,
  })),
};

export function toStoredRunLineItem(record: RunLineItemRecord): StoredRunLineItem {
  const { outcome, sisMessage, attempts, unanswered, fencingToken, ...row } = record;
  return {
    ...row,
    outcome: toStoredLineItemOutcome(outcome),
    sisWords: sisMessage,
    attempts: unanswered,
    starts: attempts,
    gen: fencingToken,
  };
}
