import type { CanvasSubmission } from '../../domain/course.ts';
import type { Grade } from '../../store/passback/grades.ts';

/** A submission as the mirror stores it. */
export function toGrade(submission: CanvasSubmission): Grade {
  return {
    assignmentId: submission.assignmentId,
    personId: submission.canvasUserId,
    score: submission.score,
    textGrade: submission.textGrade,
    excused: submission.excused,
    late: submission.late,
    missing: submission.missing,
    gradedAt: submission.gradedAt,
    postedAt: submission.postedAt,
    pendingReview: submission.workflowState === 'pending_review',
    customStatus: submission.hasCustomStatus,
  };
}
