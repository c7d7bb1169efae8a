import type { CanvasReader } from '../../canvas/canvas-reader.ts';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { CourseRef } from '../../store/passback/course-record.ts';
import type { Grade } from '../../store/passback/grades.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { PageCursor } from '../../store/passback/run-record.ts';
import type { Failpoint } from '../passback-deps.ts';

/** What reading a course needs from outside. */
export interface CourseReadingDeps {
  readonly stores: Pick<PassbackStores, 'courses' | 'members' | 'grades' | 'studentTotals'>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly failpoint: (name: Failpoint) => void;
  /** Stores how far the reading of grades got; null once a read is complete. */
  readonly savePageCursor: (cursor: PageCursor | null) => Promise<void>;
  /** Reads of grades done so far, and in all. */
  readonly onProgress: (done: number, total: number) => Promise<void>;
}

/** One reading of a Canvas course into its mirror. */
export interface CourseReading {
  /** Other readers of the same course know it by this id. */
  readonly readingId: string;
  readonly deps: CourseReadingDeps;
  readonly reader: CanvasReader;
  readonly course: CourseRef;
  readonly signal: AbortSignal;
}

/** No reading takes this long: one that began earlier has died. */
export const longestReadingMs = 60 * 60_000;

/**
 * Stores a page of grades. Unchanged grades are not written, unless somebody else is reading the course too:
 * a page that they read earlier and save later must not bring old grades back (R9).
 */
export async function saveGrades(
  { deps, course, readingId }: CourseReading,
  grades: readonly Grade[],
  readAt: Date,
): Promise<void> {
  const since = new Date(deps.clock().getTime() - longestReadingMs);
  const isShared = await deps.stores.courses.hasOtherReading(course.key, readingId, since);
  await deps.stores.grades.savePage(course, grades, readAt, isShared ? 'all' : 'changes');
}
