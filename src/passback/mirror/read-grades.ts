import type { CanvasRestReader, CanvasSubmission } from '../../canvas/types.ts';
import type { Clock } from '../../clock.ts';
import type { CourseRef, ReadCursor } from '../../store/passback/course-record.ts';
import type { Grade } from '../../store/passback/grades.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { PageCursor } from '../../store/passback/run-record.ts';
import type { KillPoint } from '../deps.ts';
import type { GradeRead } from './plan-grade-reads.ts';

/** The next reading starts this much before the present one began: grades being saved meanwhile are not missed (R9). */
const overlapMs = 60_000;

export interface ReadGradesDeps {
  readonly stores: Pick<PassbackStores, 'grades' | 'courses'>;
  readonly clock: Clock;
  readonly killPoint: (name: KillPoint) => void;
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
  do {
    const page = await rest.readSubmissions(read, next, signal);
    startedAt ??= page.serverTime;
    deps.killPoint('submissions-page-read');
    await grades.savePage(course, page.rows.map(toGrade), page.serverTime);
    deps.killPoint('submissions-page-saved');
    next = page.next;
    if (next !== null) {
      const { assignmentIds, gradedSince } = read;
      const full = gradedSince === null;
      await deps.savePageCursor({ assignmentIds, full, gradedSince, next, startedAt, savedAt: deps.clock() });
    }
  } while (next !== null);
  const since = new Date(startedAt.getTime() - overlapMs);
  const course_ = await courses.find(course.key);
  const cursors: Record<string, ReadCursor> = {};
  for (const id of read.assignmentIds) {
    const fullAt = read.gradedSince === null ? deps.clock() : course_?.cursors[id]?.fullAt;
    if (fullAt) cursors[id] = { since, fullAt };
  }
  await courses.saveCursors(course.key, cursors);
  await deps.savePageCursor(null);
}

function toGrade(submission: CanvasSubmission): Grade {
  return {
    assignmentId: submission.assignmentId,
    personId: submission.canvasUserId,
    score: submission.score,
    excused: submission.excused,
    late: submission.late,
    missing: submission.missing,
    gradedAt: submission.gradedAt,
    postedAt: submission.postedAt,
    pendingReview: submission.workflowState === 'pending_review',
  };
}
