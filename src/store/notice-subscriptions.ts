import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat } from './records.ts';

const storedSubscription = z.object({
  /** Institution and person. */
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  ltiUserId: z.string(),
  address: z.string(),
  /** BCP 47, of the launch in which it was entered. */
  locale: z.string(),
});
/** A person who wants e-mail about the grade syncs that they started. */
export type NoticeSubscription = Readonly<z.output<typeof storedSubscription>>;

export const noticeSubscriptionFormat: RecordFormat<
  NoticeSubscription,
  z.input<typeof storedSubscription>
> = { collection: 'notice_subscriptions', version: 1, schema: storedSubscription };

export interface NoticeSubscriptionStore {
  ensureIndexes(): Promise<void>;
  find(institutionId: string, ltiUserId: string): Promise<NoticeSubscription | null>;
  list(institutionId: string): Promise<readonly NoticeSubscription[]>;
  /** Replaces the person's earlier one. */
  save(subscription: Omit<NoticeSubscription, '_id' | 'v'>): Promise<void>;
  remove(institutionId: string, ltiUserId: string): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createNoticeSubscriptionStore(connection: mongoose.Connection): NoticeSubscriptionStore {
  const subscriptions = openRecords(connection, noticeSubscriptionFormat);
  const idOf = (institutionId: string, ltiUserId: string): string => `${institutionId}:${ltiUserId}`;
  return {
    async ensureIndexes() {
      await subscriptions.createIndex({ institutionId: 1 });
    },
    find: (institutionId, ltiUserId) => subscriptions.findOne({ _id: idOf(institutionId, ltiUserId) }),
    list: (institutionId) => subscriptions.find({ institutionId }, { sort: { _id: 1 } }),
    async save(subscription) {
      const _id = idOf(subscription.institutionId, subscription.ltiUserId);
      await subscriptions.updateOne(
        { _id },
        { $set: { ...subscription, v: subscriptions.version } },
        'upsert',
      );
    },
    async remove(institutionId, ltiUserId) {
      await subscriptions.deleteMany({ _id: idOf(institutionId, ltiUserId) });
    },
    async removeInstitution(institutionId) {
      await subscriptions.deleteMany({ institutionId });
    },
  };
}
