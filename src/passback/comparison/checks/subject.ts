import type { CategoryResolution } from '../../../domain/categories/resolve-category.ts';
import type { AssignmentProblem } from '../../../domain/run.ts';
import type { SisGradingPeriod } from '../../../domain/sis.ts';
import type { SisProfile } from '../../../oneroster/profile/sis-profile.ts';
import type { CourseAssignment } from '../../../store/passback/course-record.ts';
import type { SectionDates } from '../section-dates.ts';
import type { PlannedTitle } from '../titles.ts';

/** An assignment as a whole, before it is looked at class by class. */
export interface AssignmentSubject {
  readonly assignment: CourseAssignment;
  readonly title: PlannedTitle;
  readonly titleLimit: number | null;
  readonly profile: Pick<SisProfile, 'wholePointsOnly' | 'category' | 'gradingPeriod' | 'uniqueTitles'>;
}

/** An assignment in one section whose class the SIS has. */
export interface SectionSubject extends AssignmentSubject {
  readonly sectionName: string;
  readonly groupName: string;
  readonly timeZone: string;
  readonly dates: SectionDates;
  readonly category: CategoryResolution;
  readonly classHasCategories: boolean;
  readonly gradingPeriods: readonly SisGradingPeriod[];
  /** Something else in the class has this title. */
  readonly titleTaken: boolean;
}

/** A check of the whole assignment: null when it passes. */
export type AssignmentCheck = (subject: AssignmentSubject) => AssignmentProblem | null;

/** A check of one section: null when it passes; a problem refuses this section only. */
export type SectionCheck = (subject: SectionSubject) => AssignmentProblem | null;
