import { z } from 'zod';
import { type BrakeFigures, brakeCauses } from '../../domain/brake.ts';
import { type ItemCounts, type RunKind, runKinds, runStates } from '../../domain/outcomes.ts';
import { keyOfReach, type Reach, reachSchema } from '../../domain/reach.ts';
import { type RefusedList, sisLists } from '../../domain/refused-list.ts';
import type { ComparisonFindings, Requester, RunBrake, Selection } from '../../domain/run.ts';
import { type ErrorCode, errorCodes } from '../../errors.ts';
import { list, type RecordFormat } from '../records.ts';
import { courseRefSchema } from './course-record.ts';
import type { RunKey } from './course-scope.ts';
import { withoutZeros } from './item-counts.ts';
import { type QuietCounts, quietCountsSchema, storeQuiet } from './quiet-counts.ts';

const selection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('assignments'), ids: list(z.string()) }),
]) satisfies z.ZodType<Selection>;

const runSchedule = z.object({
  id: z.string(),
  name: z.string(),
  canvasUserId: z.string(),
  ltiUserId: z.string(),
});

export const requesterSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('person'),
    ltiUserId: z.string(),
    canvasUserId: z.string().nullable().default(null),
    name: z.string().default(''),
  }),
  // A process that knows no schedules takes it for a nightly sync.
  z.object({ kind: z.literal('nightly'), schedule: runSchedule.exactOptional() }),
]) satisfies z.ZodType<Requester>;

const stageNumber = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]);

const scope = z.object({
  selection,
  remaster: selection.default({ kind: 'assignments', ids: [] }),
  retryOf: list(z.string()).default([]),
  /** Runs that are undone. */
  undoOf: list(z.string()).default([]),
});
/**
 * What a run covers: the selection, what of it is sent again regardless of earlier runs, and the runs whose
 * failures are retried.
 */
export type RunScope = Readonly<z.infer<typeof scope>>;

const pageCursor = z.object({
  assignmentIds: list(z.string()),
  full: z.boolean(),
  gradedSince: z.date().nullable(),
  next: z.string(),
  /** Canvas's time when the reading began. */
  startedAt: z.date(),
  savedAt: z.date(),
});
/** How far a page-by-page reading of grades got, so that it resumes after an interruption. */
export type PageCursor = Readonly<z.infer<typeof pageCursor>>;

const findings = z.object({
  lineItems: z.number(),
  unread: z.number(),
  changed: z.number(),
  missing: z.number(),
  lineItemsChanged: z.number().default(0),
  lineItemsMissing: z.number().default(0),
}) satisfies z.ZodType<ComparisonFindings>;

const refusedList = z.object({ list: z.enum(sisLists), sections: list(z.string()) }) satisfies z.ZodType<
  RefusedList<readonly string[]>
>;

/** How far a comparison got, in the order of line item receipts, so that it resumes after an interruption. */
const resultCursor = z.object({ after: z.string(), lineItems: z.number(), unread: z.number() });

const figures = z.object({
  held: z.number(),
  changed: z.number(),
  zeros: z.number(),
  removed: z.number(),
}) satisfies z.ZodType<BrakeFigures>;
const brake = z.object({
  figures,
  causes: list(z.enum(brakeCauses)),
  confirmed: z.object({ by: z.string(), at: z.date(), figures }).nullable(),
}) satisfies z.ZodType<RunBrake>;

const counter = z.number().default(0);
const storedCounts = z.object({
  eligible: counter,
  planned: counter,
  sent: counter,
  confirmed: counter,
  unchanged: counter,
  heldBack: counter,
  skipped: counter,
  failed: counter,
});

/** An error code of this version; one of an older or newer version is shown as an internal error. */
export const errorCodeSchema = z
  .string()
  .transform((code): ErrorCode => (isErrorCode(code) ? code : 'internal'));
const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);

