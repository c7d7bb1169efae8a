import type mongoose from 'mongoose';
import { z } from 'zod';
import type { ItemCounts, ItemOutcome, ItemReason } from '../../domain/outcomes.ts';
import type { SentScore } from '../../domain/sis.ts';
import { openRecords, unlessDuplicate } from '../records.ts';
import { addOutcome, noItems } from './item-counts.ts';
import {
  type ItemRecord,
  itemFormat,
  itemOutcomeSchema,
  type StoredItem,
  toStoredItem,
  toStoredOutcome,
} from './item-record.ts';
import { inSections, type SectionIds } from './section-ids.ts';

/** One item's refusal. */
export interface ItemFailure {
  readonly id: string;
  readonly reason: ItemReason;
  readonly sisMessage: string | null;
}

/** What became of an unsent item, because Canvas has changed meanwhile. */
export type ItemRenewal =
  | { readonly id: string; readonly desired: SentScore }
  | { readonly id: string; readonly outcome: 'skipped' | 'failed'; readonly reason: ItemReason };

/** A worker's hold on the items of a run. */
export interface ItemFence {
  readonly runId: string;
  readonly fencingToken: number;
}

export interface ItemStore {
  /** Adds items; repeating a batch changes nothing. */
  insertBatch(items: readonly ItemRecord[]): Promise<void>;
  /** Erases what an interrupted comparison left. */
  dropOlder(fence: ItemFence): Promise<void>;
  /** Takes the items over from a worker that lost the run. */
  takeOver(fence: ItemFence): Promise<void>;
  /**
   * Items still to be sent, in order of line item, after `after`. With `attempted`: those that a dead worker
   * attempted with unknown result.
   */
  findPending(runId: string, after: string, limit: number, attempted: boolean): Promise<ItemRecord[]>;
  /** Classes with an item that is to be sent or read back. */
  findOpenClasses(runId: string): Promise<string[]>;
  /** Records that they are about to be sent. */
  beginAttempts(fence: ItemFence, ids: readonly string[]): Promise<void>;
  clearAttempts(fence: ItemFence): Promise<void>;
  /** Gives items that are unsent and not on their way another score, or their outcome. */
  renew(fence: ItemFence, renewals: readonly ItemRenewal[]): Promise<void>;
  markSent(fence: ItemFence, ids: readonly string[]): Promise<void>;
  markFailed(fence: ItemFence, failures: readonly ItemFailure[]): Promise<void>;
  /** Counts attempts that got no answer. */
  markUnanswered(fence: ItemFence, ids: readonly string[]): Promise<void>;
  markConfirmed(fence: ItemFence, ids: readonly string[]): Promise<void>;
  /** Makes unchanged and held-back items pending, because the SIS lost what they rely on. */
  reopen(fence: ItemFence, ids: readonly string[]): Promise<void>;
  /** Gives all pending items, of the run or of one line item, their outcome. */
  closePending(
    fence: ItemFence,
    end: {
      outcome: 'failed' | 'skipped';
      reason: ItemReason;
      sisMessage?: string | null;
      lineItemId?: string;
    },
  ): Promise<void>;
  find(ids: readonly string[]): Promise<ItemRecord[]>;
  /** With these outcomes; null: all. */
  findOfLineItem(lineItemId: string, outcomes: readonly ItemOutcome[] | null): Promise<ItemRecord[]>;
  /** Line items with an item of this outcome. */
  findLineItemIds(runId: string, outcome: ItemOutcome): Promise<string[]>;
  findFailed(
    runIds: readonly string[],
    sectionIds?: SectionIds,
  ): Promise<{ assignmentId: string; personId: string }[]>;
  /** Without the cells that the run counted but made no item of. */
  count(runId: string, sectionIds?: SectionIds): Promise<ItemCounts>;
  /** Items still to be sent, by assignment: those for which the SIS has no score yet, and the others. */
  countPending(
    runId: string,
    sectionIds: SectionIds,
  ): Promise<ReadonlyMap<string, { readonly new: number; readonly changed: number }>>;
  countByLineItem(runId: string, sectionIds?: SectionIds): Promise<ReadonlyMap<string | null, ItemCounts>>;
  stream(runId: string, filter: ItemFilter): AsyncIterable<ItemRecord>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export interface ItemFilter {
  readonly sectionIds: SectionIds;
  readonly assignmentId: string | null;
  readonly classSourcedId: string | null;
  readonly problemsOnly: boolean;
}

const pending = toStoredOutcome('pending');
const failedItem = z.object({ assignmentId: z.string(), personId: z.string() });
const former = z.enum(['unchanged', 'held_back', 'skipped', 'failed']).nullable();
const outcomeCount = z.object({ _id: z.object({ outcome: itemOutcomeSchema, former }), n: z.number() });
const lineItemCount = z.object({
  _id: z.object({ lineItemId: z.string().nullable(), outcome: itemOutcomeSchema, former }),
  n: z.number(),
});

const pendingCount = z.object({ _id: z.string(), new: z.number(), changed: z.number() });

const formerOf = { $ifNull: ['$former', null] };

/** An item that replaces a cell counted without one is subtracted there. */
function addItems(
  counts: ItemCounts,
  { outcome, former: was }: z.infer<typeof outcomeCount>['_id'],
  n: number,
): ItemCounts {
  const added = addOutcome(counts, outcome, n);
  return was === null ? added : addOutcome(added, was, -n);
}

/**
 * Items of runs. The `_id` begins with run, assignment and class, so the order of `_id` is the order of line
 * items.
 */
export function createItemStore(connection: mongoose.Connection): ItemStore {
  const items = openRecords(connection, itemFormat);
  const pendingOf = ({ fencingToken }: ItemFence, ids: readonly string[]) => ({
    _id: { $in: [...ids] },
    gen: fencingToken,
    outcome: pending,
  });
  return {
    async insertBatch(batch) {
      const stored = batch.map(toStoredItem);
      if (await unlessDuplicate(items.insertMany(stored))) return;
      // Some may exist: an older worker's are overwritten, ours are equal.
      const updates = stored.map(({ _id, ...item }) => ({
        filter: { _id, gen: { $lt: item.gen } },
        update: { $set: item },
      }));
      await items.updateEach(updates);
    },
    async dropOlder({ runId, fencingToken }) {
      await items.deleteMany({ runId, gen: { $lt: fencingToken } });
    },
    async takeOver({ runId, fencingToken }) {
      await items.updateMany({ runId, gen: { $lt: fencingToken } }, { $set: { gen: fencingToken } });
    },
    findPending: (runId, after, limit, attempted) =>
      items.find(
        { runId, outcome: pending, _id: { $gt: after }, ...(attempted ? { starts: { $gt: 0 } } : {}) },
        { sort: { _id: 1 }, limit },
      ),
    findOpenClasses: (runId) =>
      items.distinct('classSourcedId', { runId, outcome: { $in: [pending, 'sent'] } }),
    async beginAttempts(fence, ids) {
      await items.updateMany(pendingOf(fence, ids), { $inc: { starts: 1 } });
    },
    async clearAttempts({ runId, fencingToken }) {
      const attempted = { runId, outcome: pending, gen: fencingToken, starts: { $gt: 0 } };
      await items.updateMany(attempted, { $set: { starts: 0 } });
    },
    async renew({ fencingToken }, renewals) {
      const updates = renewals.map((renewal) => ({
        filter: { _id: renewal.id, gen: fencingToken, outcome: pending, starts: 0 },
        update: {
          $set:
            'desired' in renewal
              ? { desired: renewal.desired }
              : { outcome: renewal.outcome, reason: renewal.reason, starts: 0 },
        },
      }));
      await items.updateEach(updates);
    },
    async markSent(fence, ids) {
      if (ids.length === 0) return;
      await items.updateMany(pendingOf(fence, ids), { $set: { outcome: 'sent', starts: 0 } });
    },
    async markFailed({ fencingToken }, failures) {
      const updates = failures.map(({ id, reason, sisMessage }) => ({
        filter: { _id: id, gen: fencingToken },
        update: { $set: { outcome: 'failed' as const, reason, sisWords: sisMessage, starts: 0 } },
      }));
      await items.updateEach(updates);
    },
    async markUnanswered(fence, ids) {
      if (ids.length === 0) return;
      await items.updateMany(pendingOf(fence, ids), { $inc: { attempts: 1 }, $set: { starts: 0 } });
    },
    async markConfirmed({ fencingToken }, ids) {
      if (ids.length === 0) return;
      const sent = { _id: { $in: [...ids] }, gen: fencingToken, outcome: 'sent' as const };
      await items.updateMany(sent, { $set: { outcome: 'confirmed' } });
    },
    async reopen({ fencingToken }, ids) {
      const kept: StoredItem['outcome'][] = ['unchanged', 'held_back'];
      const filter = { _id: { $in: [...ids] }, gen: fencingToken, outcome: { $in: kept } };
      await items.updateMany(filter, { $set: { outcome: pending, reason: null } });
    },
    async closePending({ runId, fencingToken }, { outcome, reason, sisMessage = null, lineItemId }) {
      const filter = { runId, gen: fencingToken, outcome: pending };
      const end = { $set: { outcome, reason, sisWords: sisMessage, starts: 0 } };
      await items.updateMany(lineItemId ? { ...filter, lineItemId } : filter, end);
    },
    find: (ids) => items.find({ _id: { $in: [...ids] } }),
    findOfLineItem: (lineItemId, outcomes) =>
      items.find({
        lineItemId,
        ...(outcomes === null ? {} : { outcome: { $in: outcomes.map(toStoredOutcome) } }),
      }),
    findLineItemIds: (runId, outcome) =>
      items.distinct('lineItemId', { runId, outcome: toStoredOutcome(outcome) }),
    findFailed: (runIds, sectionIds = null) =>
      items.findPart(
        failedItem,
        { runId: { $in: [...runIds] }, outcome: 'failed', ...inSections(sectionIds) },
        { projection: { assignmentId: 1, personId: 1 } },
      ),
    async count(runId, sectionIds = null) {
      const rows = await items.aggregate(outcomeCount, [
        { $match: { runId, ...inSections(sectionIds) } },
        { $group: { _id: { outcome: '$outcome', former: formerOf }, n: { $sum: 1 } } },
      ]);
      return rows.reduce((counts, { _id, n }) => addItems(counts, _id, n), noItems);
    },
    async countPending(runId, sectionIds) {
      const rows = await items.aggregate(pendingCount, [
        { $match: { runId, outcome: pending, ...inSections(sectionIds) } },
        {
          $group: {
            _id: '$assignmentId',
            new: { $sum: { $cond: ['$isNew', 1, 0] } },
            changed: { $sum: { $cond: ['$isNew', 0, 1] } },
          },
        },
      ]);
      return new Map(rows.map(({ _id, ...counts }) => [_id, counts]));
    },
    async countByLineItem(runId, sectionIds = null) {
      const rows = await items.aggregate(lineItemCount, [
        { $match: { runId, ...inSections(sectionIds) } },
        {
          $group: {
            _id: { lineItemId: '$lineItemId', outcome: '$outcome', former: formerOf },
            n: { $sum: 1 },
          },
        },
      ]);
      const counts = new Map<string | null, ItemCounts>();
      for (const { _id, n } of rows) {
        counts.set(_id.lineItemId, addItems(counts.get(_id.lineItemId) ?? noItems, _id, n));
      }
      return counts;
    },
    stream: (runId, filter) =>
      items.stream(
        {
          // All ids of the run and no others: `;` comes right after `:`. So the order needs no sorting.
          _id: { $gte: `${runId}:`, $lt: `${runId};` },
          ...inSections(filter.sectionIds),
          ...(filter.assignmentId === null ? {} : { assignmentId: filter.assignmentId }),
          ...(filter.classSourcedId === null ? {} : { classSourcedId: filter.classSourcedId }),
          ...(filter.problemsOnly ? { outcome: { $in: ['failed', 'skipped'] as const } } : {}),
        },
        { sort: { _id: 1 } },
      ),
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
