import type { CanvasAssignment, StudentTotal } from '../../domain/course.ts';
import { ProductError } from '../../errors.ts';
import {
  type CourseRecord,
  type FinalGrade,
  findIdleCursors,
  type MirroredAssignment,
} from '../../store/passback/course-record.ts';
import type { PageCursor } from '../../store/passback/run-record.ts';
import { readAgsResults, toAgsAssignments } from './ags-assignments.ts';
import { collectSectionEvidence } from './complete-sections.ts';
import type { CourseReading } from './course-reading.ts';
import { type FinalGradeChoice, planFinalGrades, readFinalGrades } from './final-grades.ts';
import { nameFormerStudents } from './name-former-students.ts';
import { planGradeReads } from './plan-grade-reads.ts';
import { readGrades } from './read-grades.ts';
import { readRoster } from './read-roster.ts';
import { readSilentChanges } from './read-silent-changes.ts';

/** How much to read, and where an interrupted reading stopped. */
export interface RefreshOptions {
  /** Canvas id of the person on whose behalf Canvas is read. */
  readonly readBy: string | null;
  /** Read every grade, whether or not it has changed. */
  readonly full: boolean;
  /** Also read scores that changed without `graded_at`; too slow for a page. */
  readonly silentChanges: boolean;
  /** Hidden grades are not sent, so find out when they are posted. */
  readonly watchHidden: boolean;
  /** Null: no final grades are sent, and none are read. */
  readonly finalGrades: FinalGradeChoice | null;
  readonly resume: PageCursor | null;
}

/** After this long, a page link of Canvas is no longer followed. */
const pageCursorAgeMs = 10 * 60_000;

/**
 * Brings the mirror of a course up to date, for runs and for the Post Grades page: course, sections, groups, assignments
 * and roster as a whole, and the grades that may have changed. At most two pages are in memory.
 */
export async function refreshCourse(
  request: Omit<CourseReading, 'readingId'>,
  options: RefreshOptions,
): Promise<CourseRecord> {
  const { deps, course } = request;
  const { courses } = deps.stores;
  const readingId = deps.randomBytes(8).toString('hex');
  await courses.beginReading(course, readingId, deps.clock());
  try {
    return await readIntoMirror({ ...request, readingId }, options);
  } finally {
    await courses.endReading(course.key, readingId);
  }
}

async function readIntoMirror(reading: CourseReading, options: RefreshOptions): Promise<CourseRecord> {
  const { deps, reader, course, signal } = reading;
  const evidence = collectSectionEvidence();
  const [found, , lineItems, totals] = await Promise.all([
    readCourse(reading, options.finalGrades),
    readRoster(reading, (member) => evidence.add(member)),
    reader.readLineItems(signal),
    reader.rest?.readStudentTotals(signal) ?? [],
  ]);
  const agsAssignments = toAgsAssignments(lineItems ?? [], found.assignments);
  // What Canvas no longer says about the tool's own assignments, because the course has ended, stays as last
  // read.
  const own =
    lineItems === null
      ? await findKnownAgs(reading, found.assignments)
      : agsAssignments.map(({ assignment }) => assignment);
  const sections = evidence.complete(found.sections);
  const finalOverrides = totals.flatMap(({ canvasUserId, isOverridden }) =>
    isOverridden ? [canvasUserId] : [],
  );
  const saveFacts = (assignments: readonly MirroredAssignment[]): Promise<void> =>
    deps.stores.courses.saveFacts(
      course.key,
      { ...found, sections, finalOverrides, assignments: [...assignments, ...own] },
      deps.clock(),
    );
  await saveFacts(found.assignments);
  await readGradesThatExist(reading, options, { totals, saveFacts });
  for (const agsAssignment of agsAssignments) await readAgsResults(reading, agsAssignment);
  await readAllFinalGrades(reading, found.finalGrades, options.finalGrades);
  await nameFormerStudents(reading);
  const record = await deps.stores.courses.find(course.key);
  if (!record) throw new ProductError('internal', { detail: 'the course disappeared while it was read' });
  return record;
}

/** The tool's own assignments as the mirror has them. */
async function findKnownAgs(
  { deps, course }: CourseReading,
  others: readonly MirroredAssignment[],
): Promise<readonly MirroredAssignment[]> {
  const known = await deps.stores.courses.find(course.key);
  const ids = new Set(others.map(({ id }) => id));
  return (known?.assignments ?? []).flatMap((one) => (one.source === 'ags' && !ids.has(one.id) ? [one] : []));
}

