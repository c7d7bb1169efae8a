import type { CanvasReader } from '../../canvas/canvas-reader.ts';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { StudentTotal } from '../../domain/course.ts';
import { ProductError } from '../../errors.ts';
import { type CourseRecord, type CourseRef, findIdleCursors } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { PageCursor } from '../../store/passback/run-record.ts';
import type { Failpoint } from '../passback-deps.ts';
import { readAgsResults, toAgsAssignments } from './ags-assignments.ts';
import { collectSectionEvidence } from './complete-sections.ts';
import { planGradeReads } from './plan-grade-reads.ts';
import { readGrades } from './read-grades.ts';
import { readRoster } from './read-roster.ts';
import { readSilentChanges } from './read-silent-changes.ts';

export interface RefreshDeps {
  readonly stores: Pick<PassbackStores, 'courses' | 'members' | 'grades' | 'studentTotals'>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly failpoint: (name: Failpoint) => void;
  readonly savePageCursor: (cursor: PageCursor | null) => Promise<void>;
  /** How much of the reading is done. */
  readonly onProgress: (done: number, total: number) => Promise<void>;
}

/** How much to read, and where an interrupted reading stopped. */
export interface RefreshOptions {
  /** Canvas id of the person in whose name is read. */
  readonly readBy: string | null;
  /** Read every grade, whenever it was graded. */
  readonly full: boolean;
  /** Also read what changed without being graded anew; a page does not wait for it. */
  readonly silentChanges: boolean;
  /** Hidden grades are not sent, so it matters when they are posted. */
  readonly watchHidden: boolean;
  readonly resume: PageCursor | null;
}

/** A page address of Canvas that lay longer is not trusted to go on. */
const pageCursorAgeMs = 10 * 60_000;

/**
 * Brings the course's mirror up to date: facts, sections, groups and assignments as a whole, the roster as a whole,
 * grades as far as they may have changed. Used by runs and by the Post Grades page alike. Only pages are held.
 */
export async function refreshCourse(
  deps: RefreshDeps,
  reader: CanvasReader,
  course: CourseRef,
  options: RefreshOptions,
  signal: AbortSignal,
): Promise<CourseRecord> {
  const evidence = collectSectionEvidence();
  const [facts, , lineItems, totals] = await Promise.all([
    readFacts(reader, course, signal),
    readRoster(deps, reader, course, signal, (member) => evidence.add(member)),
    reader.readLineItems(signal),
    reader.rest?.readStudentTotals(signal) ?? [],
  ]);
  const agsAssignments = toAgsAssignments(lineItems, facts.assignments);
  const assignments = [...facts.assignments, ...agsAssignments.map((one) => one.assignment)];
  const saved = { ...facts, sections: evidence.complete(facts.sections), assignments };
  await deps.stores.courses.saveFacts(course.key, saved, deps.clock());
  await readChangedGrades(deps, reader, course, options, totals, signal);
  for (const one of agsAssignments) await readAgsResults(deps, reader, course, one, signal);
  const record = await deps.stores.courses.find(course.key);
  if (!record) throw new ProductError('internal', { detail: 'the course missingInSis while it was read' });
  return record;
}

async function readFacts(reader: CanvasReader, course: CourseRef, signal: AbortSignal) {
  const { institutionId } = course;
  if (!reader.rest) {
    return { institutionId, title: course.title, timeZone: 'UTC', sections: [], groups: [], assignments: [] };
  }
  const [facts, sections, groups, assignments] = await Promise.all([
    reader.rest.readCourse(signal),
    reader.rest.readSections(signal),
    reader.rest.readAssignmentGroups(signal),
    reader.rest.readSisAssignments(signal),
  ]);
  return {
    institutionId,
    title: facts.name,
    timeZone: facts.timeZone,
    sections,
    groups,
    assignments: assignments.map((assignment) => ({ ...assignment, source: 'rest' as const })),
  };
}

async function readChangedGrades(
  deps: RefreshDeps,
  reader: CanvasReader,
  course: CourseRef,
  options: RefreshOptions,
  totals: readonly StudentTotal[],
  signal: AbortSignal,
): Promise<void> {
  const { rest } = reader;
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
  for (const [index, one] of all.entries()) {
    await readGrades({ ...deps, readBy: options.readBy }, rest, course, one.read, one.resume, signal);
    await deps.onProgress(index + 1, all.length);
  }
  // Pages read before an interruption may be older than these totals: the next run compares.
  if (resume) return;
  const readAll = all.every((one) => one.read.gradedSince === null);
  if (readAll) await deps.stores.studentTotals.save(course, totals);
  else if (options.silentChanges) await readSilentChanges(deps.stores, rest, course, record, totals, signal);
}

function fresh<T>(read: T): { read: T; resume: null } {
  return { read, resume: null };
}

/** Whether an interrupted reading can go on: it is fresh, and all its assignments still take part. */
function isUsable(cursor: PageCursor | null, now: Date, record: CourseRecord): cursor is PageCursor {
  if (!cursor || now.getTime() - cursor.savedAt.getTime() > pageCursorAgeMs) return false;
  const ids = new Set(record.assignments.map((assignment) => assignment.id));
  return cursor.assignmentIds.every((id) => ids.has(id));
}
