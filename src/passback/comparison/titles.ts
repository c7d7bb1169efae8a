import { foldName } from '../../domain/categories/resolve-category.ts';
import { shortHash } from './sourced-ids.ts';

/** An assignment's title in the SIS. `tooLong` if it exceeds the limit and may not be shortened. */
export interface PlannedTitle {
  readonly title: string;
  readonly shortened: boolean;
  readonly tooLong: boolean;
}

/** Characters that make a shortened title unique: four, and more only if four are not enough. */
const markLengths = [4, 6, 8, 12, 16] as const;

/** The name without leading, trailing and repeated blanks, as a SIS shows it. */
export function cleanName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

export interface NamedAssignment {
  readonly id: string;
  readonly name: string;
}

/**
 * The titles of all assignments of a course, by assignment id. A shortened title differs from every other title of the
 * course: if two marks collide, the newer assignment gets a longer mark, so that what was sent before keeps its title.
 */
export function planTitles(
  assignments: readonly NamedAssignment[],
  limit: number | null,
  longTitles: 'refuse' | 'shorten',
): ReadonlyMap<string, PlannedTitle> {
  const titles = new Map(
    assignments.map((assignment) => [assignment.id, planTitle(assignment, limit, longTitles)]),
  );
  const taken = new Set<string>();
  for (const { title, shortened } of titles.values()) if (!shortened) taken.add(foldName(title));
  const shortened = assignments.filter(({ id }) => titles.get(id)?.shortened);
  for (const assignment of shortened.toSorted((a, b) => compareIds(a.id, b.id))) {
    for (const markLength of markLengths) {
      const planned = planTitle(assignment, limit, longTitles, markLength);
      titles.set(assignment.id, planned);
      if (!taken.has(foldName(planned.title))) break;
    }
    taken.add(foldName(titles.get(assignment.id)?.title ?? ''));
  }
  return titles;
}

/** Oldest first: Canvas's ids only grow. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * An assignment's title within `limit` characters. A shortened title ends in `~` and a mark that depends only
 * on the assignment's id: it is stable, and two long names with the same beginning differ.
 */
export function planTitle(
  assignment: NamedAssignment,
  limit: number | null,
  longTitles: 'refuse' | 'shorten',
  markLength: number = markLengths[0],
): PlannedTitle {
  const name = cleanName(assignment.name);
  // Characters as people count them: code points, so that no emoji is split.
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
