import { matchingForm } from '../../oneroster/read/matching-form.ts';

/** The student of a class that a SIS id in Canvas stands for. */
export type StudentMatch =
  | { readonly found: 'one'; readonly sourcedId: string }
  | { readonly found: 'none' }
  | { readonly found: 'many' };

/** Finds a class's students by their SIS id in Canvas. */
export interface StudentIndex {
  find(sisId: string): StudentMatch;
}

/**
 * Two students with the same key are ambiguous; none is guessed. Where nobody has exactly the id, other capitals and
 * outer blanks do not count: one of two systems was typed by hand.
 */
export function createStudentIndex(
  students: readonly { readonly sourcedId: string; readonly key: string }[],
): StudentIndex {
  const byKey = new Map<string, ReadonlySet<string>>();
  const byForm = new Map<string, ReadonlySet<string>>();
  for (const { key, sourcedId } of students) {
    byKey.set(key, new Set([...(byKey.get(key) ?? []), sourcedId]));
    const form = matchingForm(key);
    if (form !== '') byForm.set(form, new Set([...(byForm.get(form) ?? []), sourcedId]));
  }
  return {
    find(sisId) {
      const [sourcedId, ...others] = byKey.get(sisId) ?? byForm.get(matchingForm(sisId)) ?? [];
      if (sourcedId === undefined) return { found: 'none' };
      return others.length > 0 ? { found: 'many' } : { found: 'one', sourcedId };
    },
  };
}
