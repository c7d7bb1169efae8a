import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat, unlessDuplicate } from './records.ts';

const storedMessage = z.object({
  /** Whom it is for, about what, and on which day: the same message is sent once. */
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  createdAt: z.date(),
  /** Null once it was sent or given up: only the id stays, until it is swept. */
  mail: z.object({ to: z.string(), subject: z.string(), text: z.string() }).nullable(),
  /** An event for the institution's webhook, instead of e-mail. A process that knows none leaves it alone. */
  webhook: z.object({ type: z.string(), body: z.string() }).nullable().default(null),
  attempts: z.number(),
  nextAt: z.date(),
  claimedUntil: z.date().nullable(),
});
/** An e-mail or a webhook's event that is to be sent, or was. */
export type OutboxMessage = Readonly<z.output<typeof storedMessage>>;

/** How a message goes out. */
export type OutboxWay = 'mail' | 'webhook';

export const outboxFormat: RecordFormat<OutboxMessage, z.input<typeof storedMessage>> = {
  collection: 'outbox',
  version: 1,
  schema: storedMessage,
};

/** Messages on their way out. They survive restarts and servers that are down. */
export interface Outbox {
  ensureIndexes(): Promise<void>;
  /** False if it is there already, sent or not. */
  add(
    message: Pick<OutboxMessage, '_id' | 'institutionId' | 'createdAt'> &
      Partial<Pick<OutboxMessage, OutboxWay>>,
  ): Promise<boolean>;
  /** Claims one that is due until `until`; exactly one process gets it. */
  claim(way: OutboxWay, now: Date, until: Date): Promise<OutboxMessage | null>;
  /** Keeps the id alone. */
  close(message: OutboxMessage): Promise<void>;
  /** Puts it back, to be tried again. */
  postpone(message: OutboxMessage, nextAt: Date): Promise<void>;
  /** Deletes messages from before then. */
  sweep(before: Date): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

export function createOutbox(connection: mongoose.Connection): Outbox {
  const messages = openRecords(connection, outboxFormat);
  const held = ({ _id, claimedUntil }: OutboxMessage) => ({ _id, claimedUntil });
  return {
    async ensureIndexes() {
      await messages.createIndex({ nextAt: 1 });
      await messages.createIndex({ institutionId: 1 });
    },
    add: (message) =>
      unlessDuplicate(
        messages.insertOne({
          mail: null,
          ...message,
          attempts: 0,
          nextAt: message.createdAt,
          claimedUntil: null,
        }),
      ),
    claim: (way, now, until) =>
      messages.updateAndFind(
        {
          [way]: { $ne: null },
          nextAt: { $lte: now },
          $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }],
        },
        { $set: { claimedUntil: until }, $inc: { attempts: 1 } },
        { sort: { nextAt: 1 } },
      ),
    async close(message) {
      await messages.updateOne(held(message), { $set: { mail: null, webhook: null, claimedUntil: null } });
    },
    async postpone(message, nextAt) {
      await messages.updateOne(held(message), { $set: { nextAt, claimedUntil: null } });
    },
    async sweep(before) {
      await messages.deleteMany({ createdAt: { $lt: before } });
    },
    async removeInstitution(institutionId) {
      await messages.deleteMany({ institutionId });
    },
  };
}
