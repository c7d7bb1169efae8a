import { clearScore, outcomeOfCell, showsScore } from '../../domain/cell.ts';
import type { HeldBefore } from '../../domain/undo.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { cellName } from '../../store/passback/cell-record.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import { resultSourcedId } from '../comparison/sourced-ids.ts';
import type { RunContext } from './run-context.ts';

/** The id of a run's row of one assignment and class. */
export function rowId(runId: string, assignmentId: string, classKey: string): string {
  return `${runId}:${assignmentId}:${encodeURIComponent(classKey)}`;
}

/** What the run makes of an assignment besides its cells. */
export interface ItemPlan {
  readonly assignmentName: string;
  /**
   * The id that we first gave the class's line item: result ids derive from it. Null if nothing can be sent.
   */
  readonly ownSourcedId: string | null;
}

/**
 * The item of a cell in a run. Its id is the cell's, with the run in the course's place, so that items and
 * cells have one order.
 */
export function toItem(
  { run, lease }: Pick<RunContext, 'run' | 'lease'>,
  { assignmentName, ownSourcedId }: ItemPlan,
  cell: CellRecord,
): ItemRecord {
  const { institutionId, courseKey, assignmentId, classSourcedId, classKey } = cell;
  const { sectionName, sectionIds } = cell;
  const { personId, studentName, studentSisId, studentSourcedId, wanted, held, state, reason } = cell;
  const outcome = outcomeOfCell({ state, reason, sends: cell.due === 'send' });
  const isCleared = wanted.kind !== 'score' && cell.due === 'send';
  const ownResult =
    ownSourcedId === null || studentSourcedId === null
      ? null
      : resultSourcedId(ownSourcedId, studentSourcedId);
  return {
    _id: `${run._id}:${cellName(cell)}`,
    runId: run._id,
    institutionId,
    courseKey,
    lineItemId: rowId(run._id, assignmentId, classKey),
    assignmentId,
    assignmentName,
    classSourcedId,
    sectionName,
    sectionIds,
    personId,
    studentName,
    studentSisId,
    studentSourcedId,
    resultSourcedId: wanted.kind === 'score' || isCleared ? (cell.resultSourcedId ?? ownResult) : null,
    isNew: held === null,
    desired:
      wanted.kind === 'score' ? wanted.score : isCleared && held !== null ? clearScore(held.sent) : null,
    before: findBefore(cell),
    outcome,
    // The item says why it is cleared.
    reason: outcome === 'pending' && !isCleared ? null : reason,
    sisMessage: null,
    kept: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: lease.fence.fencingToken,
    formerOutcome: null,
  };
}

/** What the SIS holds for a cell, as far as is known. */
export function findBefore({ held, lineItemMissing }: CellRecord): HeldBefore {
  if (held === null || lineItemMissing || held.seen === 'absent') return 'none';
  if (held.inDoubt) return 'unknown';
  const { sent, seen, lineItemSourcedId } = held;
  const shown = seen !== null && !showsScore(seen, sent) ? seen : {};
  return { ...sent, ...shown, lineItemSourcedId };
}

/** How a run counts a cell of which it makes no item. */
export function quietOutcome({ state, reason, due }: CellRecord): NonNullable<ItemRecord['formerOutcome']> {
  const outcome = outcomeOfCell({ state, reason, sends: due === 'send' });
  switch (outcome) {
    case 'held_back':
    case 'skipped':
    case 'failed':
      return outcome;
    default:
      return 'unchanged';
  }
}
