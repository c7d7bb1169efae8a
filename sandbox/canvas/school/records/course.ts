/** What Canvas does with late and missing work (a course's late policy). Percents are 0…100. */
export interface LatePolicy {
  readonly lateDeductionEnabled: boolean;
  /** Taken from the maximum per started day. */
  readonly lateDeductionPercentPerDay: number;
  readonly missingDeductionEnabled: boolean;
  /** Score of missing work, in percent of the maximum. */
  readonly missingScorePercent: number;
}

/** A course of the school. */
export interface Course {
  readonly id: number;
  /** 40 hex digits: `context.id` of launches. */
  readonly ltiContextId: string;
  readonly name: string;
  readonly code: string;
  readonly sisCourseId: string | null;
  readonly integrationId: string | null;
  /** IANA zone. */
  readonly timeZone: string;
  /** `available` is published, `completed` is concluded. */
  readonly workflowState: 'unpublished' | 'available' | 'completed';
  readonly startAt: Date | null;
  readonly endAt: Date | null;
  /** Enrollments end with the course (`restrict_enrollments_to_course_dates`); else with the term. */
  readonly restrictEnrollments?: boolean;
  /** Course pacing gives students dates of their own. */
  readonly paced?: boolean;
  /** Names that people gave the course for themselves, by user id. */
  readonly nicknames?: Readonly<Record<string, string>>;
  readonly latePolicy: LatePolicy;
}

/** A section of a course. */
export interface Section {
  readonly id: number;
  readonly courseId: number;
  readonly name: string;
  readonly sisSectionId: string | null;
  readonly integrationId: string | null;
  /** The course a cross-listed section comes from. */
  readonly nonXlistCourseId: number | null;
}
