import { matchingForm } from '../../oneroster/read/matching-form.ts';

/** The student of a class that a SIS id in Canvas stands for. */
export type StudentMatch =
  | { readonly found: 'one'; readonly sourcedId: string }
  | { readonly found: 'none' }
  | { readonly found: 'many' };

/** Finds a class's students by their SIS id in Canvas. */
export interface StudentIndex {
  /** The SIS does not say who is in the class: whoever is not listed is taken at their id. */
  readonly trusts: boolean;
  find(sisId: string): StudentMatch;
}

/**
 * Two students with the same key are ambiguous; none is guessed. Where nobody has exactly the id, other capitals and
 * outer blanks do not count: one of two systems was typed by hand.
 * @param trusts the SIS refuses or has no list, and its ids of students are those of Canvas: an id that is not listed stands
 * for itself
 */
export function createStudentIndex(
  students: readonly { readonly sourcedId: string; readonly key: string }[],
  trusts = false,
): StudentIndex {
  const byKey = new Map<string, ReadonlySet<string>>();
  const byForm = new Map<string, ReadonlySet<string>>();
  for (const { key, sourcedId } of students) {
    byKey.set(key, new Set([...(byKey.get(key) ?? []), sourcedId]));
    const form = matchingForm(key);
    if (form !== '') byForm.set(form, new Set([...(byForm.get(form) ?? []), sourcedId]));
  }
  return {
    trusts,
    find(sisId) {
      const [sourcedId, ...others] = byKey.get(sisId) ?? byForm.get(matchingForm(sisId)) ?? [];
      if (sourcedId === undefined) {
        const id = sisId.trim();
        return trusts && id !== '' ? { found: 'one', sourcedId: id } : { found: 'none' };
      }
      return others.length > 0 ? { found: 'many' } : { found: 'one', sourcedId };
    },
  };
}
