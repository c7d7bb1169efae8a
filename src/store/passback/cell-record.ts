import { z } from 'zod';
import { cellStates, resultFlaws } from '../../domain/cell.ts';
import { itemReasons } from '../../domain/outcomes.ts';
import { scoreStatuses } from '../../domain/sis.ts';
import { list, type RecordFormat } from '../records.ts';
import { sentScoreSchema } from './receipts.ts';

const reason = z.enum(itemReasons);

const wantedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('score'), score: sentScoreSchema, lineItemSourcedId: z.string() }),
  z.object({ kind: z.literal('excluded'), reason }),
  z.object({ kind: z.literal('left_behind'), reason }),
]);

const seenScore = z.object({
  score: z.number().nullable(),
  scoreStatus: z.enum(scoreStatuses),
  textScore: z.string().optional(),
});
const seenSchema = z.union([z.literal('absent'), seenScore]);

const heldSchema = z.object({
  lineItemSourcedId: z.string(),
  sent: sentScoreSchema,
  sentAt: z.date(),
  /** The run that sent it; null if a version before cells did. */
  runId: z.string().nullable().default(null),
  confirmedAt: z.date().nullable().default(null),
  seen: seenSchema.nullable().default(null),
  seenAt: z.date().nullable().default(null),
  accepted: seenSchema.nullable().default(null),
  inDoubt: z.boolean().default(false),
  flaw: z.enum(resultFlaws).nullable().default(null),
  sendings: z.number().default(1),
  replaced: seenScore.nullable().default(null),
});

const canvasSchema = z.object({
  score: z.number().nullable(),
  excused: z.boolean(),
  late: z.boolean(),
  missing: z.boolean(),
  isHidden: z.boolean(),
});

/** Whether the next run takes the cell up: to send its score, or to report a new reason once. */
export const cellDues = ['send', 'tell'] as const;

const storedCell = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  assignmentId: z.string(),
  /** The class, or its stand-in: see `classKeyOf`. */
  classKey: z.string(),
  /** Null if no class was found for the grade. */
  classSourcedId: z.string().nullable(),
  sectionName: z.string().default(''),
  /** Canvas ids of its sections: people limited to other sections do not see it. */
  sectionIds: list(z.string()).default([]),
  /** Whose grade it is in Canvas; for a cell left behind, whose it was last. */
  personId: z.string(),
  studentName: z.string().default(''),
  studentSisId: z.string().nullable().default(null),
  /** The student in the SIS; null if none was found. */
  studentSourcedId: z.string().nullable(),
  canvas: canvasSchema.nullable().default(null),
  wanted: wantedSchema,
  /** The id of the result in the SIS, unique in the course; absent until a score is sent. */
  resultSourcedId: z.string().optional(),
  held: heldSchema.nullable().default(null),
  lineItemMissing: z.boolean().default(false),
  detailsWait: z.boolean().default(false),
  repair: z.boolean().default(false),
  /** What people decided about differences with the SIS, oldest first; the latest ones. */
  decisions: list(
    z.object({
      how: z.enum(['repair', 'accept']),
      by: z.string(),
      at: z.date(),
      seen: seenSchema.nullable(),
    }),
  ).default([]),
  /** What Canvas wanted when a person undid the sending. */
  undone: z.object({ wanted: sentScoreSchema.nullable() }).nullable().default(null),
  /** The institution clears it in the SIS once Canvas no longer stands for it. */
  clears: z.boolean().default(false),
  state: z.enum(cellStates),
  reason: reason.nullable().default(null),
  due: z.enum(cellDues).optional(),
  /** The reason that a run has reported since the cell got it. */
  toldReason: reason.nullable().default(null),
  /**
   * The fencing token of the class lease under which `held` was written: an older writer cannot overwrite it.
   */
  fencingToken: z.number().default(0),
  /** Grows with every change, so that two writers never overwrite each other. */
  version: z.number(),
  createdAt: z.date(),
  changedAt: z.date(),
});
export type StoredCell = z.input<typeof storedCell>;

/** One grade cell as the database keeps it. */
export type CellRecord = Readonly<Omit<z.output<typeof storedCell>, 'v'>>;

export const cellFormat: RecordFormat<CellRecord, StoredCell> = {
  collection: 'cells',
  version: 1,
  schema: storedCell,
};

/** Identifies a cell within a course. */
export type CellKey = Pick<CellRecord, 'assignmentId' | 'classKey' | 'studentSourcedId' | 'personId'>;

/** The class of a cell. If the class is unknown, its section stands in; without a section, a blank. */
export function classKeyOf(classSourcedId: string | null, sectionId: string | undefined): string {
  return classSourcedId ?? (sectionId === undefined ? ' ' : ` ${sectionId}`);
}

/**
 * The name of a cell within its course. A result belongs to the SIS's student, never to a Canvas account;
 * only a grade without a known student goes by the account. These names sort by assignment and class.
 */
export function cellName({ assignmentId, classKey, studentSourcedId, personId }: CellKey): string {
  const student = studentSourcedId === null ? `@${personId}` : encodeURIComponent(studentSourcedId);
  return `${assignmentId}:${encodeURIComponent(classKey)}:${student}`;
}

/** What the ids of the cells of an assignment and class begin with, up to the colon before the student. */
export function classPrefix(courseKey: string, assignmentId: string, classKey: string): string {
  return `${courseKey}:${assignmentId}:${encodeURIComponent(classKey)}`;
}

export function cellId(courseKey: string, key: CellKey): string {
  return `${courseKey}:${cellName(key)}`;
}

/** A cell of which only Canvas's side is known. */
export function blankCell(
  { institutionId, courseKey }: Pick<CellRecord, 'institutionId' | 'courseKey'>,
  {
    assignmentId,
    classKey,
    classSourcedId,
    personId,
    studentSourcedId,
  }: CellKey & Pick<CellRecord, 'classSourcedId'>,
  wanted: CellRecord['wanted'],
  now: Date,
): CellRecord {
  return {
    _id: cellId(courseKey, { assignmentId, classKey, studentSourcedId, personId }),
    institutionId,
    courseKey,
    assignmentId,
    classKey,
    classSourcedId,
    sectionName: '',
    sectionIds: [],
    personId,
    studentName: '',
    studentSisId: null,
    studentSourcedId,
    canvas: null,
    wanted,
    held: null,
    lineItemMissing: false,
    detailsWait: false,
    repair: false,
    decisions: [],
    undone: null,
    clears: false,
    state: 'new',
    reason: null,
    toldReason: null,
    fencingToken: 0,
    version: 1,
    createdAt: now,
    changedAt: now,
  };
}
