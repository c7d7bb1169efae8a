import { datesForStudent } from '../school/dates.ts';
import { formatGrade } from '../school/grade-text.ts';
import { enteredScore } from '../school/grading.ts';
import { isLate, isMissing, secondsLate } from '../school/lateness.ts';
import type { Assignment } from '../school/records/assignment.ts';
import type { Submission } from '../school/records/submission.ts';
import { toApiTime } from './api-time.ts';

/** What the JSON of a submission depends on besides the record. */
export interface SubmissionView {
  readonly assignment: Assignment;
  /** The student's sections in the course. */
  readonly sectionIds: readonly number[];
  readonly now: Date;
  /** False for a student, who does not see unposted grades. */
  readonly seesUnposted: boolean;
  readonly publicUrl: string;
}

/** Only `exclude_response_fields[]` drops these: they are not fields of the submission itself. */
const always = ['preview_url', 'anonymous_id'];

/** The fields that `response_fields[]` and `exclude_response_fields[]` leave (CF17). */
export function limitFields(
  json: Readonly<Record<string, unknown>>,
  params: URLSearchParams,
): Readonly<Record<string, unknown>> {
  const wanted = params.getAll('response_fields[]');
  const excluded = params.getAll('exclude_response_fields[]');
  return Object.fromEntries(
    Object.entries(json).filter(
      ([name]) =>
        (wanted.length === 0 || wanted.includes(name) || always.includes(name)) && !excluded.includes(name),
    ),
  );
}

/** A submission as the API shows it (lib/api/v1/submission.rb). `score` is after the late deduction. */
export function toSubmissionJson(cell: Submission, view: SubmissionView): Readonly<Record<string, unknown>> {
  const { assignment, now } = view;
  const dueAt = datesForStudent(assignment, cell.userId, view.sectionIds)?.dueAt ?? null;
  const isShown = view.seesUnposted || cell.postedAt !== null;
  const score = isShown ? cell.score : null;
  const entered = isShown ? enteredScore(cell) : null;
  const { pointsPossible, gradingType } = assignment;
  return {
    id: cell.id,
    body: cell.body ?? null,
    url: null,
    grade: formatGrade(score, pointsPossible, gradingType),
    score,
    submitted_at: toApiTime(cell.submittedAt),
    assignment_id: cell.assignmentId,
    user_id: cell.userId,
    submission_type: cell.submissionType,
    workflow_state: cell.workflowState,
    grade_matches_current_submission: true,
    graded_at: isShown ? toApiTime(cell.gradedAt) : null,
    grader_id: isShown ? cell.graderId : null,
    attempt: cell.attempt,
    cached_due_date: toApiTime(dueAt),
    // Null until somebody touches it, like the database column.
    excused: cell.excused ? true : cell.workflowState === 'graded' ? false : null,
    late_policy_status: cell.latePolicyStatus,
    points_deducted: isShown ? cell.pointsDeducted : null,
    grading_period_id: null,
    extra_attempts: null,
    posted_at: toApiTime(cell.postedAt),
    redo_request: false,
    sticker: null,
    custom_grade_status_id: cell.customGradeStatusId ?? null,
    late: isLate(cell, dueAt),
    missing: isMissing(cell, assignment, dueAt, now),
    seconds_late: secondsLate(cell, dueAt, now),
    entered_grade: formatGrade(entered, pointsPossible, gradingType),
    entered_score: entered,
    preview_url: `${view.publicUrl}/courses/${cell.courseId}/assignments/${cell.assignmentId}/submissions/${cell.userId}?preview=1`,
  };
}
