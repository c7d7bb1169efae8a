import { setMaxListeners } from 'node:events';
import type { Sleep } from '../../clock.ts';
import { ProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { SendPermit } from '../../oneroster/sis-client.ts';
import type { ClassLeases } from '../../store/passback/class-leases.ts';
import type { RunLeases } from '../../store/passback/run-leases.ts';
import type { Fence } from '../../store/passback/run-record.ts';

/** Durations of a lease, in milliseconds. */
export interface LeaseTimes {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** With less than this left nothing is sent. Longer than a request may take. */
  readonly sendMarginMs: number;
}

export const leaseTimes: LeaseTimes = { leaseMs: 30_000, heartbeatMs: 10_000, sendMarginMs: 12_000 };

/** A worker's lease of a run. */
export interface Lease {
  readonly fence: Fence;
  /** Names this claim, for class leases. */
  readonly claimId: string;
  /** Aborts once the lease is lost or about to expire; every request and pause listens to it. */
  readonly signal: AbortSignal;
  /**
   * Asked for every request to the SIS; its check throws `lease_lost` if less than `sendMarginMs` of the
   * lease is left.
   */
  readonly permit: SendPermit;
  /** Not null: start nothing new, because a person cancelled the run or the worker is stopping. */
  readonly haltRequested: () => 'cancel' | 'stop' | null;
  /** Whether another worker may hold the run by now. */
  isOver(): boolean;
  /**
   * Handles the result of a fenced write. @throws ProductError `lease_lost` if it is null: the write did not
   * match
   */
  note(seen: { readonly cancelRequested: boolean } | null): void;
  /** Aborts everything because the lease is lost; returns the error to throw. */
  lose(): ProductError;
  /** Stops the heartbeat. */
  stop(): Promise<void>;
}

/** Milliseconds since it was started. */
export type Stopwatch = () => number;

/**
 * Measures with two clocks and trusts the one that shows more. Setting the wall clock back does not prolong a
 * lease; nor does a suspended machine, during which the monotonic clock stands still (Linux,
 * CLOCK_MONOTONIC).
 */
export function startStopwatch(): Stopwatch {
  const started = { monotonic: performance.now(), wall: Date.now() };
  return () => Math.max(performance.now() - started.monotonic, Date.now() - started.wall);
}

/**
 * Keeps the lease of a claimed run alive with heartbeats. Everything is aborted when a heartbeat finds the lease lost, or
 * when none has succeeded until `sendMarginMs` before it expires (the database is away: Z16).
 */
export function holdLease(
  deps: {
    readonly leases: Pick<RunLeases, 'heartbeat'>;
    readonly classLeases: Pick<ClassLeases, 'heartbeat'>;
    readonly sleep: Sleep;
    readonly log: Log;
  },
  times: LeaseTimes,
  claim: {
    readonly fence: Fence;
    /** Started just before the claim. */
    readonly sinceClaim: Stopwatch;
    readonly cancelRequested: boolean;
    /** The worker is stopping. */
    readonly stopSignal: AbortSignal;
  },
): Lease {
  const { fence, stopSignal } = claim;
  const claimId = `${fence.runId}:${fence.fencingToken}`;
  const lost = new AbortController();
  const ended = new AbortController();
  // Every pending request listens. The concurrency limit bounds their number, so it is no leak.
  setMaxListeners(0, lost.signal, ended.signal);
  const leaving = new AbortController();
  setMaxListeners(0, leaving.signal);
  if (claim.cancelRequested || stopSignal.aborted) leaving.abort();
  const leave = (): void => leaving.abort();
  stopSignal.addEventListener('abort', leave);
  let { cancelRequested } = claim;
  let sinceRenewal = claim.sinceClaim;

  const lose = (): ProductError => {
    if (!lost.signal.aborted) {
      deps.log.warn(
        { event: 'lease_lost', runId: fence.runId, fencingToken: fence.fencingToken },
        'The lease of a run is lost',
      );
    }
    const error = new ProductError('lease_lost', { next: 'retry' });
    lost.abort(error);
    return error;
  };
  const checkHeld = (): void => {
    if (lost.signal.aborted || sinceRenewal() > times.leaseMs - times.sendMarginMs) throw lose();
  };
  const noteCancel = (seen: { readonly cancelRequested: boolean }): void => {
    cancelRequested ||= seen.cancelRequested;
    if (cancelRequested) leaving.abort();
  };
  const beat = async (): Promise<void> => {
    const sinceAsked = startStopwatch();
    const seen = await deps.leases.heartbeat(fence, times.leaseMs);
    if (!seen) return void lose();
    await deps.classLeases.heartbeat(claimId, times.leaseMs);
    sinceRenewal = sinceAsked;
    noteCancel(seen);
  };
  const guard = setInterval(
    () => {
      if (sinceRenewal() > times.leaseMs - times.sendMarginMs) lose();
    },
    Math.max(10, Math.min(1_000, times.leaseMs / 10)),
  );
  // Must not keep a finished process alive; its lease then expires.
  guard.unref();
  const beating = (async () => {
    while (!ended.signal.aborted && !lost.signal.aborted) {
      await deps.sleep(times.heartbeatMs, ended.signal);
      if (ended.signal.aborted) return;
      await beat().catch((cause: unknown) => {
        // The database may be back before the margin is reached.
        deps.log.warn({ event: 'heartbeat_failed', runId: fence.runId, err: cause }, 'A heartbeat failed');
      });
    }
  })();
  return {
    fence,
    claimId,
    signal: lost.signal,
    permit: { check: checkHeld, leaving: leaving.signal },
    isOver: () => sinceRenewal() > times.leaseMs,
    haltRequested: () => (cancelRequested ? 'cancel' : stopSignal.aborted ? 'stop' : null),
    note(seen) {
      if (!seen) throw lose();
      noteCancel(seen);
    },
    lose,
    async stop() {
      ended.abort();
      stopSignal.removeEventListener('abort', leave);
      clearInterval(guard);
      await beating;
    },
  };
}
