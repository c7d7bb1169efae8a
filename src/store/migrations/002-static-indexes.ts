import { dropIndexes, type ReplacedIndex } from './drop-indexes.ts';
import type { Migration } from './migration.ts';

/**
 * Indexes that later versions replace: every score that was sent moved its item and its cell within them, which
 * cost more than the write itself. Processes of the previous version only answer slower without them.
 */
const replaced: readonly ReplacedIndex[] = [
  { collection: 'cells', index: 'institutionId_1_courseKey_1_assignmentId_1_classKey_1_state_1' },
  { collection: 'cells', index: 'institutionId_1_courseKey_1_due_1__id_1' },
  { collection: 'items', index: 'runId_1_outcome_1__id_1' },
  { collection: 'items', index: 'lineItemId_1_outcome_1' },
  { collection: 'items', index: 'institutionId_1' },
  { collection: 'run_line_items', index: 'runId_1_outcome_1__id_1' },
  { collection: 'run_line_items', index: 'institutionId_1' },
  { collection: 'grades', index: 'courseKey_1_assignmentId_1__id_1' },
];

/** Drops what `ensureIndexes` no longer creates. */
export const staticIndexes: Migration = { number: 2, name: 'static-indexes', step: dropIndexes(replaced) };
