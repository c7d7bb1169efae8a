import type { ItemCounts, RunKind, RunState, StageNumber } from '../../domain/outcomes.ts';
import type { Requester, Selection, StageTimes } from '../../domain/run.ts';
import type { ErrorCode } from '../../errors.ts';
import type { CourseRef } from './course-record.ts';

/** What a run takes: the selection, what of it is sent again whatever happened before, and runs whose failures are retried. */
export interface RunScope {
  readonly selection: Selection;
  readonly remaster: Selection;
  /** Exactly the failed items of these runs, besides the selection. */
  readonly retryOf: readonly string[];
}

/** Who holds a run now. `gen` grows with every claim: the fencing token of all writes of the worker. */
export interface RunLeaseRecord {
  readonly owner: string | null;
  /** By the database's own clock. */
  readonly until: Date | null;
  readonly gen: number;
}

/** How far a page-by-page reading of grades got, so that it goes on after an interruption. */
export interface PageCursor {
  readonly assignmentIds: readonly string[];
  readonly full: boolean;
  readonly gradedSince: Date | null;
  readonly next: string;
  /** The clock of Canvas when the reading began. */
  readonly startedAt: Date;
  readonly savedAt: Date;
}

export interface RunRecord {
  readonly _id: string;
  readonly institutionId: string;
  readonly courseKey: string;
  readonly course: CourseRef;
  /** Canvas id of the person in whose name Canvas is read. */
  readonly onBehalfOf: string | null;
  readonly requestedBy: Requester;
  readonly kind: RunKind;
  readonly scope: RunScope;
  /** `open`: the one run of the course that goes on; `next`: the one after it; absent once it has ended. */
  readonly slot?: 'open' | 'next';
  readonly state: RunState;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly stage: StageNumber;
  readonly stages: readonly StageTimes[];
  readonly progress: { readonly done: number; readonly total: number };
  readonly assignments: number;
  /** Null until it has ended: before, they are counted from the items. */
  readonly counts: ItemCounts | null;
  /** No worker takes it before. */
  readonly nextAt: Date;
  readonly cancelRequested: boolean;
  readonly problem: { readonly code: ErrorCode; readonly reference: string } | null;
  /** Pauses because Canvas or the SIS did not answer: the budget of tries. */
  readonly waits: number;
  /** Claims after a worker that neither finished nor released, since the last progress. */
  readonly crashes: number;
  /** Unexpected errors in a row at the present stage. */
  readonly errors: number;
  readonly pageCursor: PageCursor | null;
  /** Grows with every joined request, so that two joins never overwrite each other. */
  readonly joins: number;
  readonly lease: RunLeaseRecord;
}

/** What a worker's write must match. */
export interface Fence {
  readonly runId: string;
  readonly owner: string;
  readonly gen: number;
}
