import { outcomeOfCell } from '../../domain/cell.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { ItemCounts, ItemOutcome } from '../../domain/outcomes.ts';
import type { BookCount } from '../../store/passback/cell-books.ts';
import { addCounts, addOutcome, noItems } from '../../store/passback/item-counts.ts';
import type { QuietCounts } from '../../store/passback/quiet-counts.ts';
import { isInSections, type SectionIds } from '../../store/passback/section-ids.ts';

/** What the next run would do with cells; `pending` are those that it would send. */
export interface CellOutcomes extends ItemCounts {
  /** Those of the pending ones for which the SIS has no score yet. */
  readonly new: number;
}

/** How a run counts each cell of this state. */
export function outcomeOfCount({
  state,
  reason,
  due,
}: Pick<BookCount, 'state' | 'reason' | 'due'>): ItemOutcome {
  return outcomeOfCell({ state, reason, sends: due === 'send' });
}

/**
 * The outcomes of one assignment's cells.
 * @param sendsDetails whether a class's line item is sent, which takes along what is held back for its
 * details
 */
export function countOutcomes(
  counts: readonly BookCount[],
  sendsDetails: (classKey: string) => boolean,
): CellOutcomes {
  return counts.reduce<CellOutcomes>(
    (sum, entry) => {
      const isTakenAlong = entry.reason === 'details_only' && sendsDetails(entry.classKey);
      const outcome = isTakenAlong ? 'unchanged' : outcomeOfCount(entry);
      const isNew = outcome === 'pending' && entry.state === 'new';
      return { ...addOutcome(sum, outcome, entry.count), new: sum.new + (isNew ? entry.count : 0) };
    },
    { ...noItems, new: 0 },
  );
}

/** Whether the next run clears cells of this state; all others that it sends get a score. */
export function isRemoval({ due, state }: Pick<BookCount, 'due' | 'state'>): boolean {
  return due === 'send' && (state === 'left_behind' || state === 'excluded');
}

/** Classes in which the next run sends a score. */
export function findSendingClasses(counts: readonly BookCount[]): ReadonlySet<string> {
  return new Set(
    counts.flatMap((entry) => (entry.due === 'send' && !isRemoval(entry) ? [entry.classKey] : [])),
  );
}

/** Counts of cells that belong to one of some sections. */
export function countsWithin(counts: readonly BookCount[], sectionIds: SectionIds): readonly BookCount[] {
  return counts.filter((entry) => isInSections(entry, sectionIds));
}

/** How a run counts the cells of which it makes no item, by their sections. */
export function countQuiet(
  counts: readonly BookCount[],
  sendsDetails: (classKey: string) => boolean,
): QuietCounts {
  const bySections = groupBy(counts, ({ sectionIds }) => JSON.stringify(sectionIds));
  return [...bySections.values()].map((group) => {
    const { new: _, ...outcomes } = countOutcomes(group, sendsDetails);
    return { sectionIds: group[0]?.sectionIds ?? [], counts: outcomes };
  });
}

/** Adds up the parts with the same sections. */
export function joinQuiet(parts: QuietCounts): QuietCounts {
  const bySections = groupBy(parts, ({ sectionIds }) => JSON.stringify(sectionIds));
  return [...bySections.values()].map((group) => ({
    sectionIds: group[0]?.sectionIds ?? [],
    counts: group.reduce((sum, { counts }) => addCounts(sum, counts), noItems),
  }));
}
