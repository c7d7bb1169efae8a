import type { CanvasRestReader } from '../../canvas/canvas-reader.ts';
import type { StudentTotal } from '../../domain/course.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import { saveGrades } from './course-reading.ts';
import type { RestReading } from './read-grades.ts';
import { toGrade } from './to-grade.ts';

/** Canvas refuses more than 100 student ids in one request ("too many students"). */
const studentsPerRead = 50;

/**
 * Reads all grades of the students whose course total has changed. Canvas moves `graded_at` only when
 * somebody grades. Clearing a grade, a late status, a new late policy or due date change scores silently, and
 * a student who joins late brings older grades: `graded_since` finds none of these, the total does. Totals
 * are stored once everything is read, so that an interruption loses nothing.
 */
export async function readSilentChanges(
  reading: RestReading,
  record: CourseRecord,
  totals: readonly StudentTotal[],
): Promise<void> {
  const { course } = reading;
  const { studentTotals } = reading.deps.stores;
  const known = await studentTotals.find(course.key);
  const changed = totals.filter(({ canvasUserId, total }) => known.get(canvasUserId) !== total);
  const assignmentIds = record.assignments.flatMap(({ source, id }) => (source === 'rest' ? [id] : []));
  if (changed.length === 0 || assignmentIds.length === 0) return;
  for (let start = 0; start < changed.length; start += studentsPerRead) {
    const studentIds = changed.slice(start, start + studentsPerRead).map(({ canvasUserId }) => canvasUserId);
    await readStudents(reading, { assignmentIds, studentIds, gradedSince: null });
  }
  await studentTotals.save(course, changed);
}

async function readStudents(
  reading: RestReading,
  query: Parameters<CanvasRestReader['readSubmissions']>[0],
): Promise<void> {
  const { rest, signal } = reading;
  let next: string | null = null;
  do {
    const page: Awaited<ReturnType<CanvasRestReader['readSubmissions']>> = await rest.readSubmissions(
      query,
      next,
      signal,
    );
    await saveGrades(reading, page.rows.map(toGrade), page.serverTime);
    next = page.next;
  } while (next !== null);
}
