/** A SIS category. */
export interface Category {
  readonly sourcedId: string;
  readonly title: string;
}

/**
 * A teacher's choice for one assignment group in one section. `title` is the category's title when it was chosen, shown
 * once the SIS no longer has it.
 */
export type CategoryMapping =
  | { readonly kind: 'category'; readonly sourcedId: string; readonly title: string }
  | { readonly kind: 'unassociated' };

/** The SIS category of an assignment group in one class. */
export type CategoryResolution =
  | { readonly kind: 'mapped'; readonly category: Category; readonly byName: boolean }
  | { readonly kind: 'unassociated'; readonly chosen: boolean }
  | { readonly kind: 'gone'; readonly title: string };

/**
 * The category of a group in a class (P7): the teacher's mapping if there is one (by id, so renaming a category does not
 * break it); else the category with the group's name, if the institution allows matching by name; else none.
 * @param categories those valid for the class
 * @param mapping null if nobody has mapped this group for this section
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
 * The first category whose title equals the group's name, ignoring case and outer blanks. The first wins, as in
 * Instructure's own passback: SISs list a class's own categories before the global ones.
 */
export function findByName(groupName: string, categories: readonly Category[]): Category | undefined {
  const wanted = foldName(groupName);
  return wanted === '' ? undefined : categories.find((category) => foldName(category.title) === wanted);
}

/** A name in the form used for comparison: composed characters, no outer blanks, lower case. */
export function foldName(name: string): string {
  return name.normalize('NFC').trim().toLocaleLowerCase('en');
}
