import { keyOfRun } from '../../store/passback/course-scope.ts';
import type { Fence, RunRecord } from '../../store/passback/run-record.ts';
import { mendLateSends } from '../delivery/late-sends.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { executeRun } from './execute-run.ts';
import { holdLease, type LeaseTimes, leaseTimes, type Stopwatch, startStopwatch } from './lease.ts';
import type { LateSends } from './run-context.ts';

/** How a worker process works. */
export interface WorkerOptions {
  /** Runs executed at once in this process, besides those that would have to wait behind slow SISs. */
  readonly concurrency: number;
  /** Runs of one institution at once over all workers, so that a large institution leaves room for others (Z10). */
  readonly maxPerInstitution?: number;
  readonly times?: LeaseTimes;
  /** Milliseconds between polls for work. */
  readonly pollMs?: number;
}

export interface Worker {
  /** Claims a due run and executes it until it ends or pauses; false if none is due. */
  runOnce(): Promise<boolean>;
  start(): void;
  /** Whether every lane is executing a run or has polled lately. */
  isAlive(): boolean;
  /** Looks for work at once instead of at the next poll. */
  wake(): void;
  /** Starts nothing new, lets pending requests finish, releases the runs, and resolves once that is done. */
  stop(): Promise<void>;
}

const coursesAtOnce = 50;
/** An idle lane that has not polled for this long hangs; the driver's timeouts end every poll sooner. */
const silentMs = 60_000;

/** With all lanes busy for this long, an institution that no worker serves gets a lane of its own for one run (Z10). */
const crowdedMs = 1_500;
/** Such runs for each lane: their number is bounded because each holds a batch in memory. */
const extraPerLane = 4;

/** One of the loops of a worker. */
interface Lane {
  working: boolean;
  lookedAtMs: number;
}

interface ClaimedRun {
  readonly run: RunRecord;
  /** Started just before the claim. */
  readonly sinceClaim: Stopwatch;
}

interface LostClaim {
  readonly fence: Fence;
  readonly run: RunRecord;
  readonly lateSends: LateSends;
}

