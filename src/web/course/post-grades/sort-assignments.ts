import type { PostableAssignment } from '../../../domain/post-grades.ts';
import { naturalOrder } from '../../ui/formats.ts';
import type { SortColumn } from '../../ui/input.ts';

/**
 * The place of each assignment in ascending order of a column. Equal values share a place, so that reversing
 * the order keeps their order by name. A missing date or category sorts last.
 */
export function rankAssignments(
  assignments: readonly PostableAssignment[],
  column: SortColumn,
  locale: string,
): ReadonlyMap<string, number> {
  const compare = compareBy(column, naturalOrder(locale));
  const sorted = [...assignments].sort(compare);
  const ranks = new Map<string, number>();
  let rank = 0;
  for (const [index, assignment] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && compare(before, assignment) !== 0) rank = index;
    ranks.set(assignment.id, rank);
  }
  return ranks;
}

/** The assignments in the order that the page shows at first. */
export function sortAssignments(
  assignments: readonly PostableAssignment[],
  by: { readonly column: SortColumn; readonly order: 'up' | 'down' },
  locale: string,
): readonly PostableAssignment[] {
  const ranks = rankAssignments(assignments, by.column, locale);
  const names = rankAssignments(assignments, 'name', locale);
  const turn = by.order === 'up' ? 1 : -1;
  const place = (of: ReadonlyMap<string, number>, id: string): number => of.get(id) ?? 0;
  return [...assignments].sort(
    (a, b) => turn * (place(ranks, a.id) - place(ranks, b.id)) || place(names, a.id) - place(names, b.id),
  );
}

type Compare = (a: PostableAssignment, b: PostableAssignment) => number;

function compareBy(column: SortColumn, compareNames: (one: string, other: string) => number): Compare {
  switch (column) {
    case 'name':
      return (a, b) => compareNames(shownName(a), shownName(b));
    case 'category':
      return (a, b) => compareLast(firstCategory(a), firstCategory(b), compareNames);
    case 'due':
      return (a, b) => compareLast(a.dueAt?.getTime() ?? null, b.dueAt?.getTime() ?? null, subtract);
    case 'last-sync':
      return (a, b) =>
        compareLast(a.lastSyncAt?.getTime() ?? null, b.lastSyncAt?.getTime() ?? null, subtract);
    case 'new':
      return (a, b) => a.grades.new - b.grades.new;
    case 'changed':
      return (a, b) => a.grades.changed - b.grades.changed;
    case 'unchanged':
      return (a, b) => a.grades.unchanged - b.grades.unchanged;
    case 'held-back':
      return (a, b) => a.grades.heldBack - b.grades.heldBack;
    case 'problems':
      return (a, b) => severity(b) - severity(a);
  }
}

/** The shortened name that the SIS gets, if there is one, else Canvas's. */
export function shownName(assignment: PostableAssignment): string {
  return assignment.sentTitle ?? assignment.name;
}

function firstCategory(assignment: PostableAssignment): string | null {
  return assignment.sections.find((section) => section.categoryTitle !== null)?.categoryTitle ?? null;
}

function severity(assignment: PostableAssignment): number {
  return (assignment.selectable ? 0 : 1000) + assignment.problems.length;
}

function subtract(a: number, b: number): number {
  return a - b;
}

function compareLast<T>(a: T | null, b: T | null, compare: (a: T, b: T) => number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compare(a, b);
}
