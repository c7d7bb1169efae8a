import { createHmac } from 'node:crypto';
import type { RandomBytes } from '../clock.ts';

const secretPrefix = 'whsec_';

/** A new secret, in the form of Standard Webhooks 1.0.0: 32 random bytes in base64 after `whsec_`. */
export function makeWebhookSecret(randomBytes: RandomBytes): string {
  return secretPrefix + randomBytes(32).toString('base64');
}

/**
 * The headers that prove to the receiver who sent this body and when (Standard Webhooks 1.0.0). `id` stays the same
 * when a delivery is repeated; the time is that of the attempt.
 */
export function signWebhook(
  secret: string,
  message: { readonly id: string; readonly body: string; readonly at: Date },
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = Math.floor(message.at.getTime() / 1000).toString();
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  const signature = createHmac('sha256', key)
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64');
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
