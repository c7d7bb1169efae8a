/** Canvas ids of the sections whose items or cells are meant; null: all of them. */
export type SectionIds = readonly string[] | null;

/** Part of a filter for what belongs to one of some sections. */
export function inSections(sectionIds: SectionIds): { readonly sectionIds?: { readonly $in: string[] } } {
  return sectionIds === null ? {} : { sectionIds: { $in: [...sectionIds] } };
}

/** Whether something belongs to one of some sections. */
export function isInSections(
  part: { readonly sectionIds: readonly string[] },
  sectionIds: SectionIds,
): boolean {
  return sectionIds === null || part.sectionIds.some((id) => sectionIds.includes(id));
}
