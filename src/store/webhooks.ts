import type mongoose from 'mongoose';
import { z } from 'zod';
import type { WebhookResult } from '../domain/webhook.ts';
import type { SecretCipher } from './encryption.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from './records.ts';
import { otherThan, type Reencryptable, reencryptRows } from './reencrypt.ts';

const storedWebhook = z.object({
  /** The institution. */
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  url: z.string(),
  /** Encrypted. */
  secret: z.string(),
  secretSetAt: z.date(),
  last: z
    .object({
      at: z.date(),
      event: z.string(),
      status: z.number().nullable(),
      fault: z.string().nullable(),
      isTaken: z.boolean(),
    })
    .nullable(),
});
type StoredWebhook = Readonly<z.output<typeof storedWebhook>>;

export const webhookFormat: RecordFormat<StoredWebhook, z.input<typeof storedWebhook>> = {
  collection: 'webhooks',
  version: 1,
  schema: storedWebhook,
};

/** Where an institution wants its notices sent, without the secret. */
export interface Webhook {
  readonly url: string;
  readonly secretSetAt: Date;
  /** The latest delivery. */
  readonly last: WebhookResult | null;
}

/** One webhook an institution. Its secret is encrypted and bound to the institution (S29). */
export interface WebhookStore extends Reencryptable {
  ensureIndexes(): Promise<void>;
  find(institutionId: string): Promise<Webhook | null>;
  /** With the secret, to sign with. @throws ProductError `secret_unreadable` */
  findSigned(institutionId: string): Promise<{ readonly url: string; readonly secret: string } | null>;
  /** False if there is one already: its secret stays, and only its address changes. */
  add(institutionId: string, webhook: NewWebhook): Promise<boolean>;
  replaceSecret(institutionId: string, secret: string, now: Date): Promise<void>;
  recordResult(institutionId: string, result: WebhookResult): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

interface NewWebhook {
  readonly url: string;
  readonly secret: string;
  readonly now: Date;
}

export function createWebhookStore(connection: mongoose.Connection, cipher: SecretCipher): WebhookStore {
  const webhooks = openRecords(connection, webhookFormat);
  return {
    async ensureIndexes() {
      await webhooks.createIndex({ institutionId: 1 });
    },
    async find(institutionId) {
      const found = await webhooks.findOne({ _id: institutionId });
      return found && { url: found.url, secretSetAt: found.secretSetAt, last: found.last };
    },
    async findSigned(institutionId) {
      const found = await webhooks.findOne({ _id: institutionId });
      return found && { url: found.url, secret: cipher.decrypt(found.secret, contextOf(institutionId)) };
    },
    async add(institutionId, { url, secret, now }) {
      const changed = await webhooks.updateOne({ _id: institutionId }, { $set: { url, last: null } });
      if (changed === 1) return false;
      return unlessDuplicate(
        webhooks.insertOne({
          _id: institutionId,
          institutionId,
          url,
          secret: cipher.encrypt(secret, contextOf(institutionId)),
          secretSetAt: now,
          last: null,
        }),
      );
    },
    async replaceSecret(institutionId, secret, now) {
      const sealed = cipher.encrypt(secret, contextOf(institutionId));
      await webhooks.updateOne({ _id: institutionId }, { $set: { secret: sealed, secretSetAt: now } });
    },
    async recordResult(institutionId, { at, event, status, fault, isTaken }) {
      await webhooks.updateOne(
        { _id: institutionId },
        { $set: { last: { at, event, status, fault, isTaken } } },
      );
    },
    async removeInstitution(institutionId) {
      await webhooks.deleteMany({ institutionId });
    },
    async reencrypt(after, limit) {
      const older = { _id: { $gt: after ?? '' }, secret: otherThan(cipher.currentPrefix) };
      const found = await webhooks.find(older, { sort: { _id: 1 }, limit });
      return reencryptRows(
        found,
        limit,
        ({ _id }) => _id,
        async ({ _id, secret }) => {
          const context = contextOf(_id);
          const sealed = cipher.encrypt(cipher.decrypt(secret, context), context);
          return (await webhooks.updateOne({ _id, secret }, { $set: { secret: sealed } })) === 1;
        },
      );
    },
  };
}

const contextOf = (institutionId: string): string => `webhook-secret:${institutionId}`;
