import type { Sleep } from '../../clock.ts';
import { ProductError } from '../../errors.ts';
import { ServiceFailure } from './service-failure.ts';

/** Tries of one request: enough for a hiccup. The caller waits out a long outage. */
const maxTries = 4;
const firstPauseMs = 1_000;
/** The caller waits longer, without an open request. */
const longestPauseMs = 30_000;

/**
 * Runs `action` again after failures that say `retry`. The pause doubles, with jitter; `Retry-After` takes
 * precedence. Ends at once when `signal` aborts.
 * @param random 0 ≤ x < 1
 */
export async function retryService<T>(
  action: () => Promise<T>,
  signal: AbortSignal,
  sleep: Sleep,
  random: () => number,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await action();
    } catch (error) {
      const pause = pauseAfter(error, tries, random);
      if (pause === null || tries >= maxTries || signal.aborted) throw error;
      await sleep(pause, signal);
      if (signal.aborted) throw error;
    }
  }
}

/** Milliseconds before the next try; null: no more tries. */
function pauseAfter(error: unknown, tries: number, random: () => number): number | null {
  if (!(error instanceof ProductError) || error.next !== 'retry') return null;
  const asked = error instanceof ServiceFailure ? error.retryAfterMs : null;
  if (asked !== null) return asked <= longestPauseMs ? asked : null;
  return firstPauseMs * 2 ** (tries - 1) * (0.5 + random());
}
