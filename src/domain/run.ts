import type { ErrorCode } from '../errors.ts';
import type { LaunchContext } from './launch-context.ts';
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

/** Which assignments a run takes: all that are marked Sync to SIS when it plans, or the chosen ones. */
export type Selection =
  | { readonly kind: 'all' }
  | { readonly kind: 'assignments'; readonly ids: readonly string[] };

/** A run as pages show it. */
export interface RunSummary {
  readonly id: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly requestedBy: Requester;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly stage: StageNumber;
  readonly stages: readonly StageTimes[];
  /** Of the present stage, 0 to 1. */
  readonly progress: number;
  readonly assignments: number;
  readonly counts: ItemCounts;
  /** When waiting for the SIS: the next try. */
  readonly nextAt: Date | null;
  readonly cancelRequested: boolean;
  /** Why a run failed or waits; `reference` is in the log. */
  readonly problem: { readonly code: ErrorCode; readonly reference: string } | null;
}

export interface StageTimes {
  readonly stage: StageNumber;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** What became of one assignment in one class of a run. */
export interface RunLineItem {
  readonly assignmentId: string;
  readonly assignmentName: string;
  readonly assignmentUrl: string;
  /** The name the SIS has, when it was shortened. */
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
  /** The SIS's own words, where it refused. */
  readonly sisMessage: string | null;
  readonly counts: ItemCounts;
}

/** What became of one student's grade. */
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

export interface AssignmentProblem {
  readonly check: CheckCode;
  /** Section it concerns; null: all. */
  readonly sectionName: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** The Post Grades page: every Sync-to-SIS assignment of the course. */
export interface PostGradesOverview {
  readonly courseTitle: string;
  readonly timeZone: string;
  readonly sections: readonly { readonly id: string; readonly name: string; readonly sisId: string | null }[];
  readonly assignments: readonly PostableAssignment[];
  readonly warnings: {
    /** Students' work that still needs grading, over all assignments. */
    readonly ungraded: number;
    readonly hiddenGrades: number;
    readonly studentsWithoutSisId: number;
    readonly sectionsWithoutSisId: readonly string[];
  };
  /** The run that is going, if any. */
  readonly openRun: RunSummary | null;
}

export interface PostableAssignment {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Shown first where the SIS gets a shortened name. */
  readonly sentTitle: string | null;
  /** Earliest due instant over all sections. */
  readonly dueAt: Date | null;
  readonly sections: readonly {
    readonly sectionId: string;
    readonly sectionName: string;
    readonly dueAt: Date | null;
    readonly categoryTitle: string | null;
    /** The category came from matching by name, not from a mapping. */
    readonly categoryByName: boolean;
  }[];
  readonly pointsPossible: number | null;
  /** When a score of it was last confirmed or sent. */
  readonly lastSyncAt: Date | null;
  readonly grades: {
    readonly new: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly heldBack: number;
  };
  /** Problems; `selectable` is false when every section is refused. */
  readonly problems: readonly AssignmentProblem[];
  readonly selectable: boolean;
}

/** What asking for a run led to. */
export interface RunRequestReceipt {
  readonly runId: string;
  /** `created`: a new run; `same`: the same choice is already on its way; `joined`: added to the one next run. */
  readonly how: 'created' | 'same' | 'joined';
}

/** Everything pages may ask of the passback. `launch` limits each call to the launched course; ids of other courses are `run_not_found`. */
export interface Passback {
  readPostGrades(launch: LaunchContext, signal: AbortSignal): Promise<PostGradesOverview>;
  requestRun(
    launch: LaunchContext,
    request: { readonly kind: 'post' | 'remaster'; readonly selection: Selection },
  ): Promise<RunRequestReceipt>;
  retryFailed(launch: LaunchContext, runId: string): Promise<RunRequestReceipt>;
  cancelRun(launch: LaunchContext, runId: string): Promise<void>;
  /** Newest first, at most `limit`, before `before` when given. */
  readHistory(
    launch: LaunchContext,
    page: { limit: number; before: Date | null },
  ): Promise<readonly RunSummary[]>;
  readRun(launch: LaunchContext, runId: string): Promise<RunSummary>;
  readRunLineItems(launch: LaunchContext, runId: string): Promise<readonly RunLineItem[]>;
  /** Items of one assignment and class (or of all when null), problems only when asked, streamed for pages and CSV. */
  streamRunItems(
    launch: LaunchContext,
    runId: string,
    filter: {
      readonly assignmentId: string | null;
      readonly classSourcedId: string | null;
      readonly problemsOnly: boolean;
    },
  ): AsyncIterable<RunItem>;
}
