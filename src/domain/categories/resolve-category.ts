/** A category as mapping needs it. */
export interface Category {
  readonly sourcedId: string;
  readonly title: string;
}

/**
 * What a teacher decided for one assignment group in one section. `title` is what the category was called when it was
 * chosen, to name it once the SIS no longer has it.
 */
export type CategoryMapping =
  | { readonly kind: 'category'; readonly sourcedId: string; readonly title: string }
  | { readonly kind: 'unassociated' };

/** Which SIS category an assignment group has in one class. */
export type CategoryResolution =
  | { readonly kind: 'mapped'; readonly category: Category; readonly byName: boolean }
  | { readonly kind: 'unassociated'; readonly chosen: boolean }
  | { readonly kind: 'gone'; readonly title: string };

/**
 * The category of a group in a class (P7): the teacher's mapping where there is one (by id, so a renamed category keeps
 * it); else, where the institution allows it, the category of the same name; else none.
 * @param categories those valid for the class
 * @param mapping null where nobody has mapped this group for this section
 */
export function resolveCategory(
  groupName: string,
  categories: readonly Category[],
  mapping: CategoryMapping | null,
  matchByName: boolean,
): CategoryResolution {
  if (mapping?.kind === 'unassociated') return { kind: 'unassociated', chosen: true };
  if (mapping) {
    const category = categories.find(({ sourcedId }) => sourcedId === mapping.sourcedId);
    return category ? { kind: 'mapped', category, byName: false } : { kind: 'gone', title: mapping.title };
  }
  const category = matchByName ? findByName(groupName, categories) : undefined;
  return category ? { kind: 'mapped', category, byName: true } : { kind: 'unassociated', chosen: false };
}

/**
 * The first category whose title equals the group's name; case and outer blanks do not count. The first wins, as in
 * Instructure's own passback, since SISs list a class's own categories before the global ones.
 */
export function findByName(groupName: string, categories: readonly Category[]): Category | undefined {
  const wanted = foldName(groupName);
  return wanted === '' ? undefined : categories.find((category) => foldName(category.title) === wanted);
}

/** A name for comparing: composed characters, no outer blanks, no case. */
export function foldName(name: string): string {
  return name.normalize('NFC').trim().toLocaleLowerCase('en');
}
