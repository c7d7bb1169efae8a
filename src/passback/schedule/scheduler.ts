import { createHash } from 'node:crypto';
import type { Clock, Sleep } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { wholeCourse } from '../../domain/reach.ts';
import type { Log } from '../../log.ts';
import type { NightlySync, NightlySyncStore } from '../../store/nightly-syncs.ts';
import { scopeOfCourse } from '../../store/passback/course-scope.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { startRequestedComparisons } from '../runs/institution-comparisons.ts';
import { requestRun } from '../runs/request-run.ts';
import { nothing } from '../runs/scope.ts';
import { findNextNightly } from './next-nightly.ts';

export interface SchedulerDeps {
  readonly nightlySyncs: NightlySyncStore;
  readonly passback: PassbackDeps;
  readonly listInstitutions: () => Promise<readonly Institution[]>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: Log;
}

/**
 * Starts nightly syncs when they are due, and comparisons that administrators requested. Any number of
 * schedulers may run, in any number of processes.
 */
export interface Scheduler {
  /** Starts everything that is due now. Returns the number of runs requested. */
  runOnce(): Promise<number>;
  /** Moves nightly syncs that were scheduled for an earlier window of their institution. */
  replan(): Promise<void>;
  start(): void;
  /** Whether it was started and has polled lately. */
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** Long enough to request a run, short enough that a scheduler's death costs little time. */
const claimMs = 2 * 60_000;
const pollMs = 15_000;
const replanEveryMs = 5 * 60_000;
const replansAtOnce = 200;
/** Longer than any poll takes. */
const silentMs = 5 * 60_000;

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { nightlySyncs, clock, sleep, log } = deps;
  const stopping = new AbortController();
  let loop = Promise.resolve();
  let polledAtMs = 0;

  const runOnce = async (): Promise<number> => {
    let started = 0;
    while (!stopping.signal.aborted) {
      const now = clock();
      const sync = await nightlySyncs.claimDue(now, new Date(now.getTime() + claimMs));
      if (!sync) break;
      if (await startNightly(deps, sync)) started += 1;
    }
    return started + (await startRequestedComparisons(deps.passback, stopping.signal));
  };
  const replan = async (): Promise<void> => {
    for (const { id, settings } of await deps.listInstitutions()) {
      const window = settings.nightlyWindow;
      const now = clock();
      for (const sync of await nightlySyncs.findPlannedOtherwise(id, window, now, replansAtOnce)) {
        await nightlySyncs.replan(sync, { nextAt: findNextNightly(sync._id, window, now), window });
      }
    }
  };
  const poll = async (): Promise<void> => {
    let replannedAtMs = -replanEveryMs;
    while (!stopping.signal.aborted) {
      polledAtMs = performance.now();
      try {
        if (polledAtMs - replannedAtMs >= replanEveryMs) {
          replannedAtMs = polledAtMs;
          await replan();
        }
        await runOnce();
      } catch (error) {
        log.error({ event: 'scheduler_failed', err: error }, 'Could not look for nightly syncs');
      }
      await sleep(pollMs, stopping.signal);
    }
  };
  return {
    runOnce,
    replan,
    start() {
      loop = poll();
    },
    isAlive: () => polledAtMs > 0 && !stopping.signal.aborted && performance.now() - polledAtMs < silentMs,
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

/**
 * Requests the run of a claimed nightly sync, then schedules the next. After downtime, missed nights become
 * this one run. If the scheduler dies in between, the claim expires and the run is requested again under the
 * same id (R10: exactly one).
 */
async function startNightly(deps: SchedulerDeps, sync: NightlySync): Promise<boolean> {
  const { nightlySyncs, passback, clock, log } = deps;
  const institution = await passback.findInstitution(sync.institutionId);
  const now = clock();
  if (!institution) {
    await nightlySyncs.remove(sync._id);
    return false;
  }
  const window = institution.settings.nightlyWindow;
  const next = { nextAt: findNextNightly(sync._id, window, now), window };
  const { enabled, settings } = institution;
  if (!enabled || settings.paused || !settings.nightlySyncOffered) {
    await nightlySyncs.release(sync, next);
    return false;
  }
  const runId = nameRun(sync);
  const { course, onBehalfOf } = sync;
  if (!(await passback.stores.runs.find({ ...scopeOfCourse(course), runId }))) {
    await requestRun(passback, {
      runId,
      course,
      kind: 'nightly',
      scope: { selection: { kind: 'all' }, remaster: nothing, retryOf: [], undoOf: [] },
      requestedBy: { kind: 'nightly' },
      onBehalfOf,
      reach: wholeCourse,
    });
  }
  passback.failpoint('nightly-requested');
  await nightlySyncs.release(sync, { ...next, lastStartedAt: now });
  log.info(
    { event: 'nightly_started', institutionId: sync.institutionId, runId },
    'A nightly sync was started',
  );
  return true;
}

/** The id of a night's run, the same for every scheduler. */
function nameRun({ _id, nextAt }: NightlySync): string {
  return createHash('sha256').update(`nightly:${_id}:${nextAt.getTime()}`).digest('hex').slice(0, 32);
}
