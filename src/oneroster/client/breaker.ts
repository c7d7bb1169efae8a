import type { Clock } from '../../clock.ts';
import type { SisFailure } from '../../domain/sis.ts';

/** Whether a request may go out now. */
export type Admission =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      /** Milliseconds until the next probe. */
      readonly retryAfterMs: number;
    };

/**
 * Guards one SIS connection of one process: after repeated transient failures it lets only a probe through now and
 * then (H30).
 */
export interface Breaker {
  /** Ask before each request. While open, an admitted request is the probe of its interval. */
  admit(): Admission;
  /** Tell the outcome of each admitted request; null is a success. An aborted request has no outcome: tell nothing. */
  record(failure: SisFailure | null): void;
  readonly state: 'closed' | 'open' | 'half-open';
}

/** Transient failures in a row that open the breaker. */
const failuresToOpen = 5;
/** At most one probe in this time. A probe that never reports back only costs its interval. */
const probeIntervalMs = 30_000;

/** A closed breaker. Any answer of the SIS, even a refusal, shows that it is there; only transient failures count. */
export function createBreaker(deps: { readonly clock: Clock }): Breaker {
  let failures = 0;
  /** When the breaker opened or last let a probe through; null while closed. */
  let lastTry: number | null = null;
  let probing = false;
  const now = (): number => deps.clock().getTime();
  return {
    admit: () => {
      if (lastTry === null) return { admitted: true };
      const wait = lastTry + probeIntervalMs - now();
      if (wait > 0) return { admitted: false, retryAfterMs: wait };
      lastTry = now();
      probing = true;
      return { admitted: true };
    },
    record: (failure) => {
      if (failure?.kind === 'rate') return;
      if (failure?.kind !== 'transient') {
        failures = 0;
        lastTry = null;
        probing = false;
        return;
      }
      failures += 1;
      probing = false;
      if (lastTry === null && failures >= failuresToOpen) lastTry = now();
    },
    get state() {
      if (lastTry === null) return 'closed';
      return probing ? 'half-open' : 'open';
    },
  };
}
