import type { ErrorCode } from '../errors.ts';
import type { BrakeCause, BrakeFigures } from './brake.ts';
import type {
  CheckCode,
  ItemCounts,
  ItemOutcome,
  ItemReason,
  RunKind,
  RunState,
  StageNumber,
} from './outcomes.ts';

/** Who asked for a run. */
export type Requester =
  | {
      readonly kind: 'person';
      readonly ltiUserId: string;
      readonly canvasUserId: string | null;
      readonly name: string;
    }
  | { readonly kind: 'nightly' };

/** The assignments of a run: all that are marked Sync to SIS when it compares, or the selected ones. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'assignments'; readonly ids: readonly string[] };

/** A run that stopped before sending, because it would do unusually much, and who has let it go on. */
export interface RunBrake {
  readonly figures: BrakeFigures;
  readonly causes: readonly BrakeCause[];
  readonly confirmed: { readonly by: string; readonly at: Date; readonly figures: BrakeFigures } | null;
}

/** A run as pages show it. */
export interface RunSummary {
  readonly id: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly requestedBy: Requester;
  /** Names of the sections that it covers, if it does not cover the whole course; else null. */
  readonly coveredSections: readonly string[] | null;
  /**
   * Names of the sections that the person may see, if the run covers others, too: `counts` are of these alone. Null: the
   * person sees all of it.
   */
  readonly shownSections: readonly string[] | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly stage: StageNumber;
  readonly stages: readonly StageTimes[];
  /** Of the current stage, 0 to 1. */
  readonly progress: number;
  readonly assignments: number;
  readonly counts: ItemCounts;
  /** What a comparison found; null for other runs, and until it has ended well. */
  readonly findings: ComparisonFindings | null;
  /** Failed grades that a retry sends again: not those that only failed still, for a reason that an earlier run told. */
  readonly retryable: number;
  /** The next attempt, while waiting for the SIS. */
  readonly nextAt: Date | null;
  readonly cancelRequested: boolean;
  /** Null: it never had to stop. */
  readonly brake: RunBrake | null;
  /** Why the run failed or waits; `reference` is in the log. */
  readonly problem: { readonly code: ErrorCode; readonly reference: string } | null;
}

/** What a comparison run found in the SIS. */
export interface ComparisonFindings {
  /** Line items whose results were read. */
  readonly lineItems: number;
  /** Line items whose results the SIS refused to show: of their grades nothing new is known. */
  readonly unread: number;
  /** Grades within the run's reach that the SIS holds differently or no longer, those found earlier included. */
  readonly changed: number;
  readonly missing: number;
}

export interface StageTimes {
  readonly stage: StageNumber;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** What a run did to one assignment in one class. */
export interface RunLineItem {
  readonly assignmentId: string;
  readonly assignmentName: string;
  readonly assignmentUrl: string;
  /** The name in the SIS, if it was shortened. */
  readonly sentTitle: string | null;
  readonly sectionName: string;
  readonly classSourcedId: string | null;
  readonly outcome:
    | 'created'
    | 'updated'
    | 'unchanged'
    | 'pending'
    | 'refused'
    | 'failed'
    | 'nothing_to_send';
  readonly problems: readonly AssignmentProblem[];
  /** The SIS's message, if it refused. */
  readonly sisMessage: string | null;
  readonly counts: ItemCounts;
}

/** What a run did to one student's grade. */
export interface RunItem {
  readonly assignmentId: string;
  readonly classSourcedId: string | null;
  readonly sectionName: string;
  readonly assignmentName: string;
  readonly studentName: string;
  readonly studentSisId: string | null;
  readonly score: number | null;
  readonly scoreStatus: string | null;
  readonly outcome: ItemOutcome;
  readonly reason: ItemReason | null;
  readonly sisMessage: string | null;
}

/** A check that refuses an assignment. `values` fill its message. */
export interface AssignmentProblem {
  readonly check: CheckCode;
  /** Null: all sections. */
  readonly sectionName: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** The answer to a request for a run. */
export interface RunRequestReceipt {
  readonly runId: string;
  /** `created`: a new run; `same`: the active run has this selection; `joined`: part of the course's queued run. */
  readonly how: 'created' | 'same' | 'joined';
}
