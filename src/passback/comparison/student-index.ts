/** The student of a class that a SIS id in Canvas stands for. */
export type StudentMatch =
  | { readonly found: 'one'; readonly sourcedId: string }
  | { readonly found: 'none' }
  | { readonly found: 'many' };

/** Finds a class's students by their SIS id in Canvas. */
export interface StudentIndex {
  find(sisId: string): StudentMatch;
}

/** Two students with the same key are ambiguous; none is guessed. */
export function createStudentIndex(
  students: readonly { readonly sourcedId: string; readonly key: string }[],
): StudentIndex {
  const byKey = new Map<string, ReadonlySet<string>>();
  for (const { key, sourcedId } of students) {
    byKey.set(key, new Set([...(byKey.get(key) ?? []), sourcedId]));
  }
  return {
    find(sisId) {
      const [sourcedId, ...others] = byKey.get(sisId) ?? [];
      if (sourcedId === undefined) return { found: 'none' };
      return others.length > 0 ? { found: 'many' } : { found: 'one', sourcedId };
    },
  };
}
