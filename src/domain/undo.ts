import { clearScore, holdsSent, type ResultFlaw, type SeenScore } from './cell.ts';
import type { ItemReason } from './outcomes.ts';
import type { SentScore } from './sis.ts';

/** What the SIS held for a grade before a run sent it, and in which line item; `none`: nothing. */
export type HeldBefore = 'none' | 'unknown' | (SentScore & { readonly lineItemSourcedId: string });

/** A grade as it was just read back. */
export interface HeldNow {
  readonly sent: SentScore;
  readonly lineItemSourcedId: string;
  /** The run that sent it last. */
  readonly runId: string | null;
  /** Null: the SIS did not show it. */
  readonly seen: SeenScore | 'absent' | null;
  readonly inDoubt: boolean;
  readonly flaw: ResultFlaw | null;
}

export type UndoDecision =
  | { readonly kind: 'restore'; readonly score: SentScore }
  | { readonly kind: 'leave'; readonly reason: UndoReason };
type UndoReason = Extract<
  ItemReason,
  'undo_sent_later' | 'undo_changed_in_sis' | 'undo_unknown' | 'undo_not_expressible'
>;

/**
 * Puts back what the SIS held for a grade before a run (P12). Only touches what the run sent and the SIS
 * still holds. If the SIS held nothing, the result is cleared, which OneRoster 1.1 cannot express. Pure.
 */
export function decideUndo(
  runId: string,
  before: HeldBefore | null,
  held: HeldNow | null,
  canClear: boolean,
): UndoDecision {
  if (held === null || held.runId !== runId) return leave('undo_sent_later');
  if (held.seen === null || held.inDoubt) return leave('undo_unknown');
  if (!holdsSent(held)) return leave('undo_changed_in_sis');
  if (before === null || before === 'unknown') return leave('undo_unknown');
  if (before === 'none' || before.lineItemSourcedId !== held.lineItemSourcedId) {
    return canClear ? { kind: 'restore', score: clearScore(held.sent) } : leave('undo_not_expressible');
  }
  const { lineItemSourcedId: _, ...score } = before;
  return { kind: 'restore', score };
}

const leave = (reason: UndoReason): UndoDecision => ({ kind: 'leave', reason });
