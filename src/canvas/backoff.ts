/** How waiting grows from one attempt to the next. Milliseconds. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
}

/**
 * How long to wait before attempt `attempt + 1` (the first attempt is 1): doubling up to `longest`, then a random
 * half taken off, so that many callers do not come back together. `random` gives [0, 1).
 */
export function computeBackoff(backoff: Backoff, attempt: number, random: () => number): number {
  const full = Math.min(backoff.first * 2 ** (attempt - 1), backoff.longest);
  return full / 2 + random() * (full / 2);
}
