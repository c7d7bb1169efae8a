import { shortHash } from './sourced-ids.ts';

/** An assignment's title in the SIS. `tooLong` where it may not be shortened. */
export interface PlannedTitle {
  readonly title: string;
  readonly shortened: boolean;
  readonly tooLong: boolean;
}

const markLength = 4;

/** The name without outer and doubled blanks, as an SIS would show it. */
export function cleanName(name: string): string {
  return name.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

/**
 * The title of an assignment within `limit` characters. A shortened one ends in `~` and four signs that come from the
 * assignment's id alone: it stays the same while the name does, and two long names with one beginning stay apart.
 */
export function planTitle(
  assignment: { readonly id: string; readonly name: string },
  limit: number | null,
  longTitles: 'refuse' | 'shorten',
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
