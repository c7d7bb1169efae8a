import type { RandomBytes } from '../clock.ts';

/** Bounds of exponential backoff, in milliseconds. */
export interface BackoffBounds {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Milliseconds to wait after failed attempt `attempt` (counted from 1): exponential backoff up to
 * `bounds.longestMs`, half of it jitter, so that many callers do not return at once. A longer `Retry-After`
 * takes precedence (H29).
 */
export function backoffDelay(
  attempt: number,
  bounds: BackoffBounds,
  randomBytes: RandomBytes,
  retryAfterMs: number | null = null,
): number {
  const doublings = Math.min(Math.max(attempt - 1, 0), 30);
  const full = Math.min(bounds.firstMs * 2 ** doublings, bounds.longestMs);
  const jitter = randomBytes(4).readUInt32BE(0) / 2 ** 32;
  return Math.max(Math.round(full / 2 + (full / 2) * jitter), retryAfterMs ?? 0);
}
