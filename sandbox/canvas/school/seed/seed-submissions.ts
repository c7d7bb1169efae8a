import type { SampleAssignment } from '../../../sample/types.ts';
import { datesForStudent } from '../dates.ts';
import { reserveIds } from '../ids.ts';
import { isLate, isMissing } from '../lateness.ts';
import type { Models } from '../models.ts';
import type { Assignment } from '../records/assignment.ts';
import type { LatePolicyStatus, Submission } from '../records/submission.ts';
import { emptySubmission } from '../submission-maker.ts';
import { lookUp, type SeedContext } from './seed-context.ts';

type SampleCell = SampleAssignment['submissions'][number];

/** Makes a submission for every student who is assigned the work, with the sample's grade if it has one. */
export async function makeSubmissions(
  models: Models,
  sample: SampleAssignment,
  assignment: Assignment,
  sectionsByStudent: ReadonlyMap<number, readonly number[]>,
  context: SeedContext,
): Promise<readonly Submission[]> {
  const cells = new Map(
    sample.submissions.map((cell) => [lookUp(context.userIds, cell.userKey, 'user'), cell]),
  );
  const students = [...sectionsByStudent].flatMap(([userId, sectionIds]) => {
    const dates = datesForStudent(assignment, userId, sectionIds);
    return dates === null ? [] : [{ userId, dueAt: dates.dueAt }];
  });
  if (students.length === 0) return [];
  const firstId = await reserveIds(models, 'submissions', students.length);
  return students.map(({ userId, dueAt }, index) => {
    const empty = emptySubmission(firstId + index, assignment, userId, context.now);
    const cell = cells.get(userId);
    return cell === undefined ? empty : fillCell(empty, cell, assignment, dueAt, context);
  });
}

function fillCell(
  empty: Submission,
  cell: SampleCell,
  assignment: Assignment,
  dueAt: Date | null,
  context: SeedContext,
): Submission {
  const gradedAt = context.toInstant(cell.gradedAt);
  const submittedAt = context.toInstant(cell.submittedAt);
  const graded = cell.score !== null || cell.excused;
  const filled: Submission = {
    ...empty,
    // Canvas never keeps an excuse together with a score (app/models/abstract_assignment.rb).
    score: cell.excused ? null : cell.score,
    excused: cell.excused,
    gradedAt: graded ? (gradedAt ?? context.now) : null,
    graderId: graded ? context.teacherId : null,
    postedAt: graded && !assignment.postManually ? (gradedAt ?? context.now) : null,
    submittedAt,
    submissionType: submittedAt === null ? null : 'online_text_entry',
    attempt: submittedAt === null ? null : 1,
    workflowState: graded ? 'graded' : submittedAt === null ? 'unsubmitted' : 'submitted',
    updatedAt: gradedAt ?? submittedAt ?? context.now,
  };
  return { ...filled, latePolicyStatus: statusByHand(filled, cell, assignment, dueAt, context.now) };
}

/** The status a teacher must have set by hand, because the dates alone contradict the sample. */
function statusByHand(
  filled: Submission,
  cell: SampleCell,
  assignment: Assignment,
  dueAt: Date | null,
  now: Date,
): LatePolicyStatus | null {
  if (filled.excused) return null;
  const late = isLate(filled, dueAt);
  const missing = isMissing(filled, assignment, dueAt, now);
  if (cell.missing) return missing ? null : 'missing';
  if (cell.late) return late ? null : 'late';
  return late || missing ? 'none' : null;
}
