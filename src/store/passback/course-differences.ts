import type mongoose from 'mongoose';
import { z } from 'zod';
import type { Requester } from '../../domain/run.ts';
import { openRecords } from '../records.ts';
import { cellBookFormat } from './cell-books.ts';
import type { PageOf } from './institution-health.ts';
import { requesterSchema } from './run-record.ts';

/** How a course's grades differ from what its SIS was last seen to hold. */
export interface CourseDifferences {
  readonly courseKey: string;
  readonly changed: number;
  readonly missing: number;
  /** Since when the SIS has been asked about every grade of the course; null: never. */
  readonly comparedAt: Date | null;
  /** An administrator requested a comparison that is not scheduled yet. */
  readonly isRequested: boolean;
}

/** The differences of a whole institution. */
export interface DifferenceTotals {
  readonly courses: number;
  readonly changed: number;
  readonly missing: number;
  readonly neverCompared: number;
}

/** A comparison that an administrator requested, to be scheduled. */
export interface RequestedComparison {
  readonly institutionId: string;
  readonly courseKey: string;
  readonly requestedBy: Requester;
  readonly requestedAt: Date;
}

/** The books of all courses of an institution, for its administrators. Each call names one institution. */
export interface CourseDifferenceStore {
  /** Those with the most differences first. */
  list(institutionId: string, page: PageOf): Promise<CourseDifferences[]>;
  sum(institutionId: string): Promise<DifferenceTotals>;
  has(institutionId: string, courseKey: string): Promise<boolean>;
  /** Requests a comparison of every course. Returns how many. */
  requestAll(institutionId: string, requestedBy: Requester, now: Date): Promise<number>;
  /** Claims a requested comparison until `until`; exactly one scheduler gets it. */
  claimRequested(now: Date, until: Date): Promise<RequestedComparison | null>;
  /** Forgets a request that was carried out, unless there is a newer one. */
  forgetRequested(request: RequestedComparison): Promise<void>;
  ensureIndexes(): Promise<void>;
}

const row = z.object({
  _id: z.string(),
  changed: z.number(),
  missing: z.number(),
  comparedAt: z.date().nullable(),
  isRequested: z.boolean(),
});
const totals = z.object({
  courses: z.number(),
  changed: z.number(),
  missing: z.number(),
  neverCompared: z.number(),
});
const requested = z.object({
  _id: z.string(),
  institutionId: z.string(),
  compareRequest: z.object({ requestedBy: requesterSchema, requestedAt: z.date(), claimedUntil: z.date() }),
});

export function createCourseDifferenceStore(connection: mongoose.Connection): CourseDifferenceStore {
  const books = openRecords(connection, cellBookFormat);
  const requests = openRecords(connection, { ...cellBookFormat, schema: requested });
  const countState = (state: 'changed_in_sis' | 'missing_in_sis') => ({
    $sum: {
      $map: {
        input: { $filter: { input: '$counts', cond: { $eq: ['$$this.state', state] } } },
        in: '$$this.count',
      },
    },
  });
  const counted = (institutionId: string) => [
    { $match: { institutionId } },
    {
      $project: {
        comparedAt: { $ifNull: ['$comparedAt', null] },
        isRequested: { $gt: ['$compareRequest', null] },
        counts: {
          $reduce: {
            input: '$assignments',
            initialValue: [],
            in: { $concatArrays: ['$$value', { $ifNull: ['$$this.counts', []] }] },
          },
        },
      },
    },
    {
      $project: {
        comparedAt: 1,
        isRequested: 1,
        changed: countState('changed_in_sis'),
        missing: countState('missing_in_sis'),
      },
    },
  ];
  return {
    async list(institutionId, { skip, limit }) {
      const rows = await books.aggregate(row, [
        ...counted(institutionId),
        { $addFields: { differences: { $add: ['$changed', '$missing'] } } },
        { $sort: { differences: -1, comparedAt: 1, _id: 1 } },
        { $skip: skip },
        { $limit: limit },
      ]);
      return rows.map(({ _id, ...course }) => ({ courseKey: _id, ...course }));
    },
    async sum(institutionId) {
      const [sum] = await books.aggregate(totals, [
        ...counted(institutionId),
        {
          $group: {
            _id: null,
            courses: { $sum: 1 },
            changed: { $sum: '$changed' },
            missing: { $sum: '$missing' },
            neverCompared: { $sum: { $cond: [{ $eq: ['$comparedAt', null] }, 1, 0] } },
          },
        },
      ]);
      return sum ?? { courses: 0, changed: 0, missing: 0, neverCompared: 0 };
    },
    has: async (institutionId, courseKey) => (await books.count({ _id: courseKey, institutionId })) === 1,
    requestAll: (institutionId, requestedBy, now) =>
      requests.updateMany(
        { institutionId },
        { $set: { compareRequest: { requestedBy, requestedAt: now, claimedUntil: now } } },
      ),
    async claimRequested(now, until) {
      const found = await requests.updateAndFind(
        { 'compareRequest.claimedUntil': { $lte: now } },
        { $set: { 'compareRequest.claimedUntil': until } },
      );
      return found && { institutionId: found.institutionId, courseKey: found._id, ...found.compareRequest };
    },
    async forgetRequested({ institutionId, courseKey, requestedAt }) {
      await requests.updateOne(
        { _id: courseKey, institutionId, 'compareRequest.requestedAt': requestedAt },
        { $unset: { compareRequest: true as const } },
      );
    },
    async ensureIndexes() {
      await requests.createIndex(
        { 'compareRequest.claimedUntil': 1 },
        { partialFilterExpression: { 'compareRequest.claimedUntil': { $exists: true } } },
      );
    },
  };
}
