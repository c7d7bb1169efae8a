import type { AssignmentProblem } from '../../../domain/run.ts';
import { checkAssignedToStudents } from './assigned-to-students.ts';
import { checkCategoriesMissing, checkCategoryGone, checkCategoryUnassociated } from './category-missing.ts';
import { checkDatesUnknown } from './dates-unknown.ts';
import { checkDueDateMissing } from './due-date-missing.ts';
import { checkDueDateOutside } from './due-date-outside-grading-periods.ts';
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

/** Problems that refuse the assignment in every section. */
export function checkAssignment(subject: AssignmentSubject): AssignmentProblem[] {
  return assignmentChecks.flatMap((check) => check(subject) ?? []);
}

/** Problems that refuse the assignment in one section. */
export function checkSection(subject: SectionSubject): AssignmentProblem[] {
  return sectionChecks.flatMap((check) => check(subject) ?? []);
}
