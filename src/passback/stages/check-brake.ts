import {
  addFigures,
  type BrakeFigures,
  countChange,
  findBrakeCauses,
  noFigures,
} from '../../domain/brake.ts';
import { type CellState, isCleared } from '../../domain/cell.ts';
import type { RunBrake } from '../../domain/run.ts';
import type { BookCount } from '../../store/passback/cell-books.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunContext } from '../runs/run-context.ts';

/** States of cells whose score the SIS holds. */
const heldStates: readonly CellState[] = [
  'changed',
  'status_changed',
  'in_sync',
  'sent',
  'held_back',
  'changed_in_sis',
  'left_behind',
  'in_doubt',
];

/** What the run would do to an assignment's grades that the SIS holds. */
export function countFigures(counts: readonly BookCount[], items: readonly ItemRecord[]): BrakeFigures {
  const held = counts.reduce((sum, { state, count }) => sum + (heldStates.includes(state) ? count : 0), 0);
  const changes = items.flatMap(({ outcome, before, desired }) => {
    if (outcome !== 'pending' || before === null || typeof before === 'string') return [];
    return desired === null ? [] : [countChange(before, isCleared(desired) ? 'removed' : desired)];
  });
  return changes.reduce(addFigures, { ...noFigures, held });
}

/** Why the run has to wait for a person; null: it continues (P10). */
export function checkBrake(
  { run, institution }: RunContext,
  ofAssignments: readonly BrakeFigures[],
): RunBrake | null {
  const figures = ofAssignments.reduce(addFigures, noFigures);
  const confirmed = run.brake?.confirmed ?? null;
  const causes = findBrakeCauses(figures, institution.settings, confirmed?.figures);
  return causes.length === 0 ? null : { figures, causes, confirmed };
}
