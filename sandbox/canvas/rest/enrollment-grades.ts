import { trusted } from 'mongoose';
import { type Models, plain } from '../school/models.ts';
import type { Assignment } from '../school/records/assignment.ts';
import type { Submission } from '../school/records/submission.ts';

/** Points earned and possible over the graded work that counts. */
interface Sum {
  readonly earned: number;
  readonly possible: number;
}

/**
 * The `grades` of student enrollments for callers who may see all grades (lib/api/v1/user.rb,
 * doc/api/enrollments.md). Unlike Canvas: no group weights, no dropped scores, and no delayed job.
 */
export async function readEnrollmentGrades(
  models: Models,
  courseId: number,
  userIds: readonly number[],
): Promise<(userId: number, withPoints: boolean) => Readonly<Record<string, unknown>>> {
  const [assignments, submissions] = await Promise.all([
    models.assignments.find({ courseId, deleted: false, published: true }, plain).lean<Assignment[]>(),
    models.submissions
      .find({ courseId, userId: trusted({ $in: [...userIds] }), excused: false }, plain)
      .lean<Submission[]>(),
  ]);
  const counting = new Map(
    assignments
      .filter((one) => !one.omitFromFinalGrade && one.gradingType !== 'not_graded')
      .map((one) => [one.id, one]),
  );
  const sum = (cells: readonly Submission[], isGraded: (cell: Submission) => boolean): Sum => {
    const graded = cells.filter((cell) => cell.score !== null && isGraded(cell));
    return {
      earned: graded.reduce((total, cell) => total + (cell.score ?? 0), 0),
      possible: graded.reduce(
        (total, cell) => total + (counting.get(cell.assignmentId)?.pointsPossible ?? 0),
        0,
      ),
    };
  };
  return (userId, withPoints) => {
    const cells = submissions.filter((cell) => cell.userId === userId && counting.has(cell.assignmentId));
    const posted = sum(cells, (cell) => cell.postedAt !== null);
    const all = sum(cells, () => true);
    return {
      current_score: toPercent(posted),
      unposted_current_score: toPercent(all),
      ...(withPoints ? { current_points: posted.earned, unposted_current_points: all.earned } : {}),
    };
  };
}

const toPercent = ({ earned, possible }: Sum): number | null =>
  possible === 0 ? null : Math.round((earned / possible) * 10_000) / 100;
