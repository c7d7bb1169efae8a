import type mongoose from 'mongoose';
import { isDuplicateKey, openRecords } from './collection.ts';
import type { RunLineItemRecord } from './item-record.ts';
import type { ItemFence } from './items.ts';

/** What became of one line item. */
export type LineItemChange = { readonly id: string } & Partial<
  Pick<RunLineItemRecord, 'outcome' | 'sisWords' | 'lineItem' | 'starts'>
>;

export interface RunLineItemStore {
  insertBatch(rows: readonly RunLineItemRecord[]): Promise<void>;
  dropOlder(fence: ItemFence): Promise<void>;
  adopt(fence: ItemFence): Promise<void>;
  /** Line items still to be sent, after `after`; with `suspect`, those that a worker was sending when it died. */
  findPlanned(runId: string, after: string, limit: number, suspect: boolean): Promise<RunLineItemRecord[]>;
  /** Counts that a worker is about to send them. */
  markStarted(fence: ItemFence, ids: readonly string[]): Promise<void>;
  clearStarts(fence: ItemFence): Promise<void>;
  markAttempted(fence: ItemFence, ids: readonly string[]): Promise<void>;
  saveChanges(fence: ItemFence, changes: readonly LineItemChange[]): Promise<void>;
  find(ids: readonly string[]): Promise<RunLineItemRecord[]>;
  findOfRun(runId: string): Promise<RunLineItemRecord[]>;
  /** Classes with a line item that waits to be sent. */
  findPlannedClasses(runId: string): Promise<string[]>;
  /** How many were refused or failed, and how many were sent. */
  countEnds(runId: string): Promise<{ problems: number; sent: number }>;
  countPlanned(runId: string): Promise<number>;
  /** Ends the line items that still wait. */
  endPlanned(fence: ItemFence, outcome: 'failed' | 'nothing_to_send'): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/** The assignment × class rows of runs. */
export function createRunLineItemStore(connection: mongoose.Connection): RunLineItemStore {
  const rows = openRecords<RunLineItemRecord>(connection, 'run_line_items');
  return {
    async insertBatch(batch) {
      if (batch.length === 0) return;
      try {
        await rows.insertMany([...batch], { ordered: false });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const writes = batch.map(({ _id, ...replacement }) => ({
          replaceOne: { filter: { _id, gen: { $lt: replacement.gen } }, replacement },
        }));
        await rows.bulkWrite(writes, { ordered: false });
      }
    },
    async dropOlder({ runId, gen }) {
      await rows.deleteMany({ runId, gen: { $lt: gen } });
    },
    async adopt({ runId, gen }) {
      await rows.updateMany({ runId, gen: { $lt: gen } }, { $set: { gen } });
    },
    findPlanned: (runId, after, limit, suspect) =>
      rows
        .find({ runId, outcome: 'planned', _id: { $gt: after }, ...(suspect ? { starts: { $gt: 0 } } : {}) })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray(),
    async markStarted(fence, ids) {
      await rows.updateMany({ _id: { $in: [...ids] }, gen: fence.gen }, { $inc: { starts: 1 } });
    },
    async clearStarts({ runId, gen }) {
      await rows.updateMany({ runId, gen, starts: { $gt: 0 } }, { $set: { starts: 0 } });
    },
    async markAttempted(fence, ids) {
      const update = { $inc: { attempts: 1 }, $set: { starts: 0 } };
      await rows.updateMany({ _id: { $in: [...ids] }, gen: fence.gen }, update);
    },
    async saveChanges(fence, changes) {
      if (changes.length === 0) return;
      const writes = changes.map(({ id, ...change }) => ({
        updateOne: { filter: { _id: id, gen: fence.gen }, update: { $set: { ...change, starts: 0 } } },
      }));
      await rows.bulkWrite(writes, { ordered: false });
    },
    find: (ids) => rows.find({ _id: { $in: [...ids] } }).toArray(),
    findOfRun: (runId) => rows.find({ runId }).sort({ _id: 1 }).toArray(),
    async findPlannedClasses(runId) {
      const ids = await rows.distinct('classSourcedId', { runId, outcome: 'planned' });
      return ids.filter((id) => id !== null);
    },
    async countEnds(runId) {
      const [problems, sent] = await Promise.all([
        rows.countDocuments({ runId, outcome: { $in: ['refused', 'failed'] } }),
        rows.countDocuments({ runId, outcome: { $in: ['created', 'updated'] } }),
      ]);
      return { problems, sent };
    },
    countPlanned: (runId) => rows.countDocuments({ runId, outcome: 'planned' }),
    async endPlanned({ runId, gen }, outcome) {
      await rows.updateMany({ runId, gen, outcome: 'planned' }, { $set: { outcome, starts: 0 } });
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
