import type { RandomBytes } from '../../clock.ts';

/** Bounds of a growing pause, in milliseconds. */
export interface BackoffBounds {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Pauses of a run while Canvas or the SIS does not answer. */
export const runBackoff: BackoffBounds = { firstMs: 5_000, longestMs: 10 * 60_000 };

/**
 * The pause before try number `attempt` (1 is the first repetition): doubled each time up to the longest, half of it
 * random, so that many runs do not return at one moment. What the other side asked for (`Retry-After`) wins where it
 * is longer (H29).
 */
export function planBackoff(
  attempt: number,
  bounds: BackoffBounds,
  randomBytes: RandomBytes,
  askedMs: number | null = null,
): number {
  const full = Math.min(bounds.longestMs, bounds.firstMs * 2 ** Math.min(30, Math.max(0, attempt - 1)));
  const share = randomBytes(4).readUInt32BE(0) / 0xffff_ffff;
  return Math.max(Math.round(full / 2 + (full / 2) * share), askedMs ?? 0);
}
