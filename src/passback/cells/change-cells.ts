import { isDeepStrictEqual } from 'node:util';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import type { CourseScope } from '../../store/passback/course-scope.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { isDuplicateKey } from '../../store/records.ts';
import { decideStored } from './evaluate-cells.ts';

/** How facts of cells are changed. */
export interface CellEdit {
  readonly scope: CourseScope;
  readonly settings: Pick<InstitutionSettings, 'resend' | 'conflicts'>;
  readonly now: Date;
  /**
   * The cell with its new facts, or the same cell if nothing changes. May be called again for a cell that
   * somebody else changed.
   */
  readonly change: (cell: CellRecord) => CellRecord;
  /** The cells as just read by the caller; without them they are read first. */
  readonly known?: readonly CellRecord[];
  /** The fencing token of the class under which the change is made; a cell written under a newer one is left alone. */
  readonly fencingToken: (cell: CellRecord) => number;
}

const maxRounds = 50;

/**
 * Changes facts of cells and gives each the state that follows. If one of them takes over a result from
 * another cell, that cell loses it: the SIS holds one value under one id, so nobody knows what the other
 * student has.
 * @returns false if a newer writer of a class was there: this one has lost its lease
 */
export async function changeCells(
  stores: Pick<PassbackStores, 'cells'>,
  ids: readonly string[],
  edit: CellEdit,
): Promise<boolean> {
  const { cells } = stores;
  let isLate = false;
  let present = edit.known ?? (await cells.find(edit.scope, ids));
  for (let round = 1; round <= maxRounds; round += 1) {
    const changes = present.flatMap((cell) => {
      if (cell.fencingToken > edit.fencingToken(cell)) {
        isLate = true;
        return [];
      }
      const next = decideStored(edit.change(cell), edit.settings);
      if (next === null || isSame(cell, next)) return [];
      return [{ cell: { ...next, changedAt: edit.now }, before: cell }];
    });
    try {
      if (await cells.replace(changes)) return !isLate;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await releaseResults(
        stores,
        edit,
        changes.map(({ cell }) => cell),
      );
    }
    present = await cells.find(edit.scope, ids);
  }
  throw new Error('cells change all the time');
}

/** Cells whose result another cell now has; their next score is sent under a new id. */
export async function releaseResults(
  { cells }: Pick<PassbackStores, 'cells'>,
  { scope, settings, now }: Pick<CellEdit, 'scope' | 'settings' | 'now'>,
  owners: readonly CellRecord[],
): Promise<void> {
  const ownerOf = new Map(owners.map((cell) => [cell.resultSourcedId, cell._id]));
  const ids = owners.flatMap(({ resultSourcedId }) => resultSourcedId ?? []);
  for (const cell of await cells.findByResults(scope, ids)) {
    if (ownerOf.get(cell.resultSourcedId) === cell._id) continue;
    const { resultSourcedId: _, ...rest } = cell;
    const released = { ...rest, held: cell.held && { ...cell.held, inDoubt: true } };
    const next = decideStored(released, settings);
    if (next) await cells.replace([{ cell: { ...next, changedAt: now }, before: cell }]);
  }
}

function isSame(before: CellRecord, after: CellRecord): boolean {
  return isDeepStrictEqual({ ...before, v: undefined }, { ...after, v: undefined });
}