const storedRun = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  course: courseRefSchema,
  onBehalfOf: z.string().nullable().default(null),
  requestedBy: requesterSchema,
  kind: z.enum(runKinds),
  scope,
  reach: reachSchema.default({ kind: 'course' }),
  slot: z
    .enum(['open', 'next'])
    .or(z.templateLiteral(['next:', z.string()]))
    .optional(),
  state: z.enum(runStates),
  createdAt: z.date(),
  startedAt: z.date().nullable().default(null),
  endedAt: z.date().nullable().default(null),
  stage: stageNumber.default(1),
  stages: list(z.object({ stage: stageNumber, startedAt: z.date(), endedAt: z.date().nullable() })).default(
    [],
  ),
  progress: z.object({ done: z.number(), total: z.number() }).default({ done: 0, total: 0 }),
  assignments: counter,
  counts: storedCounts.nullable().default(null),
  quiet: quietCountsSchema.nullable().default(null),
  quietProblems: counter,
  nextAt: z.date(),
  cancelRequested: z.boolean().default(false),
  /** `answer`: what was asked of the SIS and what it answered. */
  problem: z
    .object({
      code: errorCodeSchema,
      reference: z.string(),
      answer: z.string().nullable().default(null),
    })
    .nullable()
    .default(null),
  waits: counter,
  crashes: counter,
  /** The present claim took the run over from a worker that died or lost its lease. */
  takenOver: z.boolean().default(false),
  /** The claim that the present one counted as a death. */
  countedDeath: z.object({ owner: z.string(), gen: z.number() }).nullish(),
  errors: counter,
  pageCursor: pageCursor.nullable().default(null),
  resultCursor: resultCursor.nullable().default(null),
  /** Pending items up to this id may be on their way; null: none. */
  sendingUpTo: z.string().nullable().default(null),
  findings: findings.nullable().default(null),
  /** Lists that the SIS refused to show, with the Canvas ids of the sections. */
  refusedLists: list(refusedList).default([]),
  brake: brake.nullable().default(null),
  joins: counter,
  lease: z
    .object({
      owner: z.string().nullable().default(null),
      until: z.date().nullable().default(null),
      gen: counter,
    })
    .default({ owner: null, until: null, gen: 0 }),
});
export type StoredRun = z.input<typeof storedRun>;

export interface RunRecord
  extends Readonly<
    Omit<z.output<typeof storedRun>, 'v' | 'slot' | 'counts' | 'waits' | 'crashes' | 'lease'>
  > {
  /** The Canvas id of the person in whose name Canvas is read. */
  readonly onBehalfOf: string | null;
  /** The part of the course that it reads and sends: what its requester may see. It never changes. */
  readonly reach: Reach;
  /** `active`: the course's one running run; `queued`: the one after it; null once it has ended. */
  readonly slot: RunSlot | null;
  /** Null until it has ended; before that, its items are counted. */
  readonly counts: ItemCounts | null;
  /**
   * Cells of the selection without an item, because there was nothing to send or report; null before stage 3.
   */
  readonly quiet: QuietCounts | null;
  /** Refused assignments, by class, whose problems an earlier run reported. */
  readonly quietProblems: number;
  /** No worker takes it before this. */
  readonly nextAt: Date;
  /** Pauses because Canvas or the SIS did not answer: the retry budget. */
  readonly pauses: number;
  /** Claims by workers that neither finished nor released the run, since the last progress. */
  readonly abandonedClaims: number;
  /** Unexpected errors in a row at the current stage. */
  readonly errors: number;
  /** Grows with every joined request, so that two never overwrite each other. */
  readonly joins: number;
  readonly lease: RunLease;
}

export type RunSlot = 'active' | 'queued';

/** Who holds a run now. The fencing token grows with every claim, and each write of the worker carries it. */
export interface RunLease {
  readonly owner: string | null;
  /** By the database's own clock. */
  readonly expiresAt: Date | null;
  readonly fencingToken: number;
}

/** What a worker's write must match. */
export interface Fence extends RunKey {
  readonly owner: string;
  readonly fencingToken: number;
}

type StoredSlot = NonNullable<StoredRun['slot']>;

/** The stored value of a slot. */
export const storedSlot = { active: 'open', queued: 'next' } as const satisfies Record<RunSlot, StoredSlot>;

/**
 * Each reach has its own queued run and its own queued comparison: requests with different reaches are never
 * joined.
 */
export function nameSlot(slot: RunSlot, { reach, kind }: { reach: Reach; kind: RunKind }): StoredSlot {
  const key = (kind === 'compare' || kind === 'undo' ? `@${kind}:` : '') + keyOfReach(reach);
  return slot === 'active' || key === '' ? storedSlot[slot] : `${storedSlot.queued}:${key}`;
}

