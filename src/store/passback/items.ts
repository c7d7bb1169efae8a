import type mongoose from 'mongoose';
import type { ItemCounts, ItemOutcome, ItemReason } from '../../domain/outcomes.ts';
import { isDuplicateKey, openRecords } from './collection.ts';
import { addOutcome, noItems } from './item-counts.ts';
import type { ItemRecord } from './item-record.ts';

/** One item's refusal. */
export interface ItemFailure {
  readonly id: string;
  readonly reason: ItemReason;
  readonly words: string | null;
}

/** A worker's hold on the items of a run. */
export interface ItemFence {
  readonly runId: string;
  readonly gen: number;
}

export interface ItemStore {
  /** Adds planned items; repeating a batch changes nothing. */
  insertBatch(items: readonly ItemRecord[]): Promise<void>;
  /** Erases what an interrupted comparison left. */
  dropOlder(fence: ItemFence): Promise<void>;
  /** Takes the open items over from a worker that died. */
  adopt(fence: ItemFence): Promise<void>;
  /** Items still to be sent, in order of line item, after `after`; with `suspect`, those that a worker was sending when it died. */
  findPlanned(runId: string, after: string, limit: number, suspect: boolean): Promise<ItemRecord[]>;
  /** Classes with an item that waits to be sent or to be read back. */
  findOpenClasses(runId: string): Promise<string[]>;
  markStarted(fence: ItemFence, ids: readonly string[]): Promise<void>;
  clearStarts(fence: ItemFence): Promise<void>;
  markSent(fence: ItemFence, ids: readonly string[]): Promise<void>;
  markFailed(fence: ItemFence, failures: readonly ItemFailure[]): Promise<void>;
  /** Counts a try that got no answer. */
  markAttempted(fence: ItemFence, ids: readonly string[]): Promise<void>;
  markConfirmed(fence: ItemFence, ids: readonly string[]): Promise<void>;
  /** Sends unchanged and held back items after all, because the SIS has lost what they rely on. */
  replan(fence: ItemFence, ids: readonly string[]): Promise<void>;
  /** Ends all items that still wait, of the run or of one line item. */
  endPlanned(
    fence: ItemFence,
    end: { outcome: 'failed' | 'skipped'; reason: ItemReason; words?: string | null; lineItemId?: string },
  ): Promise<void>;
  findOfLineItem(lineItemId: string, outcomes: readonly ItemOutcome[]): Promise<ItemRecord[]>;
  /** Line items with an item of this outcome. */
  findLineItemIds(runId: string, outcome: ItemOutcome): Promise<string[]>;
  findFailed(runIds: readonly string[]): Promise<{ assignmentId: string; personId: string }[]>;
  count(runId: string): Promise<ItemCounts>;
  countByLineItem(runId: string): Promise<ReadonlyMap<string | null, ItemCounts>>;
  stream(runId: string, filter: ItemFilter): AsyncIterable<ItemRecord>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export interface ItemFilter {
  readonly assignmentId: string | null;
  readonly classSourcedId: string | null;
  readonly problemsOnly: boolean;
}

/** Items of runs. The `_id` begins with run, assignment and class, so the order of `_id` is the order of line items. */
export function createItemStore(connection: mongoose.Connection): ItemStore {
  const items = openRecords<ItemRecord>(connection, 'items');
  const planned = (fence: ItemFence, ids: readonly string[]) => ({
    _id: { $in: [...ids] },
    gen: fence.gen,
    outcome: 'planned' as const,
  });
  const setPlanned = async (fence: ItemFence, ids: readonly string[], set: Partial<ItemRecord>) => {
    if (ids.length > 0) await items.updateMany(planned(fence, ids), { $set: set });
  };
  return {
    async insertBatch(batch) {
      if (batch.length === 0) return;
      try {
        await items.insertMany([...batch], { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await replaceOlder(items, batch);
      }
    },
    async dropOlder({ runId, gen }) {
      await items.deleteMany({ runId, gen: { $lt: gen } });
    },
    async adopt({ runId, gen }) {
      await items.updateMany({ runId, gen: { $lt: gen } }, { $set: { gen } });
    },
    findPlanned: (runId, after, limit, suspect) =>
      items
        .find({ runId, outcome: 'planned', _id: { $gt: after }, ...(suspect ? { starts: { $gt: 0 } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    async findOpenClasses(runId) {
      const ids = await items.distinct('classSourcedId', { runId, outcome: { $in: ['planned', 'sent'] } });
      return ids.filter((id) => id !== null);
    },
    async markStarted(fence, ids) {
      await items.updateMany(planned(fence, ids), { $inc: { starts: 1 } });
    },
    async clearStarts({ runId, gen }) {
      await items.updateMany({ runId, outcome: 'planned', gen, starts: { $gt: 0 } }, { $set: { starts: 0 } });
    },
    markSent: (fence, ids) => setPlanned(fence, ids, { outcome: 'sent', starts: 0 }),
    async markFailed(fence, failures) {
      if (failures.length === 0) return;
      const writes = failures.map((failure) => ({
        updateOne: {
          filter: { _id: failure.id, gen: fence.gen },
          update: {
            $set: { outcome: 'failed' as const, reason: failure.reason, sisWords: failure.words, starts: 0 },
          },
        },
      }));
      await items.bulkWrite(writes, { ordered: false });
    },
    async markAttempted(fence, ids) {
      if (ids.length === 0) return;
      await items.updateMany(planned(fence, ids), { $inc: { attempts: 1 }, $set: { starts: 0 } });
    },
    async markConfirmed(fence, ids) {
      if (ids.length === 0) return;
      const sent = { _id: { $in: [...ids] }, gen: fence.gen, outcome: 'sent' as const };
      await items.updateMany(sent, { $set: { outcome: 'confirmed' } });
    },
    async replan(fence, ids) {
      const kept = { $in: ['unchanged', 'held_back'] as const };
      const filter = { _id: { $in: [...ids] }, gen: fence.gen, outcome: kept };
      await items.updateMany(filter, { $set: { outcome: 'planned', reason: null } });
    },
    async endPlanned(fence, { outcome, reason, words = null, lineItemId }) {
      const filter = { runId: fence.runId, gen: fence.gen, outcome: 'planned' as const };
      const end = { $set: { outcome, reason, sisWords: words, starts: 0 } };
      await items.updateMany(lineItemId ? { ...filter, lineItemId } : filter, end);
    },
    findOfLineItem: (lineItemId, outcomes) =>
      items.find({ lineItemId, outcome: { $in: [...outcomes] } }).toArray(),
    async findLineItemIds(runId, outcome) {
      const ids = await items.distinct('lineItemId', { runId, outcome });
      return ids.filter((id) => id !== null);
    },
    findFailed: (runIds) =>
      items
        .find({ runId: { $in: [...runIds] }, outcome: 'failed' })
        .project<{ assignmentId: string; personId: string }>({ assignmentId: 1, personId: 1 })
        .toArray(),
    async count(runId) {
      const rows = await items
        .aggregate<{ _id: ItemOutcome; n: number }>([
          { $match: { runId } },
          { $group: { _id: '$outcome', n: { $sum: 1 } } },
        ])
        .toArray();
      return rows.reduce((counts, row) => addOutcome(counts, row._id, row.n), noItems);
    },
    async countByLineItem(runId) {
      const rows = await items
        .aggregate<{ _id: { lineItemId: string | null; outcome: ItemOutcome }; n: number }>([
          { $match: { runId } },
          { $group: { _id: { lineItemId: '$lineItemId', outcome: '$outcome' }, n: { $sum: 1 } } },
        ])
        .toArray();
      const counts = new Map<string | null, ItemCounts>();
      for (const { _id, n } of rows) {
        counts.set(_id.lineItemId, addOutcome(counts.get(_id.lineItemId) ?? noItems, _id.outcome, n));
      }
      return counts;
    },
    stream: (runId, filter) =>
      items
        .find({
          // All ids of the run and no others: `;` is the sign after `:`. So the order costs no sorting.
          _id: { $gte: `${runId}:`, $lt: `${runId};` },
          ...(filter.assignmentId === null ? {} : { assignmentId: filter.assignmentId }),
          ...(filter.classSourcedId === null ? {} : { classSourcedId: filter.classSourcedId }),
          ...(filter.problemsOnly ? { outcome: { $in: ['failed', 'skipped'] as const } } : {}),
        })
        .sort({ _id: 1 }),
    async removeInstitution(institutionId) {
      await items.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await items.createIndex({ runId: 1, outcome: 1, _id: 1 });
      await items.createIndex({ lineItemId: 1, outcome: 1 });
      await items.createIndex({ institutionId: 1 });
    },
  };
}

/** A batch met items that are there already: those of an older worker are replaced, ours are equal. */
async function replaceOlder(
  items: mongoose.mongo.Collection<ItemRecord>,
  batch: readonly ItemRecord[],
): Promise<void> {
  const writes = batch.map(({ _id, ...replacement }) => ({
    replaceOne: { filter: { _id, gen: { $lt: replacement.gen } }, replacement },
  }));
  await items.bulkWrite(writes, { ordered: false });
}
