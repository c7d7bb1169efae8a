import type { Assignment } from './records/assignment.ts';
import type { Submission } from './records/submission.ts';

const paperless = ['none', 'not_graded', 'on_paper', 'external_tool'];

/** Whether students submit something through Canvas (`Assignment#expects_submission?`). */
export const expectsSubmission = (assignment: Assignment): boolean =>
  assignment.submissionTypes.some((type) => !paperless.includes(type));

type Cell = Pick<Submission, 'excused' | 'latePolicyStatus' | 'submittedAt'>;

/** Whether a submission is `late`. A status set by hand overrides the dates (`Submission::Tardiness`). */
export function isLate(cell: Cell, dueAt: Date | null): boolean {
  if (cell.excused) return false;
  if (cell.latePolicyStatus !== null) return cell.latePolicyStatus === 'late';
  return cell.submittedAt !== null && dueAt !== null && cell.submittedAt.getTime() > dueAt.getTime();
}

/** Whether a submission is `missing`: past due and not submitted, graded or not (`Submission::Tardiness`). */
export function isMissing(cell: Cell, assignment: Assignment, dueAt: Date | null, now: Date): boolean {
  if (cell.excused) return false;
  if (cell.latePolicyStatus !== null) return cell.latePolicyStatus === 'missing';
  if (cell.submittedAt !== null || dueAt === null || now.getTime() <= dueAt.getTime()) return false;
  return expectsSubmission(assignment);
}

/** Seconds from the due date to submission; 0 if not late. */
export function secondsLate(cell: Cell, dueAt: Date | null, now: Date): number {
  if (!isLate(cell, dueAt) || dueAt === null) return 0;
  const handedIn = cell.submittedAt ?? now;
  return Math.max(0, Math.floor((handedIn.getTime() - dueAt.getTime()) / 1000));
}
