import { ProductError } from '../../errors.ts';
import { type BackoffBounds, backoffDelay } from '../../http/backoff-delay.ts';
import type { HttpFailure } from '../../http/http.ts';
import type { CanvasDeps } from '../canvas-deps.ts';
import type { AnswerClass } from './classify-answer.ts';

const outageBackoff: BackoffBounds = { firstMs: 500, longestMs: 20_000 };
const throttleBackoff: BackoffBounds = { firstMs: 1_000, longestMs: 30_000 };
/** Failed attempts before the request fails; the run then pauses and tries again later. */
const maxOutages = 5;
/** The longest that one request may wait in total. */
const maxThrottledMs = 90_000;
const maxUnavailableMs = 60_000;

type Retriable = Extract<AnswerClass, { kind: 'throttled' | 'unavailable' }>;

/** How often and how long one request is retried. Every method waits before the next attempt, or throws. */
export interface RetryBudget {
  /** @throws ProductError `canvas_throttled` or `canvas_unreachable` once the budget is spent */
  wait(answer: Retriable, signal: AbortSignal): Promise<void>;
  /** @throws ProductError `canvas_unreachable`, `address_refused`, or `canvas_unexpected` for too large an answer */
  waitForNetwork(failure: HttpFailure, signal: AbortSignal): Promise<void>;
}

/** `what` names the request in errors and log lines, without its query. */
export function createRetryBudget(deps: CanvasDeps, what: string): RetryBudget {
  let outages = 0;
  let throttles = 0;
  let spentMs = 0;

  async function pause(ms: number, reason: string, signal: AbortSignal): Promise<void> {
    deps.log.debug({ event: 'canvas_wait', reason, ms }, 'waiting for Canvas');
    spentMs += ms;
    await deps.sleep(ms, signal);
  }

  return {
    async wait(answer, signal) {
      if (answer.kind === 'throttled') {
        throttles += 1;
        const ms = answer.retryAfterMs ?? backoffDelay(throttles, throttleBackoff, deps.randomBytes);
        if (spentMs + ms > maxThrottledMs) {
          throw new ProductError('canvas_throttled', { detail: what, next: 'retry' });
        }
        return pause(ms, 'throttled', signal);
      }
      outages += 1;
      const ms = answer.retryAfterMs ?? backoffDelay(outages, outageBackoff, deps.randomBytes);
      if (outages >= maxOutages || spentMs + ms > maxUnavailableMs) {
        throw new ProductError('canvas_unreachable', {
          detail: `${what}: Canvas answers with errors`,
          next: 'retry',
        });
      }
      return pause(ms, 'unavailable', signal);
    },
    async waitForNetwork(failure, signal) {
      if (failure.kind === 'address') {
        throw new ProductError('address_refused', { detail: what, next: 'fix', cause: failure });
      }
      if (failure.kind === 'too_large') {
        throw new ProductError('canvas_unexpected', { detail: `${what}: answer too large`, cause: failure });
      }
      outages += 1;
      if (outages >= maxOutages) {
        const detail = `${what}: ${failure.kind}`;
        throw new ProductError('canvas_unreachable', { detail, next: 'retry', cause: failure });
      }
      await pause(backoffDelay(outages, outageBackoff, deps.randomBytes), failure.kind, signal);
    },
  };
}
