import type mongoose from 'mongoose';
import { openRecords, unlessDuplicate } from '../records.ts';
import {
  type RunLineItemRecord,
  runLineItemFormat,
  toStoredLineItemOutcome,
  toStoredRunLineItem,
} from './item-record.ts';
import type { ItemFence } from './items.ts';
import { inSections, type SectionIds } from './section-ids.ts';

/** What became of one line item. */
export type LineItemChange = { readonly id: string } & Partial<
  Pick<RunLineItemRecord, 'outcome' | 'sisMessage' | 'lineItem'>
>;

export interface RunLineItemStore {
  insertBatch(rows: readonly RunLineItemRecord[]): Promise<void>;
  dropOlder(fence: ItemFence): Promise<void>;
  /** Takes the line items over from a worker that lost the run. */
  takeOver(fence: ItemFence): Promise<void>;
  /**
   * Line items still to be sent, after `after`. With `attempted`: those that a dead worker attempted with
   * unknown result.
   */
  findPending(runId: string, after: string, limit: number, attempted: boolean): Promise<RunLineItemRecord[]>;
  /** Records that they are about to be sent. */
  beginAttempts(fence: ItemFence, ids: readonly string[]): Promise<void>;
  clearAttempts(fence: ItemFence): Promise<void>;
  /** Counts attempts that got no answer. */
  markUnanswered(fence: ItemFence, ids: readonly string[]): Promise<void>;
  saveChanges(fence: ItemFence, changes: readonly LineItemChange[]): Promise<void>;
  find(ids: readonly string[]): Promise<RunLineItemRecord[]>;
  findOfRun(runId: string, sectionIds?: SectionIds): Promise<RunLineItemRecord[]>;
  /** Classes with a line item that is still to be sent. */
  findPendingClasses(runId: string): Promise<string[]>;
  /** How many were refused or failed, and how many were sent. */
  countEnds(runId: string): Promise<{ problems: number; sent: number }>;
  countPending(runId: string): Promise<number>;
  /** Gives the pending line items their outcome. */
  closePending(fence: ItemFence, outcome: 'failed' | 'nothing_to_send'): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

const pending = toStoredLineItemOutcome('pending');

/** The rows of runs, one per assignment × class. */
export function createRunLineItemStore(connection: mongoose.Connection): RunLineItemStore {
  const rows = openRecords(connection, runLineItemFormat);
  return {
    async insertBatch(batch) {
      const stored = batch.map(toStoredRunLineItem);
      if (await unlessDuplicate(rows.insertMany(stored))) return;
      const updates = stored.map(({ _id, ...row }) => ({
        filter: { _id, gen: { $lt: row.gen } },
        update: { $set: row },
      }));
      await rows.updateEach(updates);
    },
    async dropOlder({ runId, fencingToken }) {
      await rows.deleteMany({ runId, gen: { $lt: fencingToken } });
    },
    async takeOver({ runId, fencingToken }) {
      await rows.updateMany({ runId, gen: { $lt: fencingToken } }, { $set: { gen: fencingToken } });
    },
    findPending: (runId, after, limit, attempted) =>
      rows.find(
        { runId, outcome: pending, _id: { $gt: after }, ...(attempted ? { starts: { $gt: 0 } } : {}) },
        { sort: { _id: 1 }, limit },
      ),
    async beginAttempts({ fencingToken }, ids) {
      await rows.updateMany({ _id: { $in: [...ids] }, gen: fencingToken }, { $inc: { starts: 1 } });
    },
    async clearAttempts({ runId, fencingToken }) {
      await rows.updateMany({ runId, gen: fencingToken, starts: { $gt: 0 } }, { $set: { starts: 0 } });
    },
    async markUnanswered({ fencingToken }, ids) {
      const update = { $inc: { attempts: 1 }, $set: { starts: 0 } };
      await rows.updateMany({ _id: { $in: [...ids] }, gen: fencingToken }, update);
    },
    async saveChanges({ fencingToken }, changes) {
      const updates = changes.map(({ id, outcome, sisMessage, lineItem }) => ({
        filter: { _id: id, gen: fencingToken },
        update: {
          $set: {
            ...(outcome === undefined ? {} : { outcome: toStoredLineItemOutcome(outcome) }),
            ...(sisMessage === undefined ? {} : { sisWords: sisMessage }),
            ...(lineItem === undefined ? {} : { lineItem }),
            starts: 0,
          },
        },
      }));
      await rows.updateEach(updates);
    },
    find: (ids) => rows.find({ _id: { $in: [...ids] } }),
    findOfRun: (runId, sectionIds = null) =>
      rows.find({ runId, ...inSections(sectionIds) }, { sort: { _id: 1 } }),
    findPendingClasses: (runId) => rows.distinct('classSourcedId', { runId, outcome: pending }),
    async countEnds(runId) {
      const [problems, sent] = await Promise.all([
        rows.count({ runId, outcome: { $in: ['refused', 'failed'] } }),
        rows.count({ runId, outcome: { $in: ['created', 'updated'] } }),
      ]);
      return { problems, sent };
    },
    countPending: (runId) => rows.count({ runId, outcome: pending }),
    async closePending({ runId, fencingToken }, outcome) {
      const filter = { runId, gen: fencingToken, outcome: pending };
      await rows.updateMany(filter, { $set: { outcome, starts: 0 } });
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await rows.createIndex({ runId: 1, outcome: 1, _id: 1 });
      await rows.createIndex({ institutionId: 1 });
    },
  };
}