/** In a filter: every queued run of a course, whatever its reach. */
export const isQueued = /^next(:|$)/;

export const runFormat: RecordFormat<RunRecord, StoredRun> = {
  collection: 'runs',
  // Version 1 knows no reach: it would send the whole course for a run that is limited to sections. Version 2 knows no
  // comparisons, no undo, and no run that waits for a person.
  version: 3,
  schema: storedRun.transform(({ v: _v, countedDeath: _, slot, counts, waits, crashes, lease, ...run }) => ({
    ...run,
    slot: slot === undefined ? null : slot === storedSlot.active ? 'active' : 'queued',
    counts: counts === null ? null : readCounts(counts),
    pauses: waits,
    abandonedClaims: crashes,
    lease: { owner: lease.owner, expiresAt: lease.until, fencingToken: lease.gen },
  })),
};

/**
 * The oldest format version that knows everything about a run, so that processes of that version work on it.
 */
export function versionOfRun({ kind, reach }: Pick<RunRecord, 'kind' | 'reach'>): number {
  if (kind === 'compare' || kind === 'undo') return runFormat.version;
  return reach.kind === 'course' ? 1 : 2;
}

/** A new run, with the names of the database. */
export function toStoredRun(record: RunRecord): StoredRun {
  const { slot, counts, pauses, abandonedClaims, lease, scope: asked, ...run } = record;
  return {
    ...withoutNulls(run),
    scope: {
      selection: asked.selection,
      ...(isEmpty(asked.remaster) ? {} : { remaster: asked.remaster }),
      ...(asked.retryOf.length === 0 ? {} : { retryOf: asked.retryOf }),
      ...(asked.undoOf.length === 0 ? {} : { undoOf: asked.undoOf }),
    },
    ...(slot === null ? {} : { slot: nameSlot(slot, run) }),
    counts: counts === null ? null : storeCounts(counts),
    waits: pauses,
    crashes: abandonedClaims,
    lease: { owner: lease.owner, until: lease.expiresAt, gen: lease.fencingToken },
  };
}

/** Without the fields that are null when they are missing. */
function withoutNulls<Run extends Partial<RunRecord>>({
  problem,
  pageCursor: page,
  resultCursor: result,
  sendingUpTo,
  findings: found,
  refusedLists: refused,
  brake: braked,
  ...run
}: Run) {
  return {
    ...run,
    ...(problem == null ? {} : { problem }),
    ...(page == null ? {} : { pageCursor: page }),
    ...(result == null ? {} : { resultCursor: result }),
    ...(sendingUpTo == null ? {} : { sendingUpTo }),
    ...(found == null ? {} : { findings: found }),
    ...(refused === undefined || refused.length === 0 ? {} : { refusedLists: refused }),
    ...(braked == null ? {} : { brake: braked }),
  };
}

function isEmpty(asked: Selection): boolean {
  return asked.kind === 'assignments' && asked.ids.length === 0;
}

/** What only a run that has not ended needs; an unchanged run is to leave a small document. */
export const unsetAtEnd = {
  slot: 1,
  cancelRequested: 1,
  progress: 1,
  pageCursor: 1,
  resultCursor: 1,
  sendingUpTo: 1,
  takenOver: 1,
  countedDeath: 1,
  errors: 1,
  joins: 1,
  waits: 1,
  crashes: 1,
} as const satisfies Partial<Record<keyof StoredRun, 1>>;

/** Changes of a run, with the names of the database. */
export function toStoredRunChange({
  counts,
  quiet,
  pauses,
  abandonedClaims,
  ...change
}: Partial<Omit<RunRecord, '_id' | 'slot' | 'lease'>>): Partial<StoredRun> {
  return {
    ...change,
    ...(counts === undefined ? {} : { counts: counts === null ? null : storeCounts(counts) }),
    ...(quiet === undefined ? {} : { quiet: quiet === null ? null : storeQuiet(quiet) }),
    ...(pauses === undefined ? {} : { waits: pauses }),
    ...(abandonedClaims === undefined ? {} : { crashes: abandonedClaims }),
  };
}

function readCounts({ planned, ...counts }: z.output<typeof storedCounts>): ItemCounts {
  return { ...counts, pending: planned };
}

function storeCounts({ pending, ...counts }: ItemCounts): z.input<typeof storedCounts> {
  return withoutZeros({ ...counts, planned: pending });
}
