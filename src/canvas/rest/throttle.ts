import type { Clock, Sleep } from '../../clock.ts';

/** Below this many units in the bucket the tool slows down, so that Canvas never has to refuse it (H32). */
const lowRemaining = 150;
/** Canvas refills 10 units a second (`app/middleware/request_throttle.rb`). */
const msPerUnit = 100;
const longestPauseMs = 10_000;

/** Keeps the requests made with one access token from emptying its rate-limit bucket. */
export interface Throttle {
  /** Resolves when the next request may be sent. */
  wait(signal: AbortSignal): Promise<void>;
  /** Records the units that Canvas says remain; null if it does not say. */
  note(remaining: number | null): void;
}

export function createThrottle(clock: Clock, sleep: Sleep): Throttle {
  let openAt = 0;
  return {
    async wait(signal) {
      const ms = openAt - clock().getTime();
      if (ms > 0) await sleep(ms, signal);
    },
    note(remaining) {
      if (remaining === null || remaining >= lowRemaining) return;
      const pauseMs = Math.min((lowRemaining - remaining) * msPerUnit, longestPauseMs);
      openAt = Math.max(openAt, clock().getTime() + pauseMs);
    },
  };
}
