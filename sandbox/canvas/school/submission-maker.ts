import type { Clock } from '../../../src/clock.ts';
import { datesForStudent } from './dates.ts';
import { reserveIds } from './ids.ts';
import { type Models, plain } from './models.ts';
import type { Assignment } from './records/assignment.ts';
import type { Enrollment } from './records/enrollment.ts';
import type { Submission } from './records/submission.ts';

/** Keeps one submission for every student who is assigned the work, as Canvas does. */
export interface SubmissionMaker {
  fillCourse(courseId: number): Promise<void>;
}

/** A cell nobody has touched yet. */
export function emptySubmission(id: number, assignment: Assignment, userId: number, now: Date): Submission {
  return {
    id,
    courseId: assignment.courseId,
    assignmentId: assignment.id,
    userId,
    score: null,
    pointsDeducted: null,
    excused: false,
    latePolicyStatus: null,
    gradedAt: null,
    graderId: null,
    postedAt: null,
    submittedAt: null,
    submissionType: null,
    attempt: null,
    workflowState: 'unsubmitted',
    updatedAt: now,
  };
}

/** Section ids by student, from the enrollments that Canvas still shows. */
export function sectionsByStudent(
  enrollments: readonly Enrollment[],
): ReadonlyMap<number, readonly number[]> {
  const sections = new Map<number, number[]>();
  for (const enrollment of enrollments) {
    if (enrollment.type !== 'StudentEnrollment' && enrollment.type !== 'StudentViewEnrollment') continue;
    if (enrollment.state === 'deleted') continue;
    const known = sections.get(enrollment.userId);
    if (known === undefined) sections.set(enrollment.userId, [enrollment.sectionId]);
    else if (!known.includes(enrollment.sectionId)) known.push(enrollment.sectionId);
  }
  return sections;
}

export function createSubmissionMaker(models: Models, clock: Clock): SubmissionMaker {
  return {
    fillCourse: async (courseId) => {
      const [assignments, enrollments, existing] = await Promise.all([
        models.assignments.find({ courseId, deleted: false }, plain).sort({ id: 1 }).lean<Assignment[]>(),
        models.enrollments.find({ courseId }, plain).lean<Enrollment[]>(),
        models.submissions.find({ courseId }, { _id: 0, assignmentId: 1, userId: 1 }).lean<Submission[]>(),
      ]);
      const present = new Set(existing.map((cell) => `${cell.assignmentId}/${cell.userId}`));
      const sections = sectionsByStudent(enrollments);
      const absent = assignments.flatMap((assignment) =>
        [...sections]
          .filter(([userId]) => !present.has(`${assignment.id}/${userId}`))
          .filter(([userId, sectionIds]) => datesForStudent(assignment, userId, sectionIds) !== null)
          .map(([userId]) => ({ assignment, userId })),
      );
      if (absent.length === 0) return;
      const firstId = await reserveIds(models, 'submissions', absent.length);
      const now = clock();
      const cells = absent.map(({ assignment, userId }, index) =>
        emptySubmission(firstId + index, assignment, userId, now),
      );
      await models.submissions.insertMany(cells, { ordered: false });
    },
  };
}
