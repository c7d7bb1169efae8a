import type { ClassCategories } from '../domain/categories/category-page.ts';
import type { MappingRow } from '../domain/categories/mapping-table.ts';
import { type Category, foldName } from '../domain/categories/resolve-category.ts';
import type { CanvasSection } from '../domain/course.ts';
import { ProductError } from '../errors.ts';
import type { SisProfile } from '../oneroster/profile/sis-profile.ts';
import type { SisReply } from '../oneroster/sis-client.ts';
import { shortHash } from '../passback/comparison/sourced-ids.ts';
import { cleanName, cutTitle } from '../passback/comparison/titles.ts';
import type { PassbackDeps, SisAccess } from '../passback/passback-deps.ts';
import { codeOfFailure } from '../passback/runs/stage-result.ts';

/**
 * The classes with the names of the groups that have no category there: choosing one creates it (P20). The same name in the
 * same class always has the same id, so that a repeated PUT makes no second one. Pure.
 */
export function offerNewCategories(
  classes: ReadonlyMap<string, ClassCategories>,
  groupNames: readonly string[],
  { institutionId, profile }: { readonly institutionId: string; readonly profile: SisProfile },
): ReadonlyMap<string, ClassCategories> {
  const titles = groupNames.map((name) =>
    cutTitle(cleanName(name), profile.categoryTitleLimit ?? Infinity).trim(),
  );
  return new Map(
    [...classes].map(([sisId, sisClass]): [string, ClassCategories] => {
      if (sisClass.kind !== 'read') return [sisId, sisClass];
      const known = new Set(sisClass.categories.map(({ title }) => foldName(title)));
      const fresh = titles.filter((title) => title !== '' && !known.has(foldName(title)));
      const made = fresh.map((title): [string, Category] => {
        const sourcedId = shortHash(['new category', institutionId, sisId, foldName(title)]);
        return [sourcedId, { sourcedId, title }];
      });
      return [sisId, { ...sisClass, creatable: [...new Map(made).values()] }];
    }),
  );
}

/** What a course offers, to find which of the chosen categories are still to be created. */
export interface OfferedCategories {
  readonly sections: readonly CanvasSection[];
  readonly classes: ReadonlyMap<string, ClassCategories>;
}

/**
 * Creates what was chosen in this form and is not in the SIS yet, and reads it back. The rows then name the categories as the
 * SIS does. Rows of an earlier version are left alone: a category that is gone comes back only if somebody chooses it.
 * @throws ProductError `sis_*` if the SIS refuses one, or does not show it
 */
export async function createChosen(
  { stores, log }: Pick<PassbackDeps, 'stores' | 'log'>,
  { sis, institutionId }: { readonly sis: SisAccess; readonly institutionId: string },
  { sections, classes }: OfferedCategories,
  { rows, version }: { readonly rows: readonly MappingRow[]; readonly version: number },
  signal: AbortSignal,
): Promise<readonly MappingRow[]> {
  const sisIdOf = new Map(sections.map(({ id, sisId }) => [id, sisId ?? '']));
  const created = new Map<string, Category>();
  const chosen = rows.filter((row) => row.version === version);
  for (const { sectionId, sourcedId } of chosen) {
    const sisId = sisIdOf.get(sectionId) ?? '';
    const sisClass = classes.get(sisId);
    const wanted =
      sisClass?.kind === 'read' ? sisClass.creatable?.find((one) => one.sourcedId === sourcedId) : undefined;
    if (wanted === undefined || created.has(wanted.sourcedId)) continue;
    const { client } = sis;
    const found = takeValue(await client.readClass(sisId, signal));
    if (found.found !== 'one') throw new ProductError('sis_refused', { detail: 'the class is gone' });
    const classSourcedId = found.value.sourcedId;
    const { sourcedId: id } = takeValue(await client.putCategory({ ...wanted, classSourcedId }, signal));
    const categories = takeValue(await client.readCategories(classSourcedId, signal));
    const shown =
      categories.find((one) => one.sourcedId === id) ??
      categories.find(({ title }) => foldName(title) === foldName(wanted.title));
    if (shown === undefined)
      throw new ProductError('sis_refused', { detail: 'the new category is not shown' });
    await stores.classSnapshots.updateCategories(institutionId, sisId, categories);
    created.set(wanted.sourcedId, { sourcedId: shown.sourcedId, title: shown.title });
    log.info({ event: 'category_created', institutionId }, 'category created in the SIS');
  }
  return rows.map((row) => {
    const made = row.version === version && row.sourcedId !== null ? created.get(row.sourcedId) : undefined;
    return { ...row, ...made };
  });
}

function takeValue<T>(reply: SisReply<T>): T {
  if (reply.ok) return reply.value;
  throw new ProductError(codeOfFailure(reply.failure), { detail: 'a new category', next: 'retry' });
}
