import { indexRows, type MappingRow, mappingKey } from './mapping-table.ts';
import type { Category } from './resolve-category.ts';
import type { CategoryCell, CategoryChoice, CategoryPage, SubmittedCategories } from './types.ts';

/** What a submitted form comes to. */
export type AppliedChoices =
  /** All that was chosen is in force already. */
  | { readonly kind: 'same' }
  /** To be saved as version `page.version + 1`, every row of the course; `changes` is 0 where only titles are newer. */
  | { readonly kind: 'changed'; readonly rows: readonly MappingRow[]; readonly changes: number }
  /** Nothing may be saved: the page in force with the person's own choices, and what stands against them. */
  | { readonly kind: 'conflict'; readonly page: CategoryPage };

/**
 * Compares a form with what is in force now. Anything that changed since the form's page was read is a conflict, even
 * where the two touch different cells: a person sees what others did before it is built upon. Choices for groups and
 * sections that are not on the page (deleted, or not visible to this person) are left alone, and so are their rows.
 * @param page built from `rows` and from what Canvas and the SIS say now
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
      const verdict = judge(cell, row, choice, form.version);
      if (verdict.kind === 'renamed' && row) {
        renames += 1;
        next.set(key, { ...row, title: verdict.title });
      }
      if (verdict.kind === 'changed') {
        changes += 1;
        const { category } = verdict;
        next.set(key, {
          groupId: group.id,
          sectionId: cell.section.id,
          sourcedId: category?.sourcedId ?? null,
          title: category?.title ?? '',
          version: page.version + 1,
        });
        overlays.set(key, { unsaved: { category } });
      }
      if (verdict.kind === 'conflict') {
        conflicts += 1;
        overlays.set(key, { conflict: verdict.conflict });
      }
    }
  }
  const isOutdated = form.version !== page.version;
  if (changes === 0 && conflicts === 0 && (renames === 0 || isOutdated)) return { kind: 'same' };
  if (conflicts > 0 || isOutdated) return { kind: 'conflict', page: overlay(page, overlays) };
  return { kind: 'changed', rows: [...next.values()], changes };
}

type Verdict =
  | { readonly kind: 'kept' }
  | { readonly kind: 'renamed'; readonly title: string }
  | { readonly kind: 'changed'; readonly category: Category | null }
  | { readonly kind: 'conflict'; readonly conflict: NonNullable<CategoryCell['conflict']> };

function judge(
  cell: CategoryCell,
  row: MappingRow | null,
  { sourcedId }: CategoryChoice,
  formVersion: number,
): Verdict {
  // A cell that nobody chose for and that stays Unassociated is no choice: a category of its name may come later.
  if (row === null && sourcedId === null && cell.state === 'unassociated') return { kind: 'kept' };
  if (row !== null && row.sourcedId === sourcedId) {
    return cell.state === 'synced' && cell.shown && cell.shown.title !== row.title
      ? { kind: 'renamed', title: cell.shown.title }
      : { kind: 'kept' };
  }
  const { sisClass } = cell.section;
  const categories = sisClass.kind === 'read' ? sisClass.categories : [];
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
