import type { CellBook } from '../../store/passback/cell-books.ts';
import type { Comparison } from './load-comparison.ts';

/** An assignment of which the next run clears something in the SIS. */
export interface GoneAssignment {
  readonly id: string;
  /** As it was last sent. */
  readonly name: string;
}

/**
 * Assignments that no longer take part in grade passback (un-synced, unpublished or deleted) and have something to clear
 * in the SIS, in the order in which they were first sent.
 */
export function listGone(
  { course, lineItemReceipts }: Pick<Comparison, 'course' | 'lineItemReceipts'>,
  { assignments }: Pick<CellBook, 'assignments'>,
): readonly GoneAssignment[] {
  const known = new Set(course.assignments.map(({ id }) => id));
  const titles = new Map(
    [...lineItemReceipts.values()].flatMap(({ assignmentId, details }) =>
      details === null ? [] : [[assignmentId, details.title] as const],
    ),
  );
  return assignments.flatMap(({ id, counts }) =>
    !known.has(id) && counts.some(({ due }) => due === 'send') ? [{ id, name: titles.get(id) ?? id }] : [],
  );
}
