export type GradingType = 'points' | 'percent' | 'letter_grade' | 'gpa_scale' | 'pass_fail' | 'not_graded';

/**
 * Different dates for a section, for some students, or for a group of students. Exactly one of `sectionId`
 * and `studentIds` is set; a `group` comes with the students who are in it.
 */
export interface AssignmentOverride {
  readonly id: number;
  readonly title: string;
  readonly sectionId: number | null;
  readonly studentIds: readonly number[] | null;
  /** The students form a group; `nonCollaborative`: a differentiation tag. */
  readonly group?: { readonly id: number; readonly nonCollaborative: boolean };
  /** The target does not get the assignment, although its module is assigned to it. */
  readonly unassigned?: boolean;
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
  readonly lockAt: Date | null;
}

/** The labels of Canvas's checkpoints (`CheckpointLabels`). */
export const checkpointTags = ['reply_to_topic', 'reply_to_entry'] as const;
export type CheckpointTag = (typeof checkpointTags)[number];

/** One graded part of a discussion: a sub-assignment with its own date. */
export interface Checkpoint {
  readonly tag: CheckpointTag;
  readonly pointsPossible: number;
  readonly dueAt: Date | null;
  readonly sectionDues: readonly { readonly sectionId: number; readonly dueAt: Date | null }[];
}

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
  readonly hideInGradebook?: boolean;
  /** If set, a discussion graded in these parts, without a due date of its own. */
  readonly checkpoints?: readonly Checkpoint[];
  /** The module is assigned to these sections only; null or absent: to everyone. */
  readonly moduleSectionIds?: readonly number[] | null;
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
