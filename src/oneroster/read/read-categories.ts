import type { SisCategory } from '../../domain/sis.ts';
import { isUnknown, isUnsupported, mapReply } from '../client/reply.ts';
import type { SisReply } from '../sis-client.ts';
import { categorySchema } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';

const categories = { service: 'gradebookUrl', key: 'categories', row: categorySchema } as const;

/**
 * The categories valid for a class. Only 1.2 specifies a class-scoped list, but some 1.1 providers have one
 * (OF1). If it is missing, all categories are read, except those whose `metadata.classId` names another
 * class.
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
  const isMissing = !scoped.ok && (isUnsupported(scoped.failure) || isUnknown(scoped.failure));
  if (reader.profile.version === '1.2' || !isMissing) return selectForClass(scoped, classSourcedId, true);
  const all = await readAll(reader, { ...categories, path: ['categories'], route: '/categories' }, signal);
  return selectForClass(all, classSourcedId, false);
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
