import type { Migration } from './migration.ts';

/**
 * Indexes that later versions replace: every score that was sent moved its item and its cell within them, which
 * cost more than the write itself. Processes of the previous version only answer slower without them.
 */
const replaced: readonly { readonly collection: string; readonly index: string }[] = [
  { collection: 'cells', index: 'institutionId_1_courseKey_1_assignmentId_1_classKey_1_state_1' },
  { collection: 'cells', index: 'institutionId_1_courseKey_1_due_1__id_1' },
  { collection: 'items', index: 'runId_1_outcome_1__id_1' },
  { collection: 'items', index: 'lineItemId_1_outcome_1' },
  { collection: 'items', index: 'institutionId_1' },
  { collection: 'run_line_items', index: 'runId_1_outcome_1__id_1' },
  { collection: 'run_line_items', index: 'institutionId_1' },
  { collection: 'grades', index: 'courseKey_1_assignmentId_1__id_1' },
];
/** MongoDB's codes for an index, or a collection, that does not exist. */
const alreadyGone = [26, 27];

/** Drops what `ensureIndexes` no longer creates, one index a step. */
export const staticIndexes: Migration = {
  number: 2,
  name: 'static-indexes',
  async step(database, cursor) {
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
  },
};

function isGone(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'number' &&
    alreadyGone.includes(error.code)
  );
}
