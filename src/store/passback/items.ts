import type mongoose from 'mongoose';
import { z } from 'zod';
import {
  type ItemCounts,
  type ItemOutcome,
  type ItemReason,
  type SentReason,
  sentReasons,
} from '../../domain/outcomes.ts';
import type { SentScore } from '../../domain/sis.ts';
import { openRecords, unlessDuplicate } from '../records.ts';
import { type CourseScope, idsUnder, ofCourse, ofRun, type RunKey } from './course-scope.ts';
import { addOutcome, noItems } from './item-counts.ts';
import {
  type ItemRecord,
  itemFormat,
  itemOutcomeSchema,
  type StoredItem,
  storeReason,
  toStoredItem,
  toStoredOutcome,
} from './item-record.ts';
import { inSections, type SectionIds } from './section-ids.ts';

/** One item's refusal. */
export interface ItemFailure {
  readonly id: string;
  readonly reason: ItemReason;
  readonly sisMessage: string | null;
  /** The score that the SIS shows instead. */
  readonly kept?: number | null;
}

/** Why an item stays sent, and the score that the SIS shows; null: none. */
export interface UnequalItem {
  readonly id: string;
  readonly reason: SentReason;
  readonly kept: number | null;
}

/** What became of an unsent item, because Canvas has changed meanwhile. */
export type ItemRenewal =
  | { readonly id: string; readonly desired: SentScore }
  | { readonly id: string; readonly outcome: 'skipped' | 'failed'; readonly reason: ItemReason };

/** A worker's hold on the items of a run. */
export interface ItemFence extends RunKey {
  readonly fencingToken: number;
}

