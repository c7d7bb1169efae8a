import type { CanvasRestReader } from '../../canvas/canvas-reader.ts';
import type { Clock } from '../../clock.ts';
import { type CourseRef, cursorKey, type ReadCursor } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { PageCursor } from '../../store/passback/run-record.ts';
import type { Failpoint } from '../passback-deps.ts';
import type { GradeRead } from './plan-grade-reads.ts';
import { toGrade } from './to-grade.ts';

/** The next reading starts this much before the present one began: grades being saved meanwhile are not missed (R9). */
const overlapMs = 60_000;

type SubmissionPage = Awaited<ReturnType<CanvasRestReader['readSubmissions']>>;

export interface ReadGradesDeps {
  readonly stores: Pick<PassbackStores, 'grades' | 'courses'>;
  readonly clock: Clock;
  /** Canvas id of the person in whose name is read. */
  readonly readBy: string | null;
  readonly failpoint: (name: Failpoint) => void;
  /** Keeps how far a reading got; null once it is complete. */
  readonly savePageCursor: (cursor: PageCursor | null) => Promise<void>;
}

/** Reads one batch of assignments page by page into the mirror; their cursors move only when it is complete. */
export async function readGrades(
  deps: ReadGradesDeps,
  rest: CanvasRestReader,
  course: CourseRef,
  read: GradeRead,
  resume: PageCursor | null,
  signal: AbortSignal,
): Promise<void> {
  const { grades, courses } = deps.stores;
  let next: string | null = resume?.next ?? null;
  let startedAt: Date | null = resume?.startedAt ?? null;
  let saving: Promise<void> = Promise.resolve();
  const save = async (page: SubmissionPage, began: Date): Promise<void> => {
    await grades.savePage(course, page.rows.map(toGrade), page.serverTime);
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
      // One page is saved while the next is read; never more than two are held.
      await saving;
      saving = save(page, startedAt);
      saving.catch(() => {});
      next = page.next;
    } while (next !== null);
  } finally {
    // A failed reading still leaves what it has read, and nothing is written after it has ended.
    await saving;
  }
  const since = new Date(startedAt.getTime() - overlapMs);
  const mirror = await courses.find(course.key);
  const cursors: Record<string, ReadCursor> = {};
  for (const id of read.assignmentIds) {
    const key = cursorKey(id, deps.readBy);
    const fullAt = read.gradedSince === null ? deps.clock() : mirror?.cursors[key]?.fullAt;
    if (fullAt) cursors[key] = { since, fullAt };
  }
  await courses.saveCursors(course.key, cursors);
  await deps.savePageCursor(null);
}
