import type { Clock, Sleep } from '../../clock.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import { fail } from './reply.ts';

/** How long a request may wait for its turn. */
export interface WaitBounds {
  /** A longer pause is not waited for. */
  readonly maxPauseMs: number;
  /** Once it aborts, nothing is waited for. */
  readonly leaving?: AbortSignal | undefined;
  /** A run has asked the circuit breaker itself, and may be the one that probes. */
  readonly ignoresBreaker?: boolean;
}

/** This process's share of the requests that all processes together may have in flight. Only memory is read. */
export interface SlotShare {
  /** How many requests it may have in flight now. */
  allowed(): number;
  /** Milliseconds for which the SIS asked any process to wait (`Retry-After`). */
  pauseMs(): number;
  /** Milliseconds until the next request keeps to the SIS's rate. */
  rateMs(): number;
  /** Counts a request that starts now. */
  spend(): void;
  /** Milliseconds for which the circuit breaker stays open. */
  breakerMs(): number;
  /** Tells how many requests run and how many wait. */
  use(running: number, waiting: number): void;
  /** Slows all processes down. */
  slowDown(change: { readonly pauseMs: number; readonly isThrottled: boolean }): void;
  onChange(listener: () => void): void;
}

/** For a connection that no other process uses, such as one that is being tested. */
const unshared: SlotShare = {
  allowed: () => Number.POSITIVE_INFINITY,
  pauseMs: () => 0,
  rateMs: () => 0,
  spend: () => {},
  breakerMs: () => 0,
  use: () => {},
  slowDown: () => {},
  onChange: () => {},
};

/** How many requests of one connection run at once, adapted to what the SIS can take. */
export interface ConcurrencyLimit {
  /**
   * Runs `task` once a slot is free and no pause is in force. If that takes too long to wait for, `task` is
   * not run, and the reply is a `rate` failure with the rest of the pause, or a `transient` one while the circuit
   * breaker is open. Throws on abort of `signal`, and what `task` throws.
   */
  run<T>(task: () => Promise<SisReply<T>>, signal: AbortSignal, bounds: WaitBounds): Promise<SisReply<T>>;
  /** The current limit, between 1 and the maximum. */
  readonly allowed: number;
  /** Milliseconds for which the whole connection still pauses because of `Retry-After`. */
  readonly pauseMs: number;
}

/** The limit rises by one after this many successes in a row for each request it allows. */
const successesToRaise = 10;

/**
 * Starts at `max`, is halved (down to 1) when the SIS rate-limits us, and rises by one after a series of successes. A
 * burst of 429s to requests that ran at the same time halves it once. `Retry-After` with 429 or 503 pauses all requests
 * of the connection (H11, H15).
 */
export function createConcurrencyLimit(
  deps: { readonly clock: Clock; readonly sleep: Sleep },
  max: number,
  share: SlotShare = unshared,
): ConcurrencyLimit {
  let allowed = Math.max(1, Math.floor(max));
  let running = 0;
  let successes = 0;
  let pausedUntil = 0;
  /** Counts halvings: a request that started before one does not halve again. */
  let halvings = 0;
  const waiting: (() => void)[] = [];
  const now = (): number => deps.clock().getTime();
  const remainingPause = (): number => Math.max(0, pausedUntil - now(), share.pauseMs());
  /** A rate is always waited for: it lets the next request through before long. */
  const waitMs = (): number => Math.max(remainingPause(), share.rateMs());
  const isFree = (): boolean => running < allowed && running < share.allowed();
  const isOpen = ({ ignoresBreaker = false }: WaitBounds): boolean =>
    !ignoresBreaker && share.breakerMs() > 0;

  const wakeWaiting = (): void => {
    const free = Math.min(allowed, share.allowed()) - running;
    for (let woken = 0; woken < free && waiting.length > 0; woken += 1) waiting.shift()?.();
  };
  share.onChange(wakeWaiting);
  const adapt = (failure: SisFailure | null, startedAfter: number): void => {
    if (failure === null) {
      successes += 1;
      if (allowed < max && successes >= successesToRaise * allowed) {
        allowed += 1;
        successes = 0;
      }
      return;
    }
    if (failure.kind !== 'rate' && failure.kind !== 'transient') return;
    const pauseMs = failure.retryAfterMs ?? 0;
    const isThrottled = failure.kind === 'rate' && startedAfter === halvings;
    if (isThrottled || pauseMs > remainingPause()) share.slowDown({ pauseMs, isThrottled });
    if (pauseMs > 0) pausedUntil = Math.max(pausedUntil, now() + pauseMs);
    if (!isThrottled) return;
    allowed = Math.max(1, Math.floor(allowed / 2));
    successes = 0;
    halvings += 1;
  };
  const start = (): true => {
    running += 1;
    share.spend();
    share.use(running, waiting.length);
    return true;
  };
  /** Takes a slot; false if there is none worth waiting for. A caller that leaves without a slot wakes the next. */
  const enter = async (signal: AbortSignal, bounds: WaitBounds): Promise<boolean> => {
    const { maxPauseMs, leaving } = bounds;
    // Most requests need not wait, and a combined signal costs more than all the rest here.
    if (!signal.aborted && !leaving?.aborted && isFree() && waitMs() === 0 && !isOpen(bounds)) {
      return start();
    }
    const ended = leaving ? AbortSignal.any([signal, leaving]) : signal;
    while (!ended.aborted && remainingPause() <= maxPauseMs && !isOpen(bounds)) {
      const wait = waitMs();
      // Whoever waits for the rate keeps its slots, and with them its part of the rate.
      if (wait > remainingPause()) share.use(running, waiting.length + 1);
      if (wait > 0) await deps.sleep(wait, ended);
      else if (isFree()) return start();
      else {
        share.use(running, waiting.length + 1);
        await waitForTurn(waiting, ended);
      }
    }
    share.use(running, waiting.length);
    wakeWaiting();
    signal.throwIfAborted();
    return false;
  };

  return {
    run: async (task, signal, bounds) => {
      if (!(await enter(signal, bounds))) {
        return fail(isOpen(bounds) ? breakerOpenFor(share.breakerMs()) : pausedFor(remainingPause()));
      }
      const startedAfter = halvings;
      try {
        const reply = await task();
        adapt(reply.ok ? null : reply.failure, startedAfter);
        return reply;
      } finally {
        running -= 1;
        share.use(running, waiting.length);
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

/** Waits until woken or aborted. An aborted waiter leaves the queue, or it would use up another's turn. */
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

function pausedFor(retryAfterMs: number): SisFailure {
  return {
    kind: 'rate',
    status: null,
    codeMinor: null,
    sisMessage: '',
    retryAfterMs,
    detail: 'connection_paused',
  };
}

function breakerOpenFor(retryAfterMs: number): SisFailure {
  return { ...pausedFor(retryAfterMs), kind: 'transient', detail: 'breaker_open' };
}
