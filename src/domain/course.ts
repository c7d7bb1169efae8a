export interface CanvasCourse {
  readonly id: string;
  readonly name: string;
  /** IANA zone, for example `America/Chicago`; due days are days in this zone. */
  readonly timeZone: string;
  /** Of the course, else of its term; null: neither has an end. */
  readonly endAt: Date | null;
  /** Those of its term. */
  readonly gradingPeriods: readonly CanvasGradingPeriod[];
}

/** A part of a term by which Canvas sums up grades. */
export interface CanvasGradingPeriod {
  readonly id: string;
  readonly title: string;
  readonly startAt: Date;
  readonly endAt: Date;
}

export interface CanvasSection {
  readonly id: string;
  readonly name: string;
  /** Null if the section has none or the person may not see it. */
  readonly sisId: string | null;
}

export interface CanvasAssignmentGroup {
  readonly id: string;
  readonly name: string;
  readonly position: number;
}

/** A published assignment marked Sync to SIS. */
export interface CanvasAssignment {
  readonly id: string;
  readonly name: string;
  /** Plain text on one line, at most 1,000 characters. Canvas's HTML never leaves `src/canvas`. */
  readonly description: string | null;
  readonly groupId: string;
  readonly pointsPossible: number | null;
  /** `points`, `percent`, `letter_grade`, `gpa_scale`, `pass_fail`, `not_graded`. */
  readonly gradingType: string;
  /**
   * When it is due for Everyone (or Everyone else); for a discussion with checkpoints, when its last part is
   * due.
   */
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
  /** False if only the sections and students with an override get it. */
  readonly assignedToEveryone: boolean;
  readonly overrides: readonly CanvasOverride[];
  /** False if Canvas did not say who gets the assignment and when it is due for them. */
  readonly datesKnown: boolean;
  readonly url: string;
  /** Submissions that still need grading (`needs_grading_count`). */
  readonly needsGradingCount: number;
  /** A discussion graded in parts: its score is the sum of the parts graded so far. */
  readonly hasCheckpoints: boolean;
  /** Course pacing gives each student their own dates. */
  readonly inPacedCourse: boolean;
  readonly omitFromFinalGrade: boolean;
  readonly hideInGradebook: boolean;
}

export type CanvasOverride =
  | {
      readonly kind: 'section';
      readonly sectionId: string;
      readonly dueAt: Date | null;
      readonly unlockAt: Date | null;
    }
  /** The section does not get the assignment, although other sections of its module do. */
  | { readonly kind: 'unassigned'; readonly sectionId: string }
  | { readonly kind: 'students'; readonly studentIds: readonly string[]; readonly dueAt: Date | null };

/** A member of the course in Names & Roles. */
export interface CanvasMember {
  /** `user_id` of Names & Roles. */
  readonly ltiUserId: string;
  /** From the custom field. */
  readonly canvasUserId: string | null;
  readonly sisId: string | null;
  readonly integrationId: string | null;
  readonly loginId: string | null;
  readonly name: string;
  readonly isStudent: boolean;
  /**
   * Also an assistant, observer or the like: a student in some sections, not in others. Names & Roles does
   * not give roles per section.
   */
  readonly hasOtherRole: boolean;
  readonly isTestStudent: boolean;
  readonly active: boolean;
  readonly sectionIds: readonly string[];
  readonly sectionSisIds: readonly string[];
}

export interface CanvasSubmission {
  readonly assignmentId: string;
  readonly canvasUserId: string;
  /** After late deduction. Null means no score; 0 is a score. */
  readonly score: number | null;
  /** The grade in letters or words, such as `B+` or `complete`; null: it is a number, or none. */
  readonly textGrade: string | null;
  readonly excused: boolean;
  readonly late: boolean;
  readonly missing: boolean;
  readonly gradedAt: Date | null;
  /** Null: hidden from the student. */
  readonly postedAt: Date | null;
  /** `graded`, `submitted`, `unsubmitted`, `pending_review`. */
  readonly workflowState: string;
  /** It bears a status that the school invented. */
  readonly hasCustomStatus: boolean;
}

/** One of the tool's own line items, in Assignment & Grade Services. */
export interface AgsLineItem {
  readonly url: string;
  readonly label: string;
  readonly maximum: number;
}

export interface AgsResult {
  readonly ltiUserId: string;
  readonly score: number | null;
}

/** A student's scores in a course or a grading period, in percent, without grades that are hidden from the student (CF23). */
export interface FinalScore {
  readonly canvasUserId: string;
  /** Ungraded work is left out; null: nothing is graded. */
  readonly current: number | null;
  /** Ungraded work counts as 0; null: nothing counts. */
  readonly final: number | null;
  /** Set by hand in place of the computed one. */
  readonly override: number | null;
}

export interface StudentTotal {
  readonly canvasUserId: string;
  /** An opaque text that changes whenever Canvas computes another total. */
  readonly total: string;
  /** A person set the final grade by hand, in place of the computed one. */
  readonly isOverridden: boolean;
}
