import { z } from 'zod';
import type {
  CanvasAssignment,
  CanvasAssignmentGroup,
  CanvasGradingPeriod,
  CanvasOverride,
  CanvasSection,
} from '../../domain/course.ts';
import { list, type RecordFormat } from '../records.ts';

/** A course of one institution, as a launch or a run identifies it. */
export const courseRefSchema = z.object({
  /** `courseKey` of institution and context. */
  key: z.string(),
  institutionId: z.string(),
  contextId: z.string(),
  canvasCourseId: z.string().nullable().default(null),
  title: z.string().default(''),
  nrpsUrl: z.string().nullable().default(null),
  lineItemsUrl: z.string().nullable().default(null),
});
export type CourseRef = Readonly<z.infer<typeof courseRefSchema>>;

const sectionSchema = z.object({
  id: z.string(),
  name: z.string(),
  sisId: z.string().nullable(),
}) satisfies z.ZodType<CanvasSection>;

const groupSchema = z.object({
  id: z.string(),
  name: z.string(),
  position: z.number(),
}) satisfies z.ZodType<CanvasAssignmentGroup>;

const overrideSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('section'),
    sectionId: z.string(),
    dueAt: z.date().nullable(),
    unlockAt: z.date().nullable(),
  }),
  z.object({ kind: z.literal('unassigned'), sectionId: z.string() }),
  z.object({
    kind: z.literal('students'),
    studentIds: list(z.string()),
    dueAt: z.date().nullable(),
  }),
]) satisfies z.ZodType<CanvasOverride>;

const assignmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  groupId: z.string(),
  pointsPossible: z.number().nullable(),
  gradingType: z.string(),
  dueAt: z.date().nullable(),
  unlockAt: z.date().nullable(),
  assignedToEveryone: z.boolean(),
  overrides: list(overrideSchema),
  url: z.string(),
  datesKnown: z.boolean().default(true),
  needsGradingCount: z.number().default(0),
  hasCheckpoints: z.boolean().default(false),
  inPacedCourse: z.boolean().default(false),
  omitFromFinalGrade: z.boolean().default(false),
  hideInGradebook: z.boolean().default(false),
  source: z.enum(['rest', 'ags']).default('rest'),
}) satisfies z.ZodType<MirroredAssignment>;

/**
 * An assignment of Canvas in the mirror. `ags` ones are the tool's own line items, which have no dates and no group.
 */
export type MirroredAssignment = CanvasAssignment & { readonly source: 'rest' | 'ags' };

const gradingPeriodSchema = z.object({
  id: z.string(),
  title: z.string(),
  startAt: z.date(),
  endAt: z.date(),
}) satisfies z.ZodType<CanvasGradingPeriod>;

const finalGradeSchema = z.object({
  /** Among the course's assignments. */
  id: z.string(),
  name: z.string(),
  dueAt: z.date().nullable(),
  /** Null: of the whole course. */
  period: gradingPeriodSchema.nullable(),
});
/** A final grade that the institution sends: one line item per class, like an assignment (P16). */
export type FinalGrade = Readonly<z.infer<typeof finalGradeSchema>>;

/** Whatever becomes a line item: an assignment of Canvas, or a final grade, whose score is in percent. */
export type CourseAssignment =
  | MirroredAssignment
  | (CanvasAssignment & { readonly source: 'final'; readonly finalGrade: FinalGrade });

function toCourseAssignment(finalGrade: FinalGrade): CourseAssignment {
  const { id, name, dueAt, period } = finalGrade;
  return {
    source: 'final',
    finalGrade,
    id,
    name,
    description: null,
    groupId: '',
    pointsPossible: 100,
    gradingType: 'percent',
    dueAt,
    unlockAt: period?.startAt ?? null,
    assignedToEveryone: true,
    overrides: [],
    datesKnown: true,
    url: '',
    needsGradingCount: 0,
    hasCheckpoints: false,
    inPacedCourse: false,
    omitFromFinalGrade: false,
    hideInGradebook: false,
  };
}

/** How far an assignment's grades have been read. */
export interface ReadCursor {
  /** Canvas's clock at the start of the last complete reading, less the overlap. */
  readonly since: Date;
  /** When all its grades, changed or not, were last read. */
  readonly fullAt: Date;
}

const storedCourse = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  title: z.string().default(''),
  timeZone: z.string().default('UTC'),
  sections: list(sectionSchema).default([]),
  groups: list(groupSchema).default([]),
  assignments: list(assignmentSchema).default([]),
  /** Apart from the assignments, so that an earlier release understands those (Z15). */
  finalGrades: list(finalGradeSchema).default([]),
  /** Canvas ids of the students whose final grade somebody set by hand. */
  finalOverrides: list(z.string()).default([]),
  /** By `cursorKey`. */
  cursors: z.record(z.string(), z.object({ since: z.date(), fullAt: z.date() })).default({}),
  /** The current, complete roster; null before the first. */
  rosterId: z.string().nullable().default(null),
  /** The content of that roster as one value. */
  rosterDigest: z.object({ rosterId: z.string(), digest: z.string() }).nullable().default(null),
  /** Rosters that were current until then: somebody may still be comparing with one. */
  formerRosters: list(z.object({ rosterId: z.string(), replacedAt: z.date() })).default([]),
  /** Readings of the course in progress, by id, with their start. */
  readings: z.record(z.string(), z.date()).default({}),
  readAt: z.date().nullable().default(null),
  /** A day, at most, before somebody last opened a page of it; null: since before this was kept. */
  usedAt: z.date().nullable().default(null),
});
/**
 * What was last read of a course: facts, sections, groups and assignments as a whole, and how far grades were
 * read.
 */
export type CourseRecord = Readonly<z.output<typeof courseSchema>>;
const courseSchema = storedCourse.transform(({ assignments: ofCanvas, finalGrades, ...course }) => {
  const assignments: readonly CourseAssignment[] = [...ofCanvas, ...finalGrades.map(toCourseAssignment)];
  return { ...course, assignments };
});

export const courseFormat: RecordFormat<CourseRecord, z.input<typeof storedCourse>> = {
  collection: 'courses',
  version: 1,
  schema: courseSchema,
};

/**
 * Whose reading of which assignment a cursor belongs to. Canvas shows each person the grades of the sections
 * they may see, so one person's reading says nothing about another's.
 */
export function cursorKey(assignmentId: string, readBy: string | null): string {
  return `${assignmentId}@${readBy ?? ''}`;
}

/** Cursors of assignments that currently take no part: nobody looks for silent changes in them. */
export function findIdleCursors(record: Pick<CourseRecord, 'cursors' | 'assignments'>): string[] {
  const ids = new Set(record.assignments.map((assignment) => assignment.id));
  return Object.keys(record.cursors).filter((key) => !ids.has(key.slice(0, key.lastIndexOf('@'))));
}

/** The key of a course: institution and LTI context. */
export function courseKey(institutionId: string, contextId: string): string {
  return `${institutionId}:${contextId}`;
}
