import { setMaxListeners } from 'node:events';
import type { Sleep } from '../../clock.ts';
import { ProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { ClassLeases } from '../../store/passback/class-leases.ts';
import type { RunLeases } from '../../store/passback/run-leases.ts';
import type { Fence } from '../../store/passback/run-record.ts';

/** Durations of a lease, in milliseconds. */
export interface LeaseTimes {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** With less left, nothing is sent any more: longer than one request may take. */
  readonly sendMarginMs: number;
}

export const leaseTimes: LeaseTimes = { leaseMs: 30_000, heartbeatMs: 10_000, sendMarginMs: 12_000 };

/** A worker's hold on a run. */
export interface Lease {
  readonly fence: Fence;
  /** Names this claim, for class leases. */
  readonly claimId: string;
  /** Aborts as soon as the lease is lost or about to run out: every request and every wait hangs on it. */
  readonly signal: AbortSignal;
  /** Somebody cancelled the run, or the worker stops: begin nothing new. */
  readonly haltRequested: () => 'cancel' | 'stop' | null;
  /** Takes note of what a fenced write saw. @throws ProductError `lease_lost` when it saw nothing */
  note(seen: { readonly cancelRequested: boolean } | null): void;
  /** The lease is lost, whoever noticed. */
  lose(): ProductError;
  /** Ends the heartbeat. */
  stop(): Promise<void>;
}

/** Monotonic milliseconds, so that a changed wall clock does not prolong a lease. */
export const monotonicMs = (): number => performance.now();

/**
 * Keeps the lease of a claimed run alive on a timer of its own. When a heartbeat finds the lease lost, or none has
 * come through until `sendMarginMs` before its end (the database is away: Z16), everything is aborted.
 */
export function holdLease(
  deps: {
    readonly leases: Pick<RunLeases, 'heartbeat'>;
    readonly classLeases: Pick<ClassLeases, 'heartbeat'>;
    readonly sleep: Sleep;
    readonly log: Log;
  },
  fence: Fence,
  times: LeaseTimes,
  stopSignal: AbortSignal,
  claim: { readonly atMs: number; readonly cancelRequested: boolean },
): Lease {
  const claimId = `${fence.runId}:${fence.fencingToken}`;
  const lost = new AbortController();
  const ended = new AbortController();
  // Every request under way listens; how many there are is the connection's limit, not a leak.
  setMaxListeners(0, lost.signal, ended.signal);
  let { cancelRequested } = claim;
  let renewedAt = claim.atMs;

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
  const beat = async (): Promise<void> => {
    const askedAt = monotonicMs();
    const seen = await deps.leases.heartbeat(fence, times.leaseMs);
    if (!seen) return void lose();
    await deps.classLeases.heartbeat(claimId, times.leaseMs);
    renewedAt = askedAt;
    cancelRequested ||= seen.cancelRequested;
  };
  const guard = setInterval(
    () => {
      if (monotonicMs() - renewedAt > times.leaseMs - times.sendMarginMs) lose();
    },
    Math.max(10, Math.min(1_000, times.leaseMs / 10)),
  );
  // A process that has nothing else to do may end: its lease then runs out by itself.
  guard.unref();
  const beating = (async () => {
    while (!ended.signal.aborted && !lost.signal.aborted) {
      await deps.sleep(times.heartbeatMs, ended.signal);
      if (ended.signal.aborted) return;
      await beat().catch((cause: unknown) => {
        // The database may be back before the margin is used up.
        deps.log.warn({ event: 'heartbeat_failed', runId: fence.runId, err: cause }, 'A heartbeat failed');
      });
    }
  })();
  return {
    fence,
    claimId,
    signal: lost.signal,
    haltRequested: () => (cancelRequested ? 'cancel' : stopSignal.aborted ? 'stop' : null),
    note(seen) {
      if (!seen) throw lose();
      cancelRequested ||= seen.cancelRequested;
    },
    lose,
    async stop() {
      ended.abort();
      clearInterval(guard);
      await beating;
    },
  };
}
