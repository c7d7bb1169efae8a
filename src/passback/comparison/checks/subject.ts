import type { CategoryResolution } from '../../../domain/categories/resolve-category.ts';
import type { InstitutionSettings } from '../../../domain/institution-settings.ts';
import type { LocalDate } from '../../../domain/local-date.ts';
import type { SisList } from '../../../domain/refused-list.ts';
import type { AssignmentProblem } from '../../../domain/run.ts';
import type { SisGradingPeriod } from '../../../domain/sis.ts';
import type { SisProfile } from '../../../oneroster/profile/sis-profile.ts';
import type { CourseAssignment } from '../../../store/passback/course-record.ts';
import type { ExistingLineItem } from '../existing-line-items.ts';
import type { SectionDates } from '../section-dates.ts';
import type { PlannedTitle } from '../titles.ts';

/** An assignment as a whole, whatever the section. */
export interface AssignmentSubject {
  readonly assignment: CourseAssignment;
  readonly title: PlannedTitle;
  readonly titleLimit: number | null;
  readonly settings: Pick<
    InstitutionSettings,
    'sendNotCounted' | 'sendHiddenInGradebook' | 'existingLineItems' | 'zeroPoints'
  >;
  readonly profile: Pick<
    SisProfile,
    'wholePointsOnly' | 'category' | 'gradingPeriod' | 'uniqueTitles' | 'matchStudentBy'
  >;
}

/** An assignment in a section whose class is in the SIS. */
export interface SectionSubject extends AssignmentSubject {
  readonly sectionName: string;
  readonly groupName: string;
  readonly dates: SectionDates;
  /** The due day that the SIS gets; empty: none; null: it has none and cannot go without. */
  readonly dueDay: LocalDate | null;
  readonly category: CategoryResolution;
  readonly classHasCategories: boolean;
  readonly gradingPeriods: readonly SisGradingPeriod[];
  /** Another line item of the class has this title. */
  readonly titleTaken: boolean;
  readonly existing: ExistingLineItem | null;
  /** The lists of the class that the SIS refuses to show. */
  readonly refused: readonly SisList[];
}

/** A check of an assignment as a whole; null if it passes. */
export type AssignmentCheck = (subject: AssignmentSubject) => AssignmentProblem | null;

/** A check of one section; null if it passes. A problem refuses only this section. */
export type SectionCheck = (subject: SectionSubject) => AssignmentProblem | null;
