import type { Migration } from './migration.ts';

/** MongoDB's codes for an index, or a collection, that does not exist. */
const alreadyGone = [26, 27];

/** An index that `ensureIndexes` no longer creates, by MongoDB's name for it. */
export interface ReplacedIndex {
  readonly collection: string;
  readonly index: string;
}

/** The steps of a migration that drops indexes, one a step. */
export function dropIndexes(replaced: readonly ReplacedIndex[]): Migration['step'] {
  return async (database, cursor) => {
    const at = cursor === null ? 0 : Number(cursor);
    const next = replaced[at];
    if (next === undefined) return 'done';
    await database
      .collection(next.collection)
      .dropIndex(next.index)
      .catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    return String(at + 1);
  };
}

function isGone(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'number' &&
    alreadyGone.includes(error.code)
  );
}
