import type { RandomBytes } from '../clock.ts';
import type { WebhookResult } from '../domain/webhook.ts';
import type { Webhook, WebhookStore } from '../store/webhooks.ts';
import { makeWebhookSecret } from './sign-webhook.ts';
import { sendToWebhook, type WebhookSenderDeps } from './webhook-sender.ts';
import { writeTestEvent } from './write-events.ts';

/** What Administration does with an institution's webhook. A secret leaves here once, when it is made. */
export interface InstitutionWebhooks {
  find(institutionId: string): Promise<Webhook | null>;
  /** Stores the address. @returns the secret of a new webhook; null if there was one already, which keeps its own */
  save(institutionId: string, url: string): Promise<string | null>;
  /** @returns the new secret. The old one signs nothing any more. */
  replaceSecret(institutionId: string): Promise<string>;
  /** Sends a test now. @returns what came of it; null without a webhook. @throws ProductError `secret_unreadable` */
  sendTest(institutionId: string): Promise<WebhookResult | null>;
  remove(institutionId: string): Promise<void>;
}

export function createInstitutionWebhooks({
  webhooks,
  http,
  clock,
  randomBytes,
}: Omit<WebhookSenderDeps, 'webhooks'> & {
  readonly webhooks: WebhookStore;
  readonly randomBytes: RandomBytes;
}): InstitutionWebhooks {
  return {
    find: (institutionId) => webhooks.find(institutionId),
    async save(institutionId, url) {
      const secret = makeWebhookSecret(randomBytes);
      return (await webhooks.add(institutionId, { url, secret, now: clock() })) ? secret : null;
    },
    async replaceSecret(institutionId) {
      const secret = makeWebhookSecret(randomBytes);
      await webhooks.replaceSecret(institutionId, secret, clock());
      return secret;
    },
    async sendTest(institutionId) {
      const now = clock();
      const event = writeTestEvent({ institutionId, day: now.toISOString().slice(0, 10), now });
      const id = `${institutionId}:test:${randomBytes(8).toString('hex')}`;
      return (await sendToWebhook({ webhooks, http, clock }, institutionId, { id, ...event })).result;
    },
    remove: (institutionId) => webhooks.removeInstitution(institutionId),
  };
}
