import type { CanvasReader } from '../../canvas/canvas-reader.ts';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { CourseRef } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { PageCursor } from '../../store/passback/run-record.ts';
import type { Failpoint } from '../passback-deps.ts';

/** What reading a course needs from outside. */
export interface CourseReadingDeps {
  readonly stores: Pick<PassbackStores, 'courses' | 'members' | 'grades' | 'studentTotals'>;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly failpoint: (name: Failpoint) => void;
  /** Keeps how far the reading of grades has got; null once a read is complete. */
  readonly savePageCursor: (cursor: PageCursor | null) => Promise<void>;
  /** Reads of grades done so far, and in all. */
  readonly onProgress: (done: number, total: number) => Promise<void>;
}

/** One reading of a Canvas course into its mirror. */
export interface CourseReading {
  readonly deps: CourseReadingDeps;
  readonly reader: CanvasReader;
  readonly course: CourseRef;
  readonly signal: AbortSignal;
}
