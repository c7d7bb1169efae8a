import { foldName } from '../../domain/categories/resolve-category.ts';
import type { SisCategory } from '../../domain/sis.ts';
import { shortHash } from './sourced-ids.ts';

/**
 * The categories that a SIS which takes files and shows none gets in the files: one for each assignment group. Groups of one
 * name, whatever its capitals, share theirs in the whole institution (OF16). Pure.
 */
export function makeOwnCategories(
  institutionId: string,
  groupNames: readonly string[],
): readonly SisCategory[] {
  const made = groupNames.flatMap((name): [string, SisCategory][] => {
    const title = name.trim();
    const sourcedId = shortHash(['category', institutionId, foldName(title)]);
    return title === '' ? [] : [[sourcedId, { sourcedId, title, classSourcedId: null }]];
  });
  return [...new Map(made).values()];
}
