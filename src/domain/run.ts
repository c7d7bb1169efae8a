import type { ErrorCode } from '../errors.ts';
import type { BrakeCause, BrakeFigures } from './brake.ts';
import type { LineItemReading } from './line-item-reading.ts';
import type {
  CheckCode,
  ItemCounts,
  ItemOutcome,
  ItemReason,
  RunKind,
  RunState,
  StageNumber,
} from './outcomes.ts';
import type { RefusedList } from './refused-list.ts';

/** Who requested a run. */
export type Requester =
  | {
      readonly kind: 'person';
      readonly ltiUserId: string;
      readonly canvasUserId: string | null;
      readonly name: string;
    }
  /** By itself: a course's nightly sync or, if it is named, a schedule of the institution. */
  | { readonly kind: 'nightly'; readonly schedule?: RunSchedule };

/** The schedule that requested a run, and the administrator in whose name it reads Canvas. */
export interface RunSchedule {
  readonly id: string;
  readonly name: string;
  readonly canvasUserId: string;
  readonly ltiUserId: string;
}

/** The assignments of a run: the selected ones, or all that are marked Sync to SIS when it compares. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'assignments'; readonly ids: readonly string[] };

/** A run that stopped before sending because it would change an unusual amount, and who confirmed it. */
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
  /** The names of the sections it covers; null if it covers the whole course. */
  readonly coveredSections: readonly string[] | null;
  /**
   * The names of the sections that the person may see, if the run covers others too; `counts` are then for
   * these alone. Null: the person sees all of it.
   */
  readonly shownSections: readonly string[] | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly stage: StageNumber;
  readonly stages: readonly StageTimes[];
  /** Progress within the current stage, 0 to 1. */
  readonly progress: number;
  readonly assignments: number;
  readonly counts: ItemCounts;
  /** What a comparison found; null for other runs, and until it ends well. */
  readonly findings: ComparisonFindings | null;
  /** What the SIS refused to show, which the run did without. `sections`: their names; null: all of the course. */
  readonly refusedLists: readonly RefusedList<readonly string[] | null>[];
  /**
   * The failed grades that a retry sends again. Grades that keep failing for a reason an earlier run reported
   * are not among them.
   */
  readonly retryable: number;
  /** The next attempt, while waiting for the SIS. */
  readonly nextAt: Date | null;
  readonly cancelRequested: boolean;
  /** Null: it never had to stop. */
  readonly brake: RunBrake | null;
  /** Why the run failed or waits; `reference` is in the log. */
  readonly problem: {
    readonly code: ErrorCode;
    readonly reference: string;
    /** What was asked of the SIS and what it answered; null if nothing was. */
    readonly answer?: string | null;
  } | null;
}

/** Whether a run waits until somebody has mended the credentials; one that waits for a confirmation has no problem. */
export function needsAttention({
  state,
  problem,
}: {
  readonly state: RunState;
  readonly problem: unknown;
}): boolean {
  return state === 'waiting_for_person' && problem !== null;
}

/** What a comparison found in the SIS. */
export interface ComparisonFindings {
  /** Line items whose results were read. */
  readonly lineItems: number;
  /** Line items whose results the SIS refused to show: nothing new is known about their grades. */
  readonly unread: number;
  /**
   * Grades within the run's reach that the SIS holds differently or no longer, including those found earlier.
   */
  readonly changed: number;
  readonly missing: number;
  /** Line items within reach that the SIS holds differently or no longer. */
  readonly lineItemsChanged: number;
  readonly lineItemsMissing: number;
}

export interface StageTimes {
  readonly stage: StageNumber;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** What a run did with one assignment in one class. */
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
  /** What the SIS shows of it; null if nobody knows. */
  readonly reading: LineItemReading | null;
  /**
   * It stood in the SIS before, and this run was the first to send it. `by`: who chose so; null: the institution's setting.
   */
  readonly adopted: { readonly by: string | null } | null;
  readonly counts: ItemCounts;
}

/** What a run did with one student's grade. */
export interface RunItem {
  /** Names the grade within its course. */
  readonly cellId: string;
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
  /** The score that the SIS shows although it accepted this one; null: the same, none or unknown. */
  readonly kept: number | null;
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
