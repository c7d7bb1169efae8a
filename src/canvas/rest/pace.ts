import type { Clock, Sleep } from '../../clock.ts';

/** Below this much left in the bucket the tool slows down before Canvas has to refuse (H32). */
const lowRemaining = 150;
/** The bucket runs out at 10 a second (`app/middleware/request_throttle.rb`). */
const msPerUnit = 100;
const longestPauseMs = 10_000;

/** Keeps the requests with one token from emptying its bucket. */
export interface Pace {
  /** Waits until the next request may go. */
  wait(signal: AbortSignal): Promise<void>;
  /** Takes note of what Canvas says is left; null: it does not say. */
  note(remaining: number | null): void;
}

export function createPace(clock: Clock, sleep: Sleep): Pace {
  let openAt = 0;
  return {
    async wait(signal) {
      const ms = openAt - clock().getTime();
      if (ms > 0) await sleep(ms, signal);
    },
    note(remaining) {
      if (remaining === null || remaining >= lowRemaining) return;
      const pause = Math.min((lowRemaining - remaining) * msPerUnit, longestPauseMs);
      openAt = Math.max(openAt, clock().getTime() + pause);
    },
  };
}
