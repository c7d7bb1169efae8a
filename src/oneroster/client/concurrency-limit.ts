import type { Clock, Sleep } from '../../clock.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import { fail } from './reply.ts';

/** How many requests of one connection may be in flight, following what the SIS bears. */
export interface ConcurrencyLimit {
  /**
   * Runs `task` as soon as a slot is free and no pause holds. A pause longer than `maxPauseMs` is not waited for: the
   * reply is a failure of kind `rate` with the rest of the pause, and `task` is not run. Throws on abort, and what
   * `task` throws.
   */
  run<T>(task: () => Promise<SisReply<T>>, signal: AbortSignal): Promise<SisReply<T>>;
  /** The present limit, between 1 and the maximum. */
  readonly allowed: number;
  /** Milliseconds that the whole connection still pauses by `Retry-After`. */
  readonly pauseMs: number;
}

/** Successes in a row, per allowed request, that raise the limit by one. */
const successesToRaise = 10;
/** Pauses up to this long are waited out; a longer one is the caller's to plan. */
export const maxPauseMs = 15_000;

/**
 * A limit that starts at `max`, is halved (at least 1) when the SIS says that it is too much, and raised by one after
 * a run of successes. A burst of 429 from requests of the same moment halves it once. `Retry-After`, with 429 or 503,
 * pauses all requests of the connection (H11, H15).
 */
export function createConcurrencyLimit(
  deps: { readonly clock: Clock; readonly sleep: Sleep },
  max: number,
): ConcurrencyLimit {
  let allowed = Math.max(1, Math.floor(max));
  let inFlight = 0;
  let successes = 0;
  let pausedUntil = 0;
  /** Counts halvings, so that requests started before one do not halve again. */
  let era = 0;
  const waiting: (() => void)[] = [];
  const now = (): number => deps.clock().getTime();
  const remainingPause = (): number => Math.max(0, pausedUntil - now());

  const wakeWaiting = (): void => {
    for (let free = allowed - inFlight; free > 0; free -= 1) waiting.shift()?.();
  };
  const learn = (failure: SisFailure | null, startedIn: number): void => {
    if (failure === null) {
      successes += 1;
      if (allowed < max && successes >= successesToRaise * allowed) {
        allowed += 1;
        successes = 0;
      }
      return;
    }
    if (failure.retryAfterMs !== null && (failure.kind === 'rate' || failure.kind === 'transient')) {
      pausedUntil = Math.max(pausedUntil, now() + failure.retryAfterMs);
    }
    if (failure.kind !== 'rate' || startedIn !== era) return;
    allowed = Math.max(1, Math.floor(allowed / 2));
    successes = 0;
    era += 1;
  };
  /** Takes a slot; false where the pause is too long to wait for. Who leaves without a slot passes its turn on. */
  const enter = async (signal: AbortSignal): Promise<boolean> => {
    while (!signal.aborted && remainingPause() <= maxPauseMs) {
      const pause = remainingPause();
      if (pause > 0) await deps.sleep(pause, signal);
      else if (inFlight >= allowed) await waitForTurn(waiting, signal);
      else {
        inFlight += 1;
        return true;
      }
    }
    wakeWaiting();
    signal.throwIfAborted();
    return false;
  };

  return {
    run: async (task, signal) => {
      if (!(await enter(signal))) return fail(describePause(remainingPause()));
      const startedIn = era;
      try {
        const reply = await task();
        learn(reply.ok ? null : reply.failure, startedIn);
        return reply;
      } finally {
        inFlight -= 1;
        wakeWaiting();
      }
    },
    get allowed() {
      return allowed;
    },
    get pauseMs() {
      return remainingPause();
    },
  };
}

/** Waits until woken or aborted; an aborted waiter leaves the queue, so that it swallows nobody's turn. */
function waitForTurn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = (): void => {
      waiting.splice(waiting.indexOf(wake), 1);
      resolve();
    };
    waiting.push(wake);
    signal.addEventListener('abort', leave, { once: true });
  });
}

function describePause(retryAfterMs: number): SisFailure {
  return {
    kind: 'rate',
    status: null,
    codeMinor: null,
    sisMessage: '',
    retryAfterMs,
    detail: 'connection_paused',
  };
}
