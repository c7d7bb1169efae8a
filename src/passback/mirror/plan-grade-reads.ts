import { chunk } from '../../domain/chunk.ts';
import { type CourseAssignment, cursorKey, type ReadCursor } from '../../store/passback/course-record.ts';

/** One reading of grades: of these assignments, since then (all when null). */
export interface GradeRead {
  readonly assignmentIds: readonly string[];
  readonly gradedSince: Date | null;
}

/** What decides how much of each assignment is read. */
export interface GradeReadInput {
  readonly assignments: readonly CourseAssignment[];
  readonly cursors: Readonly<Record<string, ReadCursor>>;
  /** Canvas id of the person in whose name is read. */
  readonly readBy: string | null;
  /** Assignments with hidden grades: posting them does not change when they were graded. */
  readonly withHidden: ReadonlySet<string>;
  /** Read everything, as a remaster does. */
  readonly full: boolean;
  readonly now: Date;
}

/** Statuses, postings and removals do not all change `graded_at`: once a day everything is read. */
const fullReadEveryMs = 24 * 60 * 60_000;
/** Ids in one address: 50 of 20 digits stay far below what servers take. */
const assignmentsPerRead = 50;

/**
 * Which grades to read from Canvas: only those graded since the last complete reading, where that is enough. One
 * reading serves many assignments, from the earliest of their cursors.
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
    assignmentIds: part.map((one) => one.id),
    gradedSince: new Date(Math.min(...part.map((one) => one.cursor.since.getTime()))),
  }));
  return [...full, ...partial];
}
