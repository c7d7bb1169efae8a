import type { SisCategory } from '../../domain/sis.ts';
import { isUnknown, isUnsupported, mapReply } from '../client/reply.ts';
import type { SisReply } from '../sis-client.ts';
import { categoryRow } from './schemas.ts';
import { readAll, type SisReader } from './sis-reader.ts';

const categories = { service: 'gradebookUrl', key: 'categories', row: categoryRow } as const;

/**
 * The categories valid for a class. 1.2 has a class-scoped list. 1.1 has not, though some of its providers serve one
 * (A1): where it is not there, the list of all, from which `metadata.classId` of another class is left out.
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
  if (reader.profile.version === '1.2' || !isMissing) return select(scoped, classSourcedId, true);
  const all = await readAll(reader, { ...categories, path: ['categories'], route: '/categories' }, signal);
  return select(all, classSourcedId, false);
}

interface CategoryRow {
  readonly sourcedId: string;
  readonly title: string | null;
  readonly metadata: { readonly classIds: readonly string[] | null };
}

function select(
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
