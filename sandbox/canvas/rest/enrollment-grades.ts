import { trusted } from 'mongoose';
import { datesForStudent } from '../school/dates.ts';
import { type Models, plain } from '../school/models.ts';
import type { GradingPeriod } from '../school/records/account.ts';
import type { Assignment } from '../school/records/assignment.ts';
import type { AssignmentGroup } from '../school/records/assignment-group.ts';
import type { Course } from '../school/records/course.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { Submission } from '../school/records/submission.ts';

/** What `grades` covers: the whole course, or one of the term's grading periods. */
export interface GradesQuery {
  readonly userIds: readonly number[];
  /** The term's grading periods, in order. */
  readonly periods: readonly GradingPeriod[];
  /** Null: the whole course. */
  readonly period: GradingPeriod | null;
}

/** A student's work on one assignment that counts. */
interface Work {
  readonly groupId: number;
  readonly possible: number;
  /** Null: no grade. */
  readonly score: number | null;
  /** Hidden from the student. */
  readonly isHidden: boolean;
}

/**
 * The `grades` of student enrollments for callers who may see all grades (lib/api/v1/user.rb, lib/grade_calculator.rb):
 * `current` leaves ungraded work out, `final` counts it as 0; excused work counts in neither, hidden work in the unposted
 * ones alone. Unlike Canvas: no dropped scores, no weights of grading periods, and no delayed job.
 */
export async function readEnrollmentGrades(
  models: Models,
  course: Course,
  { userIds, periods, period }: GradesQuery,
): Promise<(userId: number, withPoints: boolean) => Readonly<Record<string, unknown>>> {
  const { id: courseId } = course;
  const ofStudents = { courseId, userId: trusted({ $in: [...userIds] }) };
  const [assignments, submissions, groups, enrollments] = await Promise.all([
    models.assignments.find({ courseId, deleted: false, published: true }, plain).lean<Assignment[]>(),
    models.submissions.find(ofStudents, plain).lean<Submission[]>(),
    models.groups.find({ courseId }, plain).lean<AssignmentGroup[]>(),
    models.enrollments.find(ofStudents, plain).lean<Enrollment[]>(),
  ]);
  const counting = assignments.filter((one) => !one.omitFromFinalGrade && one.gradingType !== 'not_graded');
  const weights = course.applyGroupWeights
    ? new Map(groups.map(({ id, groupWeight }) => [id, groupWeight]))
    : null;
  const findWork = (userId: number): readonly Work[] => {
    const sectionIds = enrollments.flatMap((one) => (one.userId === userId ? [one.sectionId] : []));
    const cells = new Map(
      submissions.flatMap((cell) => (cell.userId === userId ? [[cell.assignmentId, cell] as const] : [])),
    );
    return counting.flatMap((assignment): Work[] => {
      const dates = datesForStudent(assignment, userId, sectionIds);
      const cell = cells.get(assignment.id);
      if (dates === null || cell?.excused) return [];
      if (period !== null && findPeriod(periods, dates.dueAt) !== period) return [];
      const isHidden = cell?.postedAt == null && (assignment.postManually || cell?.score != null);
      const { groupId, pointsPossible } = assignment;
      return [{ groupId, possible: pointsPossible ?? 0, score: cell?.score ?? null, isHidden }];
    });
  };
  return (userId, withPoints) => {
    const unposted = findWork(userId);
    const posted = unposted.filter(({ isHidden }) => !isHidden);
    return {
      current_score: computeScore(posted.filter(isGraded), weights),
      final_score: computeScore(posted, weights),
      unposted_current_score: computeScore(unposted.filter(isGraded), weights),
      unposted_final_score: computeScore(unposted, weights),
      ...(withPoints
        ? { current_points: sum(posted).earned, unposted_current_points: sum(unposted).earned }
        : {}),
    };
  };
}

const isGraded = ({ score }: Work): boolean => score !== null;

/** Work without a due date belongs to the last period (lib/grading_period_helper.rb). */
function findPeriod(periods: readonly GradingPeriod[], dueAt: Date | null): GradingPeriod | undefined {
  return dueAt === null
    ? periods.at(-1)
    : periods.find(({ startAt, endAt }) => startAt < dueAt && dueAt <= endAt);
}

/** In percent, with two decimals; null if nothing counts. With weights, groups without points count nothing. */
function computeScore(work: readonly Work[], weights: ReadonlyMap<number, number> | null): number | null {
  const whole = sum(work);
  if (weights === null) return whole.possible === 0 ? null : toPercent(whole.earned / whole.possible);
  let score = 0;
  let weighed = 0;
  for (const [groupId, weight] of weights) {
    const { earned, possible } = sum(work.filter((one) => one.groupId === groupId));
    if (possible === 0) continue;
    score += (earned / possible) * weight;
    weighed += weight;
  }
  if (weighed === 0) return null;
  return toPercent(weighed < 100 ? score / weighed : score / 100);
}

function sum(work: readonly Work[]): { readonly earned: number; readonly possible: number } {
  return {
    earned: work.reduce((total, { score }) => total + (score ?? 0), 0),
    possible: work.reduce((total, { possible }) => total + possible, 0),
  };
}

const toPercent = (share: number): number => Math.round(share * 10_000) / 100;
