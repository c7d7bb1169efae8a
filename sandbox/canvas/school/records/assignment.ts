export type GradingType = 'points' | 'percent' | 'letter_grade' | 'gpa_scale' | 'pass_fail' | 'not_graded';

/** Another date for a section or for some students. Exactly one of `sectionId` and `studentIds` is set. */
export interface AssignmentOverride {
  readonly id: number;
  readonly title: string;
  readonly sectionId: number | null;
  readonly studentIds: readonly number[] | null;
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
  readonly lockAt: Date | null;
}

/** An assignment of a course. */
export interface Assignment {
  readonly id: number;
  readonly courseId: number;
  readonly groupId: number;
  readonly name: string;
  readonly description: string | null;
  readonly position: number;
  readonly pointsPossible: number | null;
  readonly gradingType: GradingType;
  readonly submissionTypes: readonly string[];
  readonly published: boolean;
  readonly postToSis: boolean;
  readonly omitFromFinalGrade: boolean;
  /** Only the sections and students of `overrides` get it. */
  readonly onlyVisibleToOverrides: boolean;
  /** Manual posting policy: grades stay hidden until posted. */
  readonly postManually: boolean;
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
  readonly lockAt: Date | null;
  readonly overrides: readonly AssignmentOverride[];
  readonly integrationId: string | null;
  readonly integrationData: Readonly<Record<string, unknown>>;
  readonly deleted: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
