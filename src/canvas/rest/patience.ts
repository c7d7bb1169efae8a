import { ProductError } from '../../errors.ts';
import { type BackoffBounds, backoffDelay } from '../../http/backoff-delay.ts';
import type { HttpFailure } from '../../http/http.ts';
import type { CanvasDeps } from '../canvas-deps.ts';
import type { Verdict } from './classify-answer.ts';

const outageBackoff: BackoffBounds = { firstMs: 500, longestMs: 20_000 };
const throttleBackoff: BackoffBounds = { firstMs: 1_000, longestMs: 30_000 };
/** Attempts at an address that fails before the run is told; it comes back later by itself. */
const maxOutages = 5;
/** What one request may spend waiting because Canvas is busy. */
const maxThrottledMs = 90_000;
const maxUnavailableMs = 60_000;

type Wait = Extract<Verdict, { kind: 'throttled' | 'unavailable' }>;

/** How long one request goes on trying. Every method waits, or throws once patience has ended. */
export interface Patience {
  /** @throws ProductError `canvas_throttled` or `canvas_unreachable` */
  wait(verdict: Wait, signal: AbortSignal): Promise<void>;
  /** @throws ProductError `canvas_unreachable`, `address_refused`, or `canvas_unexpected` for an answer too large */
  waitForNetwork(failure: HttpFailure, signal: AbortSignal): Promise<void>;
}

/** `what` names the request in errors and log lines, without its query. */
export function createPatience(deps: CanvasDeps, what: string): Patience {
  let outages = 0;
  let throttles = 0;
  let spentMs = 0;

  async function pause(ms: number, reason: string, signal: AbortSignal): Promise<void> {
    deps.log.debug({ event: 'canvas_wait', reason, ms }, 'waiting for Canvas');
    spentMs += ms;
    await deps.sleep(ms, signal);
  }

  return {
    async wait(verdict, signal) {
      if (verdict.kind === 'throttled') {
        throttles += 1;
        const ms = verdict.waitMs ?? backoffDelay(throttles, throttleBackoff, deps.randomBytes);
        if (spentMs + ms > maxThrottledMs) {
          throw new ProductError('canvas_throttled', { detail: what, next: 'retry' });
        }
        return pause(ms, 'throttled', signal);
      }
      outages += 1;
      const ms = verdict.waitMs ?? backoffDelay(outages, outageBackoff, deps.randomBytes);
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
