import { foldName } from '../../domain/categories/resolve-category.ts';
import { shortHash } from './sourced-ids.ts';

/** An assignment's title in the SIS. `tooLong` where it may not be shortened. */
export interface PlannedTitle {
  readonly title: string;
  readonly shortened: boolean;
  readonly tooLong: boolean;
}

/** Signs of a shortened title that tell it apart: four, and more only where four did not. */
const markLengths = [4, 6, 8, 12, 16] as const;

/** The name without outer and doubled blanks, as an SIS would show it. */
export function cleanName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/** What a title is made from. */
export interface NamedAssignment {
  readonly id: string;
  readonly name: string;
}

/**
 * The titles of all assignments of a course, by their ids. Shortened ones differ from every other title of the course,
 * and so within each class: where two marks are alike, the assignment that was made later gets a longer one, so that
 * what was sent before keeps its title.
 */
export function planTitles(
  assignments: readonly NamedAssignment[],
  limit: number | null,
  longTitles: 'refuse' | 'shorten',
): ReadonlyMap<string, PlannedTitle> {
  const titles = new Map(assignments.map((one) => [one.id, planTitle(one, limit, longTitles)]));
  const taken = new Set<string>();
  for (const { title, shortened } of titles.values()) if (!shortened) taken.add(foldName(title));
  const shortened = assignments.filter(({ id }) => titles.get(id)?.shortened);
  for (const assignment of shortened.toSorted((one, other) => compareIds(one.id, other.id))) {
    for (const markLength of markLengths) {
      const planned = planTitle(assignment, limit, longTitles, markLength);
      titles.set(assignment.id, planned);
      if (!taken.has(foldName(planned.title))) break;
    }
    taken.add(foldName(titles.get(assignment.id)?.title ?? ''));
  }
  return titles;
}

/** Canvas counts its ids upwards: the shorter or smaller one is the older. */
function compareIds(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0);
}

/**
 * The title of an assignment within `limit` characters. A shortened one ends in `~` and four signs that come from the
 * assignment's id alone: it stays the same while the name does, and two long names with one beginning stay apart.
 */
export function planTitle(
  assignment: NamedAssignment,
  limit: number | null,
  longTitles: 'refuse' | 'shorten',
  markLength: number = markLengths[0],
): PlannedTitle {
  const name = cleanName(assignment.name);
  // Characters as a person counts them: code points, so that no emoji is cut in half.
  const characters = Array.from(name);
  if (limit === null || characters.length <= limit) return { title: name, shortened: false, tooLong: false };
  if (longTitles === 'refuse') return { title: name, shortened: false, tooLong: true };
  const mark = `~${shortHash(['title', assignment.id]).slice(0, markLength)}`;
  const kept = characters
    .slice(0, Math.max(0, limit - mark.length))
    .join('')
    .trimEnd();
  return { title: Array.from(`${kept}${mark}`).slice(0, limit).join(''), shortened: true, tooLong: false };
}
