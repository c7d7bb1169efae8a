import type { CanvasRestReader } from '../../canvas/canvas-reader.ts';
import { cursorKey, type ReadCursor } from '../../store/passback/course-record.ts';
import type { PageCursor } from '../../store/passback/run-record.ts';
import { type CourseReading, saveGrades } from './course-reading.ts';
import type { GradeRead } from './plan-grade-reads.ts';
import { toGrade } from './to-grade.ts';

/**
 * The next reading starts this much before the current one began, so that grades saved meanwhile are not
 * missed (R9).
 */
const overlapMs = 60_000;

type SubmissionPage = Awaited<ReturnType<CanvasRestReader['readSubmissions']>>;

/** A reading of a course through Canvas's REST API. */
export interface RestReading extends CourseReading {
  readonly rest: CanvasRestReader;
  /** Canvas id of the person on whose behalf Canvas is read. */
  readonly readBy: string | null;
}

/**
 * Reads the grades of some assignments page by page into the mirror; their cursors move only once all pages
 * are read.
 * @param resume where an interrupted read of the same assignments stopped
 */
export async function readGrades(
  reading: RestReading,
  read: GradeRead,
  resume: PageCursor | null,
): Promise<void> {
  const { deps, rest, readBy, course, signal } = reading;
  const { courses } = deps.stores;
  let next: string | null = resume?.next ?? null;
  let startedAt: Date | null = resume?.startedAt ?? null;
  let saving: Promise<void> = Promise.resolve();
  const save = async (page: SubmissionPage, began: Date): Promise<void> => {
    await saveGrades(reading, page.rows.map(toGrade), page.serverTime);
    deps.failpoint('submissions-page-saved');
    if (page.next === null) return;
    const { assignmentIds, gradedSince } = read;
    const full = gradedSince === null;
    const savedAt = deps.clock();
    await deps.savePageCursor({
      assignmentIds,
      full,
      gradedSince,
      next: page.next,
      startedAt: began,
      savedAt,
    });
  };
  try {
    do {
      const page: SubmissionPage = await rest.readSubmissions(read, next, signal);
      deps.failpoint('submissions-page-read');
      startedAt ??= page.serverTime;
      // A page is saved while the next is read; at most two are in memory.
      await saving;
      saving = save(page, startedAt);
      saving.catch(() => {});
      next = page.next;
    } while (next !== null);
  } finally {
    // A failed read keeps the pages it has read, and writes nothing after it has ended.
    await saving;
  }
  const since = new Date(startedAt.getTime() - overlapMs);
  const mirror = read.gradedSince === null ? null : await courses.find(course.key);
  const cursors: Record<string, ReadCursor> = {};
  for (const id of read.assignmentIds) {
    const key = cursorKey(id, readBy);
    const fullAt = read.gradedSince === null ? deps.clock() : mirror?.cursors[key]?.fullAt;
    if (fullAt) cursors[key] = { since, fullAt };
  }
  await courses.saveCursors(course.key, cursors);
  await deps.savePageCursor(null);
}
