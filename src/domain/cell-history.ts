import type { SeenScore } from './cell.ts';
import type { ItemOutcome, ItemReason, RunKind } from './outcomes.ts';
import type { Requester } from './run.ts';

/** What one run did to a grade. */
export interface HistoryEntry {
  readonly runId: string;
  readonly kind: RunKind;
  readonly requestedBy: Requester;
  /** When the run ended; of one that is going on, when it began. */
  readonly at: Date;
  /** What the SIS held before, as far as was known; null: a version wrote it that did not keep it. */
  readonly before: SeenScore | 'none' | 'unknown' | null;
  /** What was, or would have been, sent. */
  readonly sends: SeenScore | null;
  readonly outcome: ItemOutcome;
  readonly reason: ItemReason | null;
  readonly sisMessage: string | null;
  /** The score that the SIS showed although it accepted another. */
  readonly kept: number | null;
}

/** A person's decision about a difference with the SIS. */
export interface CellDecisionEntry {
  readonly how: 'repair' | 'accept';
  readonly by: string;
  readonly at: Date;
  /** What the SIS was seen to hold then. */
  readonly seen: SeenScore | 'absent' | null;
}

/** Everything that is known of one student's grade of one assignment. */
export interface CellHistory {
  readonly assignmentName: string;
  readonly sectionName: string;
  readonly studentName: string;
  readonly studentSisId: string | null;
  /** As Canvas has it now. */
  readonly canvas: { readonly score: number | null; readonly isHidden: boolean } | null;
  readonly sent: { readonly score: SeenScore; readonly at: Date; readonly confirmedAt: Date | null } | null;
  /** What the SIS was last seen to hold; null: not read since. */
  readonly seen: { readonly score: SeenScore | 'absent'; readonly at: Date | null } | null;
  /** Newest first. */
  readonly runs: readonly HistoryEntry[];
  readonly decisions: readonly CellDecisionEntry[];
}
