import type { CheckpointTag } from './assignment.ts';

/** What a person can set on a gradebook cell. `none` means explicitly neither late nor missing. */
export const gradebookStatuses = ['none', 'late', 'missing', 'excused'] as const;
export type GradebookStatus = (typeof gradebookStatuses)[number];

export type LatePolicyStatus = 'none' | 'late' | 'missing' | 'extended';

export type SubmissionState = 'unsubmitted' | 'submitted' | 'graded' | 'pending_review';

/** One student's cell of one assignment. Canvas keeps one for every student who is assigned it. */
export interface Submission {
  readonly id: number;
  readonly courseId: number;
  readonly assignmentId: number;
  readonly userId: number;
  /** After the late deduction; null: no grade. */
  readonly score: number | null;
  /** Deducted from the entered score for lateness; null: no deduction applies. */
  readonly pointsDeducted: number | null;
  readonly excused: boolean;
  /** Set by hand; null: Canvas derives late and missing from the dates. */
  readonly latePolicyStatus: LatePolicyStatus | null;
  /** The latest grading; a cleared grade keeps it (app/models/abstract_assignment.rb). */
  readonly gradedAt: Date | null;
  /** Negative: graded by a tool. */
  readonly graderId: number | null;
  /** Null: hidden from the student. */
  readonly postedAt: Date | null;
  readonly submittedAt: Date | null;
  readonly submissionType: string | null;
  readonly attempt: number | null;
  readonly workflowState: SubmissionState;
  /** What the student wrote. */
  readonly body?: string | null;
  /** The scores of a discussion's parts, if it has checkpoints; `score` is their sum. */
  readonly parts?: Readonly<Partial<Record<CheckpointTag, number>>>;
  readonly customGradeStatusId?: number | null;
  readonly updatedAt: Date;
}
