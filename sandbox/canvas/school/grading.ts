import { isLate, isMissing, secondsLate } from './lateness.ts';
import type { Assignment, CheckpointTag } from './records/assignment.ts';
import type { LatePolicy } from './records/course.ts';
import type { GradebookStatus, Submission } from './records/submission.ts';

/** A person's change to a gradebook cell. */
export type GradeChange =
  | { readonly kind: 'score'; readonly score: number }
  | { readonly kind: 'clear' }
  /** One part of a discussion with checkpoints. */
  | { readonly kind: 'part'; readonly tag: CheckpointTag; readonly score: number }
  | { readonly kind: 'status'; readonly status: GradebookStatus };

export interface GradingContext {
  readonly assignment: Assignment;
  readonly latePolicy: LatePolicy;
  /** The student's own due date. */
  readonly dueAt: Date | null;
  readonly now: Date;
  /** Negative for a tool. */
  readonly graderId: number;
}

const secondsPerDay = 86_400;
const roundToCents = (value: number): number => Math.round(value * 100) / 100;

/** The score before the late deduction; null: no grade. */
export const enteredScore = (cell: Submission): number | null =>
  cell.score === null ? null : roundToCents(cell.score + (cell.pointsDeducted ?? 0));

/**
 * A cell after a change, by the rules of app/models/abstract_assignment.rb (`save_grade_to_submission`) and
 * app/models/submission.rb (`infer_values`, `apply_late_policy`):
 * - a score or an excuse moves `graded_at`, and each removes the other;
 * - clearing a grade leaves `graded_at` alone, so `graded_since` never reports it;
 * - a late or missing status leaves it alone too, even if the status changes the score.
 */
export function applyGradeChange(
  before: Submission,
  change: GradeChange,
  context: GradingContext,
): Submission {
  const { now, graderId } = context;
  const cell = { ...before, updatedAt: now };
  if (change.kind === 'part') return gradePart(cell, change, context);
  if (change.kind === 'clear') {
    const workflowState = cell.submittedAt === null ? 'unsubmitted' : 'submitted';
    return { ...cell, score: null, parts: {}, pointsDeducted: null, excused: false, workflowState, graderId };
  }
  if (change.kind === 'score') {
    const graded = markGraded({ ...cell, excused: false, graderId }, context.assignment, now);
    return deductForLateness(graded, change.score, context);
  }
  if (change.status === 'excused') {
    if (cell.excused) return before;
    const excused = { ...cell, excused: true, latePolicyStatus: null, graderId };
    return markGraded({ ...excused, score: null, pointsDeducted: null }, context.assignment, now);
  }
  const unexcused = cell.excused ? { ...cell, ...ungradedState(cell) } : cell;
  const marked = { ...unexcused, excused: false, latePolicyStatus: change.status };
  return deductForLateness(marked, enteredScore(marked), context);
}

/**
 * Sums the parts graded so far (app/services/checkpoints/submission_aggregator_service.rb). Until the last
 * part is graded, the sum is pending review and hidden from the student.
 */
function gradePart(
  cell: Submission,
  { tag, score }: Extract<GradeChange, { kind: 'part' }>,
  { assignment, now, graderId }: GradingContext,
): Submission {
  const parts = { ...cell.parts, [tag]: score };
  const isComplete = (assignment.checkpoints ?? []).every(
    (checkpoint) => parts[checkpoint.tag] !== undefined,
  );
  const sum = Object.values(parts).reduce((total, part) => total + (part ?? 0), 0);
  return {
    ...cell,
    parts,
    score: roundToCents(sum),
    excused: false,
    gradedAt: now,
    graderId,
    workflowState: isComplete ? 'graded' : 'pending_review',
    postedAt: isComplete ? (cell.postedAt ?? (assignment.postManually ? null : now)) : null,
  };
}

function ungradedState(cell: Submission): Pick<Submission, 'workflowState'> {
  return { workflowState: cell.submittedAt === null ? 'unsubmitted' : 'submitted' };
}

function markGraded(cell: Submission, assignment: Assignment, now: Date): Submission {
  const postedAt = cell.postedAt ?? (assignment.postManually ? null : now);
  return { ...cell, workflowState: 'graded', gradedAt: now, postedAt };
}

function deductForLateness(cell: Submission, entered: number | null, context: GradingContext): Submission {
  const { assignment, latePolicy, dueAt, now } = context;
  const possible = assignment.pointsPossible ?? 0;
  if (isMissing(cell, assignment, dueAt, now)) {
    if (entered !== null || !latePolicy.missingDeductionEnabled)
      return { ...cell, score: entered, pointsDeducted: null };
    const score = roundToCents((possible * latePolicy.missingScorePercent) / 100);
    const postedAt = cell.postedAt ?? (assignment.postManually ? null : now);
    return { ...cell, score, pointsDeducted: null, workflowState: 'graded', postedAt };
  }
  if (!isLate(cell, dueAt)) return { ...cell, score: entered, pointsDeducted: null };
  if (entered === null) return { ...cell, score: null, pointsDeducted: 0 };
  const days = Math.ceil(secondsLate(cell, dueAt, now) / secondsPerDay);
  const wanted = latePolicy.lateDeductionEnabled
    ? roundToCents((possible * latePolicy.lateDeductionPercentPerDay * days) / 100)
    : 0;
  const deducted = Math.min(wanted, Math.max(entered, 0));
  return { ...cell, score: roundToCents(entered - deducted), pointsDeducted: deducted };
}
