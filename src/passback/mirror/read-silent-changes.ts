import type { CanvasRestReader } from '../../canvas/canvas-reader.ts';
import type { StudentTotal } from '../../domain/course.ts';
import type { CourseRecord, CourseRef } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { toGrade } from './to-grade.ts';

/** Canvas takes at most 100 ids of students at once ("too many students"). */
const studentsPerRead = 50;

/**
 * Reads all grades of the students whose total differs from the one that was kept. Canvas moves `graded_at` only when
 * somebody grades: clearing a grade, a late status, a changed late policy or due date change scores silently, and a
 * student who comes later brings older grades; `graded_since` finds none of them, the total in the course does.
 * Totals are kept only when everything was read, so that an interruption loses nothing.
 */
export async function readSilentChanges(
  stores: Pick<PassbackStores, 'grades' | 'studentTotals'>,
  rest: CanvasRestReader,
  course: CourseRef,
  record: CourseRecord,
  totals: readonly StudentTotal[],
  signal: AbortSignal,
): Promise<void> {
  const known = await stores.studentTotals.find(course.key);
  const changed = totals.filter(({ canvasUserId, total }) => known.get(canvasUserId) !== total);
  const assignmentIds = record.assignments.filter((one) => one.source === 'rest').map((one) => one.id);
  if (changed.length === 0 || assignmentIds.length === 0) return;
  for (let start = 0; start < changed.length; start += studentsPerRead) {
    const studentIds = changed.slice(start, start + studentsPerRead).map((one) => one.canvasUserId);
    await readStudents(stores, rest, course, { assignmentIds, studentIds, gradedSince: null }, signal);
  }
  await stores.studentTotals.save(course, changed);
}

async function readStudents(
  { grades }: Pick<PassbackStores, 'grades'>,
  rest: CanvasRestReader,
  course: CourseRef,
  query: Parameters<CanvasRestReader['readSubmissions']>[0],
  signal: AbortSignal,
): Promise<void> {
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<CanvasRestReader['readSubmissions']>> = await rest.readSubmissions(
      query,
      next,
      signal,
    );
    await grades.savePage(course, page.rows.map(toGrade), page.serverTime);
    next = page.next;
  } while (next !== null);
}