/** Nobody has held the run before, so there is nothing to take over: most runs are never claimed twice. */
export function isFirstClaim({ fencingToken }: ItemFence): boolean {
  return fencingToken <= 1;
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
  findPending(run: RunKey, after: string, limit: number, attempted: boolean): Promise<ItemRecord[]>;
  /** Classes with an item that is to be sent or read back. */
  findOpenClasses(run: RunKey): Promise<string[]>;
  /** Records that it is about to be sent alone. */
  beginAttempt(fence: ItemFence, id: string): Promise<void>;
  /** Records that a dead worker may have been sending what is pending up to this id. Repeating it changes nothing. */
  noteAttempted(fence: ItemFence, upTo: string): Promise<void>;
  clearAttempts(fence: ItemFence): Promise<void>;
  /** Gives items that are unsent and not on their way another score, or their outcome. */
  renew(fence: ItemFence, renewals: readonly ItemRenewal[]): Promise<void>;
  markSent(fence: ItemFence, ids: readonly string[]): Promise<void>;
  markFailed(fence: ItemFence, failures: readonly ItemFailure[]): Promise<void>;
  /** Counts attempts that got no answer. */
  markUnanswered(fence: ItemFence, ids: readonly string[]): Promise<void>;
  markConfirmed(fence: ItemFence, ids: readonly string[]): Promise<void>;
  /** The SIS does not show what it accepted, or keeps it in another form: the items stay `sent`. */
  markUnequal(fence: ItemFence, unequal: readonly UnequalItem[]): Promise<void>;
  /** The SIS shows a row's line item otherwise than it was sent, so none of its grades is confirmed. */
  markOfLineItem(fence: ItemFence, lineItemId: string): Promise<void>;
  /** Takes that back. */
  markVerified(fence: ItemFence, ids: readonly string[]): Promise<void>;
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
  find(scope: CourseScope, ids: readonly string[]): Promise<ItemRecord[]>;
  /** Those of a row, with these outcomes; null: all. */
  findOfRow(
    row: CourseScope & Pick<ItemRecord, '_id' | 'runId'>,
    outcomes: readonly ItemOutcome[] | null,
  ): Promise<ItemRecord[]>;
  /** Line items with an item of this outcome. */
  findLineItemIds(run: RunKey, outcome: ItemOutcome): Promise<string[]>;
  findFailed(
    scope: CourseScope,
    runIds: readonly string[],
    sectionIds?: SectionIds,
  ): Promise<{ assignmentId: string; personId: string }[]>;
  /** Without the cells that the run counted but made no item of. */
  count(run: RunKey, sectionIds?: SectionIds): Promise<ItemCounts>;
  /** Items still to be sent, by assignment: those for which the SIS has no score yet, and the others. */
  countPending(
    run: RunKey,
    sectionIds: SectionIds,
  ): Promise<ReadonlyMap<string, { readonly new: number; readonly changed: number }>>;
  countByLineItem(run: RunKey, sectionIds?: SectionIds): Promise<ReadonlyMap<string | null, ItemCounts>>;
  stream(run: RunKey, filter: ItemFilter): AsyncIterable<ItemRecord>;
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
const ofLineItem = 'line_item_differs' as const;
const problemOutcomes = ['failed', 'skipped'] as const;
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
 * items. Scores that are sent pass through no index with the outcome: that would cost more than the write itself.
 */
export function createItemStore(connection: mongoose.Connection): ItemStore {
  const items = openRecords(connection, itemFormat);
  const heldBy = (fence: ItemFence) => ({ ...ofRun(fence), gen: fence.fencingToken });
  const older = (fence: ItemFence) => ({ ...ofRun(fence), gen: { $lt: fence.fencingToken } });
  const pendingOf = (fence: ItemFence, ids: readonly string[]) => ({
    ...heldBy(fence),
    _id: { $in: [...ids] },
    outcome: pending,
  });
  return {
    async insertBatch(batch) {
      const stored = batch.map(toStoredItem);
      if (await unlessDuplicate(items.insertMany(stored))) return;
      // Some may exist: an older worker's are overwritten, ours are equal.
      const updates = stored.map(({ _id, ...item }) => ({
        filter: { ...ofRun(item), _id, gen: { $lt: item.gen } },
        update: { $set: item },
      }));
      await items.updateEach(updates);
    },
    async dropOlder(fence) {
      if (!isFirstClaim(fence)) await items.deleteMany(older(fence));
    },
    async takeOver(fence) {
      if (isFirstClaim(fence)) return;
      await items.updateMany(older(fence), { $set: { gen: fence.fencingToken } });
    },
    findPending: (run, after, limit, attempted) =>
      items.find(
        {
          ...ofRun(run),
          _id: { $gt: after },
          outcome: pending,
          ...(attempted ? { starts: { $gt: 0 } } : {}),
        },
        { sort: { _id: 1 }, limit },
      ),
    findOpenClasses: (run) =>
      items.distinct('classSourcedId', { ...ofRun(run), outcome: { $in: [pending, 'sent'] } }),
    async beginAttempt(fence, id) {
      await items.updateMany(pendingOf(fence, [id]), { $inc: { starts: 1 } });
    },
    async noteAttempted(fence, upTo) {
      // The dead worker's token stands in them until somebody may send again.
      const byThen = { ...ofRun(fence), gen: { $lte: fence.fencingToken }, _id: { $lte: upTo } };
      const sending = { ...byThen, outcome: pending, starts: 0 };
      await items.updateMany(sending, { $set: { starts: 1 } });
    },
    async clearAttempts(fence) {
      const attempted = { ...heldBy(fence), outcome: pending, starts: { $gt: 0 } };
      await items.updateMany(attempted, { $set: { starts: 0 } });
    },
    async renew(fence, renewals) {
      const updates = renewals.map((renewal) => ({
        filter: { ...heldBy(fence), _id: renewal.id, outcome: pending, starts: 0 },
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
    async markFailed(fence, failures) {
      const updates = failures.map(({ id, reason, sisMessage, kept = null }) => ({
        filter: { ...heldBy(fence), _id: id },
        update: { $set: { outcome: 'failed' as const, reason, sisWords: sisMessage, kept, starts: 0 } },
      }));
      await items.updateEach(updates);
    },
    async markUnanswered(fence, ids) {
      if (ids.length === 0) return;
      await items.updateMany(pendingOf(fence, ids), { $inc: { attempts: 1 }, $set: { starts: 0 } });
    },
    async markConfirmed(fence, ids) {
      if (ids.length === 0) return;
      const sent = { ...heldBy(fence), _id: { $in: [...ids] }, outcome: 'sent' as const };
      await items.updateMany(sent, { $set: { outcome: 'confirmed' } });
    },
    async markUnequal(fence, unequal) {
      // Another reason says why the result was cleared.
      const open = { $in: [null, ...sentReasons] };
      const updates = unequal.map(({ id, reason, kept }) => ({
        filter: { ...heldBy(fence), _id: id, outcome: 'sent' as const, reason: open },
        update: { $set: { reason, kept } },
      }));
      await items.updateEach(updates);
    },
    async markOfLineItem(fence, lineItemId) {
      const accepted: StoredItem['outcome'][] = ['sent', 'confirmed'];
      await items.updateMany(
        {
          ...heldBy(fence),
          _id: idsUnder(lineItemId),
          lineItemId,
          outcome: { $in: accepted },
          reason: null,
        },
        { $set: { outcome: 'sent', ...storeReason(ofLineItem) } },
      );
    },
    async markVerified(fence, ids) {
      if (ids.length === 0) return;
      const unverified = {
        ...heldBy(fence),
        _id: { $in: [...ids] },
        $or: [{ reason: { $in: [...sentReasons] } }, { laterReason: ofLineItem } as const],
      };
      await items.updateMany(unverified, { $set: { reason: null, laterReason: null, kept: null } });
    },
    async reopen(fence, ids) {
      if (ids.length === 0) return;
      const kept: StoredItem['outcome'][] = ['unchanged', 'held_back'];
      const filter = { ...heldBy(fence), _id: { $in: [...ids] }, outcome: { $in: kept } };
      await items.updateMany(filter, { $set: { outcome: pending, reason: null } });
    },
    async closePending(fence, { outcome, reason, sisMessage = null, lineItemId }) {
      const filter = { ...heldBy(fence), outcome: pending };
      const end = { $set: { outcome, reason, sisWords: sisMessage, starts: 0 } };
      await items.updateMany(lineItemId ? { ...filter, _id: idsUnder(lineItemId), lineItemId } : filter, end);
    },
    find: async (scope, ids) =>
      ids.length === 0 ? [] : items.find({ ...ofCourse(scope), _id: { $in: [...ids] } }),
    findOfRow: ({ _id: lineItemId, ...run }, outcomes) =>
      items.find({
        ...ofRun(run),
        _id: idsUnder(lineItemId),
        lineItemId,
        ...(outcomes === null ? {} : { outcome: { $in: outcomes.map(toStoredOutcome) } }),
      }),
    findLineItemIds: (run, outcome) =>
      items.distinct('lineItemId', { ...ofRun(run), outcome: toStoredOutcome(outcome) }),
    async findFailed(scope, runIds, sectionIds = null) {
      if (runIds.length === 0) return [];
      const failed = { ...ofCourse(scope), runId: { $in: [...runIds] }, outcome: 'failed' as const };
      const projection = { assignmentId: 1, personId: 1 };
      return items.findPart(failedItem, { ...failed, ...inSections(sectionIds) }, { projection });
    },
    async count(run, sectionIds = null) {
      const rows = await items.aggregate(outcomeCount, [
        { $match: { ...ofRun(run), ...inSections(sectionIds) } },
        { $group: { _id: { outcome: '$outcome', former: formerOf }, n: { $sum: 1 } } },
      ]);
      return rows.reduce((counts, { _id, n }) => addItems(counts, _id, n), noItems);
    },
    async countPending(run, sectionIds) {
      const rows = await items.aggregate(pendingCount, [
        { $match: { ...ofRun(run), outcome: pending, ...inSections(sectionIds) } },
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
    async countByLineItem(run, sectionIds = null) {
      const rows = await items.aggregate(lineItemCount, [
        { $match: { ...ofRun(run), ...inSections(sectionIds) } },
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
    stream: (run, filter) =>
      items.stream(
        {
          ...ofRun(run),
          ...inSections(filter.sectionIds),
          ...(filter.assignmentId === null ? {} : { assignmentId: filter.assignmentId }),
          ...(filter.classSourcedId === null ? {} : { classSourcedId: filter.classSourcedId }),
          ...(filter.problemsOnly ? { outcome: { $in: [...problemOutcomes] } } : {}),
        },
        { sort: { _id: 1 } },
      ),
    async removeInstitution(institutionId) {
      await items.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await items.createIndex({ institutionId: 1, courseKey: 1, runId: 1, _id: 1 });
      await items.createIndex(
        { institutionId: 1, courseKey: 1, runId: 1, outcome: 1, _id: 1 },
        { partialFilterExpression: { outcome: { $in: [...problemOutcomes] } } },
      );
    },
  };
}
