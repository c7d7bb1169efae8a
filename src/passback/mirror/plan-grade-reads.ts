import { chunk } from '../../domain/chunk.ts';
import { type CourseAssignment, cursorKey, type ReadCursor } from '../../store/passback/course-record.ts';

/** One read of grades: of these assignments, graded since then (null: all). */
export interface GradeRead {
  readonly assignmentIds: readonly string[];
  readonly gradedSince: Date | null;
}

/** What decides which grades are read. */
export interface GradeReadInput {
  readonly assignments: readonly CourseAssignment[];
  readonly cursors: Readonly<Record<string, ReadCursor>>;
  /** Canvas id of the person on whose behalf Canvas is read. */
  readonly readBy: string | null;
  /** Assignments with hidden grades. Posting them does not change `graded_at`, so they are read in full. */
  readonly withHidden: ReadonlySet<string>;
  /** Read every grade, as a remaster does. */
  readonly full: boolean;
  readonly now: Date;
}

/** Not every change of a status, a posting or a removal moves `graded_at`, so everything is read once a day. */
const fullReadEveryMs = 24 * 60 * 60_000;
/** Ids in one URL: 50 ids of 20 digits stay far below the length that servers accept. */
const assignmentsPerRead = 50;

/**
 * Which grades to read from Canvas: those graded since the last complete reading, if that is enough. One read
 * covers many assignments, starting at the earliest of their cursors.
 */
export function planGradeReads(input: GradeReadInput): GradeRead[] {
  const inFull: string[] = [];
  const since: { id: string; cursor: ReadCursor }[] = [];
  for (const { id, source } of input.assignments) {
    if (source !== 'rest') continue;
    const cursor = input.cursors[cursorKey(id, input.readBy)];
    const stale = !cursor || input.now.getTime() - cursor.fullAt.getTime() >= fullReadEveryMs;
    if (input.full || stale || input.withHidden.has(id)) inFull.push(id);
    else since.push({ id, cursor });
  }
  const full = chunk(inFull, assignmentsPerRead).map((assignmentIds) => ({
    assignmentIds,
    gradedSince: null,
  }));
  const partial = chunk(since, assignmentsPerRead).map((part) => ({
    assignmentIds: part.map(({ id }) => id),
    gradedSince: new Date(Math.min(...part.map(({ cursor }) => cursor.since.getTime()))),
  }));
  return [...full, ...partial];
}
