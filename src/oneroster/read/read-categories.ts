import type { SisCategory } from '../../domain/sis.ts';
import { isUnknown, isUnsupported, mapReply, succeed } from '../client/reply.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import { isUnsaidEmpty } from './page-rows.ts';
import { categorySchema } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';

const categories = { service: 'gradebookUrl', keys: ['categories'], row: categorySchema } as const;

/**
 * The categories valid for a class. Only 1.2 specifies a class-scoped list; some 1.1 providers have one, and some of 1.2
 * have none (OF1). If it is missing, all categories are read, except those whose `metadata.classId` names another
 * class. None at all if the SIS knows neither list and the profile does not need them.
 */
export async function readCategories(
  reader: SisReader,
  classSourcedId: string,
  signal: AbortSignal,
): Promise<SisReply<readonly SisCategory[]>> {
  const scoped = await readAll(
    reader,
    { ...categories, path: ['classes', classSourcedId, 'categories'], route: '/classes/{id}/categories' },
    signal,
  );
  if (scoped.ok || !isListMissing(scoped.failure)) return selectForClass(scoped, classSourcedId, true);
  const all = await readAll(reader, { ...categories, path: ['categories'], route: '/categories' }, signal);
  if (all.ok) {
    if (reader.profile.version === '1.2')
      reader.habits.note('categories_unscoped', '/classes/{id}/categories');
    return selectForClass(all, classSourcedId, false);
  }
  if (!isListMissing(all.failure)) return all;
  return reader.profile.category === 'optional' || isUnsaidEmpty(all.failure) ? succeed([]) : scoped;
}

/** The SIS has no such list, or an empty one. */
function isListMissing(failure: SisFailure): boolean {
  return isUnsupported(failure) || isUnknown(failure) || isUnsaidEmpty(failure);
}

interface CategoryRow {
  readonly sourcedId: string;
  readonly title: string | null;
  readonly metadata: { readonly classIds: readonly string[] | null };
}

function selectForClass(
  reply: SisReply<readonly CategoryRow[]>,
  classSourcedId: string,
  isScoped: boolean,
): SisReply<readonly SisCategory[]> {
  return mapReply(reply, (rows) =>
    rows
      .filter(({ metadata }) => metadata.classIds === null || metadata.classIds.includes(classSourcedId))
      .map(({ sourcedId, title, metadata }) => ({
        sourcedId,
        title: title ?? '',
        classSourcedId: isScoped || metadata.classIds !== null ? classSourcedId : null,
      })),
  );
}
