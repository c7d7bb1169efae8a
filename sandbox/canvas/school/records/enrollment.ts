export const enrollmentTypes = [
  'TeacherEnrollment',
  'TaEnrollment',
  'DesignerEnrollment',
  'StudentEnrollment',
  'ObserverEnrollment',
  'StudentViewEnrollment',
] as const;
export type EnrollmentType = (typeof enrollmentTypes)[number];

export type EnrollmentState = 'active' | 'inactive' | 'completed' | 'deleted';

/** One person in one section with one role. */
export interface Enrollment {
  readonly id: number;
  readonly courseId: number;
  readonly sectionId: number;
  readonly userId: number;
  readonly type: EnrollmentType;
  readonly state: EnrollmentState;
  /** Sees only people of the same section. */
  readonly limitedToSection: boolean;
  /** Null: enrolled by hand, so absent from reads with `post_to_sis=true`. */
  readonly sisBatchId: number | null;
  /** The final grade in percent that somebody set by hand; absent: the computed one counts. */
  readonly overrideScore?: number | null;
  /** The same for grading periods, by id. */
  readonly periodOverrides?: Readonly<Record<string, number | null>>;
  readonly createdAt: Date;
}
