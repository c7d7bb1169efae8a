import type { BackoffBounds } from '../../http/backoff-delay.ts';

/** Pauses of a run while Canvas or the SIS does not answer. */
export const runBackoff: BackoffBounds = { firstMs: 5_000, longestMs: 10 * 60_000 };
