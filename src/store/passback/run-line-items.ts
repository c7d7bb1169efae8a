import type mongoose from 'mongoose';
import { isUnlikeSent, lineItemFindings } from '../../domain/line-item-reading.ts';
import { openRecords, unlessDuplicate } from '../records.ts';
import { type CourseScope, ofCourse, ofRun, type RunKey } from './course-scope.ts';
import { type ItemFence, isFirstClaim } from './items.ts';
import {
  type RunLineItemRecord,
  runLineItemFormat,
  toStoredLineItemOutcome,
  toStoredRunLineItem,
} from './run-line-item-record.ts';
import { inSections, type SectionIds } from './section-ids.ts';

/** What became of one line item. */
export type LineItemChange = { readonly id: string } & Partial<
  Pick<RunLineItemRecord, 'outcome' | 'sisMessage' | 'lineItem' | 'reading'>
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
  findPending(run: RunKey, after: string, limit: number, attempted: boolean): Promise<RunLineItemRecord[]>;
  /** Records that they are about to be sent. */
  beginAttempts(fence: ItemFence, ids: readonly string[]): Promise<void>;
  clearAttempts(fence: ItemFence): Promise<void>;
  /** Counts attempts that got no answer. */
  markUnanswered(fence: ItemFence, ids: readonly string[]): Promise<void>;
  saveChanges(fence: ItemFence, changes: readonly LineItemChange[]): Promise<void>;
  find(scope: CourseScope, ids: readonly string[]): Promise<RunLineItemRecord[]>;
  findOfRun(run: RunKey, sectionIds?: SectionIds): Promise<RunLineItemRecord[]>;
  /** Classes with a line item that is still to be sent. */
  findPendingClasses(run: RunKey): Promise<string[]>;
  /** How many were refused, failed or are shown otherwise than they were sent, and how many were sent. */
  countEnds(run: RunKey): Promise<{ problems: number; sent: number }>;
  countPending(run: RunKey): Promise<number>;
  /** Gives the pending line items their outcome. */
  closePending(fence: ItemFence, outcome: 'failed' | 'nothing_to_send'): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

const pending = toStoredLineItemOutcome('pending');
const sentOutcomes = ['created', 'updated'] as const;
const unlikeSent = lineItemFindings.filter((finding) => isUnlikeSent({ finding, fields: [] }));

/** The rows of runs, one per assignment × class. */
export function createRunLineItemStore(connection: mongoose.Connection): RunLineItemStore {
  const rows = openRecords(connection, runLineItemFormat);
  const heldBy = (fence: ItemFence) => ({ ...ofRun(fence), gen: fence.fencingToken });
  const older = (fence: ItemFence) => ({ ...ofRun(fence), gen: { $lt: fence.fencingToken } });
  return {
    async insertBatch(batch) {
      const stored = batch.map(toStoredRunLineItem);
      if (await unlessDuplicate(rows.insertMany(stored))) return;
      const updates = stored.map(({ _id, ...row }) => ({
        filter: { ...ofRun(row), _id, gen: { $lt: row.gen } },
        update: { $set: row },
      }));
      await rows.updateEach(updates);
    },
    async dropOlder(fence) {
      if (!isFirstClaim(fence)) await rows.deleteMany(older(fence));
    },
    async takeOver(fence) {
      if (isFirstClaim(fence)) return;
      await rows.updateMany(older(fence), { $set: { gen: fence.fencingToken } });
    },
    findPending: (run, after, limit, attempted) =>
      rows.find(
        {
          ...ofRun(run),
          _id: { $gt: after },
          outcome: pending,
          ...(attempted ? { starts: { $gt: 0 } } : {}),
        },
        { sort: { _id: 1 }, limit },
      ),
    async beginAttempts(fence, ids) {
      await rows.updateMany({ ...heldBy(fence), _id: { $in: [...ids] } }, { $inc: { starts: 1 } });
    },
    async clearAttempts(fence) {
      await rows.updateMany({ ...heldBy(fence), starts: { $gt: 0 } }, { $set: { starts: 0 } });
    },
    async markUnanswered(fence, ids) {
      const update = { $inc: { attempts: 1 }, $set: { starts: 0 } };
      await rows.updateMany({ ...heldBy(fence), _id: { $in: [...ids] } }, update);
    },
    async saveChanges(fence, changes) {
      const updates = changes.map(({ id, outcome, sisMessage, lineItem, reading }) => ({
        filter: { ...heldBy(fence), _id: id },
        update: {
          $set: {
            ...(outcome === undefined ? {} : { outcome: toStoredLineItemOutcome(outcome) }),
            ...(sisMessage === undefined ? {} : { sisWords: sisMessage }),
            ...(lineItem === undefined ? {} : { lineItem }),
            ...(reading === undefined ? {} : { reading }),
            starts: 0,
          },
        },
      }));
      await rows.updateEach(updates);
    },
    find: async (scope, ids) =>
      ids.length === 0 ? [] : rows.find({ ...ofCourse(scope), _id: { $in: [...ids] } }),
    findOfRun: (run, sectionIds = null) =>
      rows.find({ ...ofRun(run), ...inSections(sectionIds) }, { sort: { _id: 1 } }),
    findPendingClasses: (run) => rows.distinct('classSourcedId', { ...ofRun(run), outcome: pending }),
    async countEnds(run) {
      const [problems, sent] = await Promise.all([
        rows.count({
          ...ofRun(run),
          $or: [{ outcome: { $in: ['refused', 'failed'] } }, { 'reading.finding': { $in: [...unlikeSent] } }],
        }),
        rows.count({ ...ofRun(run), outcome: { $in: [...sentOutcomes] } }),
      ]);
      return { problems, sent };
    },
    countPending: (run) => rows.count({ ...ofRun(run), outcome: pending }),
    async closePending(fence, outcome) {
      const filter = { ...heldBy(fence), outcome: pending };
      await rows.updateMany(filter, { $set: { outcome, starts: 0 } });
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await rows.createIndex({ institutionId: 1, courseKey: 1, runId: 1, _id: 1 });
    },
  };
}
