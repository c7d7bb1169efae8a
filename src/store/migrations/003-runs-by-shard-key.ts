import { dropIndexes } from './drop-indexes.ts';
import type { Migration } from './migration.ts';

/**
 * A sharded collection has no unique index that does not begin with its key, so those of runs now name the institution
 * first. Processes of the previous version only answer slower without the old ones: the new index keeps a course's
 * slots unique for them as well.
 */
export const runsByShardKey: Migration = {
  number: 3,
  name: 'runs-by-shard-key',
  step: dropIndexes([
    { collection: 'runs', index: 'courseKey_1_slot_1' },
    { collection: 'runs', index: 'courseKey_1_createdAt_-1' },
  ]),
};
