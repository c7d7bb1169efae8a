import type { AssignmentProblem } from '../../../domain/run.ts';
import { checkAssignedToStudents } from './assigned-to-students.ts';
import { checkCategoriesMissing, checkCategoryGone, checkCategoryUnassociated } from './category-missing.ts';
import { checkDatesUnknown } from './dates-unknown.ts';
import { checkDueDateMissing } from './due-date-missing.ts';
import { checkDueDateOutside } from './due-date-outside-grading-periods.ts';
import { checkFinalGradeCategory } from './final-grade-category.ts';
import { checkLineItemExists } from './line-item-exists.ts';
import { checkNameEmpty } from './name-empty.ts';
import { checkNameTooLong } from './name-too-long.ts';
import { checkNameTwice } from './name-twice-in-class.ts';
import { checkHiddenInGradebook, checkNotCounted } from './not-counted.ts';
import { checkPointsMissing } from './points-missing.ts';
import { checkPointsNotWhole } from './points-not-whole.ts';
import { checkStudentsUnreadable } from './students-unreadable.ts';
import type { AssignmentCheck, AssignmentSubject, SectionCheck, SectionSubject } from './subject.ts';

/** Checks of the assignment as a whole, in the order a teacher reads them. */
const assignmentChecks: readonly AssignmentCheck[] = [
  checkNameEmpty,
  checkNameTooLong,
  checkPointsMissing,
  checkPointsNotWhole,
  checkNotCounted,
  checkHiddenInGradebook,
  checkDatesUnknown,
  checkAssignedToStudents,
];

/** Checks of each section, in the order a teacher reads them. */
const sectionChecks: readonly SectionCheck[] = [
  checkDueDateMissing,
  checkDueDateOutside,
  checkNameTwice,
  checkLineItemExists,
  checkCategoryUnassociated,
  checkCategoryGone,
  checkCategoriesMissing,
  checkStudentsUnreadable,
];

/** Of a final grade, whose points, dates and category nobody gives it in Canvas. */
const finalGradeChecks: readonly SectionCheck[] = [
  checkDueDateMissing,
  checkDueDateOutside,
  checkNameTwice,
  checkLineItemExists,
  checkFinalGradeCategory,
  checkStudentsUnreadable,
];

/** Problems that refuse the assignment in every section. */
export function checkAssignment(subject: AssignmentSubject): AssignmentProblem[] {
  const isFinal = subject.assignment.source === 'final';
  const checks = isFinal ? [checkNameTooLong] : assignmentChecks;
  return markFinal(
    isFinal,
    checks.flatMap((check) => check(subject) ?? []),
  );
}

/** Problems that refuse the assignment in one section. */
export function checkSection(subject: SectionSubject): AssignmentProblem[] {
  const isFinal = subject.assignment.source === 'final';
  const checks = isFinal ? finalGradeChecks : sectionChecks;
  return markFinal(
    isFinal,
    checks.flatMap((check) => check(subject) ?? []),
  );
}

/** Final grades have words of their own for some checks; the codes are those that an earlier release knows (Z15). */
function markFinal(isFinal: boolean, problems: readonly AssignmentProblem[]): AssignmentProblem[] {
  return problems.map((problem) =>
    isFinal ? { ...problem, values: { ...problem.values, of: 'final_grade' } } : problem,
  );
}
