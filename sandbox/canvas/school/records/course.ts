/** A course's late policy. Percentages are 0 to 100. */
export interface LatePolicy {
  readonly lateDeductionEnabled: boolean;
  /** Deducted from the maximum for each day begun. */
  readonly lateDeductionPercentPerDay: number;
  readonly missingDeductionEnabled: boolean;
  /** The score of missing work, in percent of the maximum. */
  readonly missingScorePercent: number;
}

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
  /** Whether enrollments end with the course (`restrict_enrollments_to_course_dates`) instead of the term. */
  readonly restrictEnrollments?: boolean;
  /** Whether course pacing gives each student their own dates. */
  readonly paced?: boolean;
  /** Whether each group weighs its share of the total; absent: points alone count. */
  readonly applyGroupWeights?: boolean;
  /** People's own nicknames for the course, by user id. */
  readonly nicknames?: Readonly<Record<string, string>>;
  readonly latePolicy: LatePolicy;
  /** The sub-account and the term it is in; absent: the root account, the school's one term. */
  readonly accountId?: number;
  readonly termId?: number;
}

export interface Section {
  readonly id: number;
  readonly courseId: number;
  readonly name: string;
  readonly sisSectionId: string | null;
  readonly integrationId: string | null;
  /** The course that a cross-listed section comes from. */
  readonly nonXlistCourseId: number | null;
}
