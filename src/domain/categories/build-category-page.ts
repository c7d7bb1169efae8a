import type {
  CategoryCell,
  CategoryGroup,
  CategoryPage,
  ClassCategories,
  SyncedSection,
} from './category-page.ts';
import { indexRows, type MappingRow, mappingKey, toMapping } from './mapping-table.ts';
import { type Category, resolveCategory } from './resolve-category.ts';

/** Everything the page shows; building it reads nothing more. */
export interface CategoryPageInput {
  readonly groups: readonly { readonly id: string; readonly name: string; readonly position: number }[];
  readonly sections: readonly { readonly id: string; readonly name: string; readonly sisId: string | null }[];
  /** By the sections' SIS ids; absent: not read. */
  readonly classes: ReadonlyMap<string, ClassCategories>;
  readonly stored: {
    readonly version: number;
    readonly rows: readonly MappingRow[];
    readonly changedBy: string | null;
    readonly changedAt: Date | null;
  };
  readonly matchByName: boolean;
  readonly sisProblem: CategoryPage['sisProblem'];
}

/** Shows every group, in Canvas's order, for every section with a SIS id. Pure. */
export function buildCategoryPage(input: CategoryPageInput): CategoryPage {
  const { stored } = input;
  const sections = input.sections.flatMap((section): SyncedSection[] => {
    const { id, name, sisId } = section;
    if (sisId === null) return [];
    return [{ id, name, sisId, sisClass: input.classes.get(sisId) ?? { kind: 'unread' } }];
  });
  const rows = indexRows(stored.rows);
  const groups = [...input.groups].sort((a, b) => a.position - b.position || compareIds(a.id, b.id));
  return {
    version: stored.version,
    lastSaved: stored.changedAt === null ? null : { by: stored.changedBy ?? '', at: stored.changedAt },
    groups: groups.map(
      ({ id, name }): CategoryGroup => ({
        id,
        name,
        cells: sections.map((section) =>
          buildCell(section, name, rows.get(mappingKey(id, section.id)) ?? null, input.matchByName),
        ),
      }),
    ),
    sections,
    sectionsWithoutSisId: input.sections.flatMap(({ name, sisId }) => (sisId === null ? [name] : [])),
    sisProblem: input.sisProblem,
  };
}

function buildCell(
  section: SyncedSection,
  groupName: string,
  row: MappingRow | null,
  matchByName: boolean,
): CategoryCell {
  const plain = { section, shown: null, renamedFrom: null, unsaved: null, conflict: null };
  const { sisClass } = section;
  if (sisClass.kind !== 'read') {
    // The SIS did not answer, so the stored choice is shown as it is.
    const shown = row?.sourcedId == null ? null : { sourcedId: row.sourcedId, title: row.title };
    return { ...plain, shown, state: shown ? 'synced' : 'unassociated' };
  }
  const resolution = resolveCategory(groupName, sisClass.categories, row && toMapping(row), matchByName);
  if (resolution.kind === 'unassociated') return { ...plain, state: 'unassociated' };
  if (resolution.kind === 'gone') {
    const shown: Category = { sourcedId: row?.sourcedId ?? '', title: resolution.title };
    return { ...plain, state: 'gone', shown };
  }
  const { category, byName } = resolution;
  const { sourcedId, title } = category;
  return {
    ...plain,
    state: byName ? 'suggested' : 'synced',
    shown: { sourcedId, title },
    renamedFrom: row && row.title !== title ? row.title : null,
  };
}

/** How many sections of a group are in each state. */
export function countStates(group: CategoryGroup): Readonly<Record<CategoryCell['state'], number>> {
  const counts = { synced: 0, suggested: 0, unassociated: 0, gone: 0 };
  for (const cell of group.cells) counts[cell.state] += 1;
  return counts;
}

/** Oldest first: Canvas's ids only grow. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
