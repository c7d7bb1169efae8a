import type { Clock } from '../clock.ts';
import type { WebhookEvent, WebhookResult } from '../domain/webhook.ts';
import { type Http, HttpFailure } from '../http/http.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import type { WebhookStore } from '../store/webhooks.ts';
import { signWebhook } from './sign-webhook.ts';

/** `result` null: the institution has no webhook any more. */
export interface WebhookDelivery {
  readonly result: WebhookResult | null;
  /** What the receiver asked for, in milliseconds. */
  readonly retryAfterMs: number | null;
}

export interface WebhookSenderDeps {
  readonly webhooks: Pick<WebhookStore, 'findSigned' | 'recordResult'>;
  /** Calls only addresses that the operator allows (S22). */
  readonly http: Http;
  readonly clock: Clock;
}

/**
 * Signs an event, sends it once, and keeps what came of it for Administration. Only a 2xx status counts as taken: a
 * redirect is not followed.
 * @throws ProductError `secret_unreadable`
 */
export async function sendToWebhook(
  { webhooks, http, clock }: WebhookSenderDeps,
  institutionId: string,
  { id, type, body }: WebhookEvent & { readonly id: string },
): Promise<WebhookDelivery> {
  const webhook = await webhooks.findSigned(institutionId);
  if (webhook === null) return { result: null, retryAfterMs: null };
  const at = clock();
  const headers = {
    'content-type': 'application/json',
    ...signWebhook(webhook.secret, { id, body, at }),
  };
  const attempt = { at, event: type };
  const finish = async (
    outcome: Pick<WebhookResult, 'status' | 'fault' | 'isTaken'>,
    retryAfter?: string,
  ): Promise<WebhookDelivery> => {
    const result = { ...attempt, ...outcome };
    await webhooks.recordResult(institutionId, result);
    return { result, retryAfterMs: readRetryAfter(retryAfter, clock()) };
  };
  try {
    const { status, headers: answered } = await http({ method: 'POST', url: webhook.url, headers, body });
    const isTaken = status >= 200 && status < 300;
    return await finish({ status, fault: null, isTaken }, answered['retry-after']);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return finish({ status: null, fault: error.kind, isTaken: false });
  }
}
