import type { ItemOutcome } from '../../domain/outcomes.ts';
import type { RunItem } from '../../domain/run.ts';
import type { Tone } from '../ui/describe-run.ts';

/**
 * The sign of each outcome in the grid: one byte each, so that 30,000 cells fit into a page, and told apart
 * without colour. In the order in which a cell of several grades shows the worst.
 */
const signs = {
  failed: { sign: 'X', tone: 'error' },
  pending: { sign: '?', tone: 'info' },
  skipped: { sign: '/', tone: 'warning' },
  held_back: { sign: '=', tone: 'warning' },
  sent: { sign: '^', tone: 'success' },
  confirmed: { sign: '+', tone: 'success' },
  unchanged: { sign: '.', tone: 'neutral' },
} as const satisfies Readonly<Record<ItemOutcome, { readonly sign: string; readonly tone: Tone }>>;
const worstFirst: readonly ItemOutcome[] = [
  ...['failed', 'pending', 'skipped', 'held_back', 'sent', 'confirmed', 'unchanged'],
] as const;

export interface GridOutcome {
  readonly outcome: ItemOutcome;
  readonly sign: string;
  readonly tone: Tone;
  readonly count: number;
}

/** A run at a glance: what became of the grade of each student in each assignment. */
export interface RunGrid {
  readonly assignments: readonly { readonly id: string; readonly name: string }[];
  readonly students: readonly GridStudent[];
  /** Outcomes that occur, the worst first. */
  readonly outcomes: readonly GridOutcome[];
}

export interface GridStudent {
  /** As cells name the student within an assignment's class. */
  readonly key: string;
  readonly name: string;
  readonly sisId: string | null;
  /** One sign for each assignment; a blank where the run had no grade. */
  readonly signs: string;
  /** What needs somebody: grades that failed, were skipped or held back. */
  readonly problems: number;
}

/** The student's part of a cell's name (`cellName`). */
export function studentKeyOf({ cellId }: Pick<RunItem, 'cellId'>): string {
  return cellId.slice(cellId.lastIndexOf(':') + 1);
}

/** Reads every item of a run once and keeps one sign of each. `compare` orders names. */
export async function readRunGrid(
  items: AsyncIterable<RunItem>,
  compare: (one: string, other: string) => number,
): Promise<RunGrid> {
  const names = new Map<string, string>();
  const people = new Map<string, Pick<GridStudent, 'name' | 'sisId'>>();
  const found = new Map<string, Map<string, ItemOutcome>>();
  const counts = new Map<ItemOutcome, number>();
  for await (const item of items) {
    const key = studentKeyOf(item);
    names.set(item.assignmentId, item.assignmentName);
    people.set(key, { name: item.studentName, sisId: item.studentSisId });
    const row = found.get(key) ?? new Map<string, ItemOutcome>();
    const before = row.get(item.assignmentId);
    const isWorse = before === undefined || rank(item.outcome) < rank(before);
    found.set(key, isWorse ? row.set(item.assignmentId, item.outcome) : row);
    counts.set(item.outcome, (counts.get(item.outcome) ?? 0) + 1);
  }
  const assignments = [...names]
    .map(([id, name]) => ({ id, name }))
    .sort((one, other) => compare(one.name, other.name) || compare(one.id, other.id));
  const students = [...people]
    .map(([key, person]): GridStudent => {
      const row = found.get(key);
      const outcomes = assignments.map(({ id }) => row?.get(id));
      const problems = outcomes.filter((one) => one !== undefined && needsSomebody(one)).length;
      const text = outcomes.map((one) => (one === undefined ? ' ' : signs[one].sign)).join('');
      return { key, ...person, signs: text, problems };
    })
    .sort(
      (one, other) =>
        compare(one.name, other.name) ||
        compare(one.sisId ?? '', other.sisId ?? '') ||
        compare(one.key, other.key),
    );
  const outcomes = worstFirst.flatMap((outcome): GridOutcome[] => {
    const count = counts.get(outcome) ?? 0;
    return count === 0 ? [] : [{ outcome, ...signs[outcome], count }];
  });
  return { assignments, students, outcomes };
}

const rank = (outcome: ItemOutcome): number => worstFirst.indexOf(outcome);

const needsSomebody = (outcome: ItemOutcome): boolean =>
  signs[outcome].tone === 'error' || signs[outcome].tone === 'warning';