async function readAllFinalGrades(
  reading: CourseReading,
  finalGrades: readonly FinalGrade[],
  choice: FinalGradeChoice | null,
): Promise<void> {
  const { rest } = reading.reader;
  if (!rest || !choice) return;
  for (const finalGrade of finalGrades) await readFinalGrades({ ...reading, rest }, finalGrade, choice);
}

/** How often the list of assignments is read again because one of them disappeared meanwhile. */
const maxListings = 3;

/**
 * Reads grades, and reads the list of assignments again whenever Canvas says that one of them is gone: it
 * refuses all grades that are requested together with those of an unpublished assignment (CF16).
 */
async function readGradesThatExist(
  reading: CourseReading,
  options: RefreshOptions,
  listed: {
    readonly totals: readonly StudentTotal[];
    readonly saveFacts: (assignments: readonly MirroredAssignment[]) => Promise<void>;
  },
): Promise<void> {
  for (let listing = 1; ; listing += 1) {
    try {
      return await readChangedGrades(reading, options, listed.totals);
    } catch (error) {
      const gone = error instanceof ProductError && error.code === 'canvas_assignment_gone';
      if (!gone || listing === maxListings || !reading.reader.rest) throw error;
      const assignments = await reading.reader.rest.readSisAssignments(reading.signal);
      await listed.saveFacts(assignments.map(toMirrored));
    }
  }
}

const toMirrored = (assignment: CanvasAssignment): MirroredAssignment => ({
  ...assignment,
  source: 'rest',
});

async function readCourse({ deps, reader, course, signal }: CourseReading, choice: FinalGradeChoice | null) {
  const { institutionId } = course;
  if (!reader.rest) {
    const none = { sections: [], groups: [], assignments: [], finalGrades: [] };
    return { institutionId, title: course.title, timeZone: 'UTC', ...none };
  }
  const [details, sections, groups, assignments] = await Promise.all([
    reader.rest.readCourse(signal, choice !== null),
    reader.rest.readSections(signal),
    reader.rest.readAssignmentGroups(signal),
    reader.rest.readSisAssignments(signal),
  ]);
  return {
    institutionId,
    title: details.name,
    timeZone: details.timeZone,
    sections,
    groups,
    assignments: assignments.map(toMirrored),
    finalGrades: choice === null ? [] : planFinalGrades(details, choice, deps.clock()),
  };
}

async function readChangedGrades(
  reading: CourseReading,
  options: RefreshOptions,
  totals: readonly StudentTotal[],
): Promise<void> {
  const { deps, course } = reading;
  const { rest } = reading.reader;
  const record = await deps.stores.courses.find(course.key);
  if (!rest || !record) return;
  await deps.stores.courses.dropCursors(course.key, findIdleCursors(record));
  const hidden = options.watchHidden ? await deps.stores.grades.findAssignmentsWithHidden(course.key) : [];
  const resume = isUsable(options.resume, deps.clock(), record) ? options.resume : null;
  const resumed = new Set(resume?.assignmentIds ?? []);
  const reads = planGradeReads({
    assignments: record.assignments.filter((assignment) => !resumed.has(assignment.id)),
    cursors: record.cursors,
    readBy: options.readBy,
    withHidden: new Set(hidden),
    full: options.full,
    now: deps.clock(),
  });
  const all = resume ? [{ read: resume, resume }, ...reads.map(fresh)] : reads.map(fresh);
  const restReading = { ...reading, rest, readBy: options.readBy };
  for (const [index, { read, resume: cursor }] of all.entries()) {
    await readGrades(restReading, read, cursor);
    await deps.onProgress(index + 1, all.length);
  }
  // Pages read before an interruption may be older than these totals, so the next run compares them.
  if (resume) return;
  const readAll = all.every(({ read }) => read.gradedSince === null);
  if (readAll) await deps.stores.studentTotals.save(course, totals);
  else if (options.silentChanges) await readSilentChanges(restReading, record, totals);
}

function fresh<T>(read: T): { read: T; resume: null } {
  return { read, resume: null };
}

/** Whether an interrupted read can be resumed: it is recent, and all its assignments still take part. */
function isUsable(cursor: PageCursor | null, now: Date, record: CourseRecord): cursor is PageCursor {
  if (!cursor || now.getTime() - cursor.savedAt.getTime() > pageCursorAgeMs) return false;
  const ids = new Set(record.assignments.map((assignment) => assignment.id));
  return cursor.assignmentIds.every((id) => ids.has(id));
}