/** Any number of workers, in any number of processes, share the runs. */
export function createWorker(deps: PassbackDeps, options: WorkerOptions): Worker {
  const times = options.times ?? leaseTimes;
  const maxPerInstitution = options.maxPerInstitution ?? 2;
  const pollMs = options.pollMs ?? 1_000;
  const owner = deps.randomBytes(12).toString('hex');
  const stopping = new AbortController();
  let lanes: Lane[] = [];
  let loops: Promise<void>[] = [];
  let waking = new AbortController();
  const extra = new Set<Promise<void>>();
  /** Claims that were lost while this worker lived; the database has yet to hear of it. */
  const lost = new Set<LostClaim>();

  const claim = async (max: number): Promise<ClaimedRun | null> => {
    const sinceClaim = startStopwatch();
    const wish = { owner, leaseMs: times.leaseMs, now: deps.clock(), maxPerInstitution: max };
    const run = await deps.stores.leases.claim(wish);
    return run && { run, sinceClaim };
  };
  const execute = async ({ run, sinceClaim }: ClaimedRun): Promise<void> => {
    deps.failpoint('claimed');
    const { _id: runId, institutionId } = run;
    deps.log.info(
      { event: 'run_claimed', runId, stage: run.stage, fencingToken: run.lease.fencingToken },
      'A run was claimed',
    );
    deps.onEvent({ kind: 'run_claimed', runId, institutionId, takeover: run.takenOver });
    const { leases, classLeases } = deps.stores;
    const pause = watchPause(deps, institutionId);
    const fence = { ...keyOfRun(run), owner, fencingToken: run.lease.fencingToken };
    const lease = holdLease({ leases, classLeases, sleep: deps.sleep, log: deps.log }, times, {
      fence,
      sinceClaim,
      cancelRequested: run.cancelRequested,
      stopSignal: AbortSignal.any([stopping.signal, pause.signal]),
    });
    try {
      const lateSends: LateSends = { items: [], rows: [], created: [] };
      const execution = { lease, lateSends, leaseMs: times.leaseMs };
      if (!(await executeRun(deps, run, execution))) lost.add({ fence, run, lateSends });
    } finally {
      pause.end();
      await lease.stop();
    }
    await tellAlive();
  };
  /**
   * Without it, whoever takes a lost run over counts this worker as dead (Z19), and nobody knows what it sent too late
   * (Z21). Repeated until the database hears it.
   */
  const tellAlive = async (): Promise<void> => {
    for (const claim of lost) {
      const isHeard = await tellOf(claim).then(
        () => true,
        () => false,
      );
      if (!isHeard) return;
      lost.delete(claim);
    }
  };
  const tellOf = async ({ fence, run, lateSends }: LostClaim): Promise<void> => {
    await deps.stores.leases.disown(fence);
    if (lateSends.items.length + lateSends.rows.length > 0) await mendLateSends(deps, run, lateSends);
  };
  const runOnce = async (lane?: Lane): Promise<boolean> => {
    await tellAlive();
    const claimed = await claim(maxPerInstitution);
    if (!claimed) {
      await promoteWaiting(deps);
      return false;
    }
    if (lane) lane.working = true;
    await execute(claimed);
    return true;
  };
  const logFailure = (error: unknown): void => {
    deps.log.error({ event: 'worker_failed', err: error }, 'A worker could not look for work');
  };
  const runLane = async (lane: Lane): Promise<void> => {
    while (!stopping.signal.aborted) {
      lane.lookedAtMs = performance.now();
      const worked = await runOnce(lane).catch((error: unknown) => {
        logFailure(error);
        return false;
      });
      lane.working = false;
      lane.lookedAtMs = performance.now();
      if (!worked && !stopping.signal.aborted) await deps.sleep(pollMs, waking.signal);
    }
  };
  /** Slow SISs may hold all lanes: nobody else waits for them. */
  const watchCrowd = async (): Promise<void> => {
    let sinceCrowded: Stopwatch | null = null;
    while (!stopping.signal.aborted) {
      await deps.sleep(pollMs, stopping.signal);
      if (!lanes.every((lane) => lane.working)) sinceCrowded = null;
      else sinceCrowded ??= startStopwatch();
      if (sinceCrowded === null || sinceCrowded() < crowdedMs) continue;
      while (extra.size < extraPerLane * options.concurrency && !stopping.signal.aborted) {
        const claimed = await claim(1).catch(logFailure);
        if (!claimed) break;
        const executing = execute(claimed)
          .catch(logFailure)
          .finally(() => extra.delete(executing));
        extra.add(executing);
      }
    }
  };
  return {
    runOnce: () => runOnce(),
    start() {
      lanes = Array.from({ length: options.concurrency }, () => ({ working: false, lookedAtMs: 0 }));
      loops = [...lanes.map(runLane), watchCrowd()];
    },
    isAlive: () =>
      lanes.length > 0 &&
      !stopping.signal.aborted &&
      lanes.every((lane) => lane.working || performance.now() - lane.lookedAtMs < silentMs),
    wake() {
      waking.abort();
      waking = new AbortController();
    },
    async stop() {
      stopping.abort();
      waking.abort();
      await Promise.all(loops);
      await Promise.all(extra);
    },
  };
}

/** How often a worker checks whether an administrator has paused all runs of the institution. */
const pauseWatchMs = 5_000;

/** Its signal aborts when the institution pauses all runs; pending requests still finish, then the run is released. */
function watchPause(
  { findInstitution, sleep, log }: Pick<PassbackDeps, 'findInstitution' | 'sleep' | 'log'>,
  institutionId: string,
): { readonly signal: AbortSignal; end(): void } {
  const paused = new AbortController();
  const ended = new AbortController();
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted && !paused.signal.aborted) {
      await sleep(pauseWatchMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        if ((await findInstitution(institutionId))?.settings.paused) paused.abort();
      } catch (error) {
        // If the database is away, the lease expires too.
        log.warn({ event: 'pause_watch_failed', institutionId, err: error }, 'Could not look for a pause');
      }
    }
  };
  void watch();
  return { signal: paused.signal, end: () => ended.abort() };
}

/** Starts queued runs of courses without an active one: a worker died after ending a run, before starting the next. */
async function promoteWaiting(deps: PassbackDeps): Promise<void> {
  for (const course of await deps.stores.runs.findCoursesWithQueued(coursesAtOnce)) {
    await deps.stores.runs.promoteQueued(course, deps.clock());
  }
}
