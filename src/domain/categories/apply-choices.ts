import type { CategoryCell, CategoryChoice, CategoryPage, SubmittedCategories } from './category-page.ts';
import { indexRows, type MappingRow, mappingKey } from './mapping-table.ts';
import type { Category } from './resolve-category.ts';

/** The result of submitting a form. */
export type AppliedChoices =
  /** Every choice is already saved. */
  | { readonly kind: 'same' }
  /**
   * `rows` are all rows of the course, to save as version `page.version + 1`. `changes` is 0 if only titles
   * are newer.
   */
  | { readonly kind: 'changed'; readonly rows: readonly MappingRow[]; readonly changes: number }
  /** Nothing may be saved. `page` shows what is saved, the person's choices and the conflicts. */
  | { readonly kind: 'conflict'; readonly page: CategoryPage };

/**
 * Compares a form with what is saved now. If anything was saved since the form's page was read, that is a
 * conflict, even in other cells: people see what others saved before they add to it. Choices and rows of
 * groups and sections that are not on the page (deleted, or not visible to this person) are left alone.
 * @param page built from `rows` and the current state of Canvas and the SIS
 */
export function applyChoices(
  page: CategoryPage,
  rows: readonly MappingRow[],
  form: SubmittedCategories,
): AppliedChoices {
  const stored = indexRows(rows);
  const chosen = new Map(
    form.choices.map((choice) => [mappingKey(choice.groupId, choice.sectionId), choice]),
  );
  const next = new Map(stored);
  const overlays = new Map<string, Partial<CategoryCell>>();
  let changes = 0;
  let renames = 0;
  let conflicts = 0;
  for (const group of page.groups) {
    for (const cell of group.cells) {
      const key = mappingKey(group.id, cell.section.id);
      const choice = chosen.get(key);
      if (choice === undefined) continue;
      const row = stored.get(key) ?? null;
      const change = compareChoice(cell, row, choice, form.version);
      if (change.kind === 'renamed' && row) {
        renames += 1;
        next.set(key, { ...row, title: change.title });
      }
      if (change.kind === 'changed') {
        changes += 1;
        const { category } = change;
        next.set(key, {
          groupId: group.id,
          sectionId: cell.section.id,
          sourcedId: category?.sourcedId ?? null,
          title: category?.title ?? '',
          version: page.version + 1,
        });
        overlays.set(key, { unsaved: { category } });
      }
      if (change.kind === 'conflict') {
        conflicts += 1;
        overlays.set(key, { conflict: change.conflict });
      }
    }
  }
  const isOutdated = form.version !== page.version;
  if (changes === 0 && conflicts === 0 && (renames === 0 || isOutdated)) return { kind: 'same' };
  if (conflicts > 0 || isOutdated) return { kind: 'conflict', page: overlay(page, overlays) };
  return { kind: 'changed', rows: [...next.values()], changes };
}

type ChoiceChange =
  | { readonly kind: 'kept' }
  | { readonly kind: 'renamed'; readonly title: string }
  | { readonly kind: 'changed'; readonly category: Category | null }
  | { readonly kind: 'conflict'; readonly conflict: NonNullable<CategoryCell['conflict']> };

function compareChoice(
  cell: CategoryCell,
  row: MappingRow | null,
  { sourcedId }: CategoryChoice,
  formVersion: number,
): ChoiceChange {
  // Leaving a cell Unassociated is not a choice: a category with the group's name may be added later.
  if (row === null && sourcedId === null && cell.state === 'unassociated') return { kind: 'kept' };
  if (row !== null && row.sourcedId === sourcedId) {
    return cell.state === 'synced' && cell.shown && cell.shown.title !== row.title
      ? { kind: 'renamed', title: cell.shown.title }
      : { kind: 'kept' };
  }
  const { sisClass } = cell.section;
  const categories = sisClass.kind === 'read' ? [...sisClass.categories, ...(sisClass.creatable ?? [])] : [];
  const found = categories.find((category) => category.sourcedId === sourcedId);
  if (row !== null && row.version > formVersion) {
    const title = found?.title ?? sourcedId;
    return { kind: 'conflict', conflict: { kind: 'changed_by_other', title } };
  }
  if (sourcedId === null) return { kind: 'changed', category: null };
  if (found === undefined) return { kind: 'conflict', conflict: { kind: 'not_in_sis' } };
  return { kind: 'changed', category: { sourcedId: found.sourcedId, title: found.title } };
}

function overlay(page: CategoryPage, overlays: ReadonlyMap<string, Partial<CategoryCell>>): CategoryPage {
  return {
    ...page,
    groups: page.groups.map((group) => ({
      ...group,
      cells: group.cells.map((cell) => ({
        ...cell,
        ...overlays.get(mappingKey(group.id, cell.section.id)),
      })),
    })),
  };
}
