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

/**
 * The name as a SIS shows it: without leading, trailing and repeated blanks, and without what no SIS can show, control
 * characters and halves of a character.
 */
export function cleanName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}]/gu, (character) => (/\s/u.test(character) ? ' ' : ''))
    .replace(/\s+/gu, ' ')
    .trim();
}

/**
 * How long a title is: in UTF-16, as most SISs count, where an emoji is two. A SIS that counts characters takes such a
 * title as well.
 */
export function lengthOfTitle(title: string): number {
  return title.length;
}

/** The beginning of a title that fits; no character is split. */
export function cutTitle(title: string, limit: number): string {
  let cut = '';
  for (const character of title) {
    if (lengthOfTitle(cut + character) > limit) break;
    cut += character;
  }
  return cut;
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
 * An assignment's title within `limit`, as `lengthOfTitle` counts. A shortened title ends in `~` and a mark that depends only
 * on the assignment's id: it is stable, and two long names with the same beginning differ.
 */
export function planTitle(
  assignment: NamedAssignment,
  limit: number | null,
  longTitles: 'refuse' | 'shorten',
  markLength: number = markLengths[0],
): PlannedTitle {
  const name = cleanName(assignment.name);
  if (limit === null || lengthOfTitle(name) <= limit)
    return { title: name, shortened: false, tooLong: false };
  if (longTitles === 'refuse') return { title: name, shortened: false, tooLong: true };
  const mark = `~${shortHash(['title', assignment.id]).slice(0, markLength)}`;
  const kept = cutTitle(name, Math.max(0, limit - mark.length)).trimEnd();
  return { title: cutTitle(`${kept}${mark}`, limit), shortened: true, tooLong: false };
}
