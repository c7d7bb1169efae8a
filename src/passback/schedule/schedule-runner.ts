import { createHash } from 'node:crypto';
import type { AccountReader } from '../../canvas/account-reader.ts';
import type { Clock, Sleep } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import { wholeCourse } from '../../domain/reach.ts';
import { toProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { NightlySyncStore } from '../../store/nightly-syncs.ts';
import { scopeOfCourse } from '../../store/passback/course-scope.ts';
import type { Schedule, ScheduledCourse, ScheduleOccurrence, ScheduleStore } from '../../store/schedules.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { requestRun, scopeOf } from '../runs/request-run.ts';
import { findNextOccurrence } from './next-occurrence.ts';
import { planOccurrence } from './plan-occurrence.ts';

export interface ScheduleRunnerDeps {
  readonly schedules: ScheduleStore;
  readonly nightlySyncs: Pick<NightlySyncStore, 'list'>;
  readonly passback: PassbackDeps;
  /** Reads an institution's account in the name of the schedule's administrator. */
  readonly openAccount: (institution: Institution, inNameOf: Schedule['inNameOf']) => AccountReader;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: Log;
}

/** Plans and starts what administrators scheduled. Any number may run, in any number of processes. */
export interface ScheduleRunner {
  /** Plans one schedule that is due. False if none is. */
  planOnce(): Promise<boolean>;
  /** Starts the planned courses that are due. Returns how many runs were requested. */
  startDue(): Promise<number>;
  start(): void;
  /** Whether it was started and both its loops have polled lately. */
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** Far longer than between two extensions; short enough that a planner's death costs little time. */
const leaseMs = 2 * 60_000;
const extendEveryMs = 30_000;
/** Long enough to request a run. */
const claimMs = 2 * 60_000;
const pollMs = 15_000;
/** While Canvas does not answer, an occurrence is tried again so often, and so long after its time. */
const retryEveryMs = 5 * 60_000;
const retryForMs = 2 * 60 * 60_000;
/** Longer than a poll, and than any plan between two extensions. */
const silentMs = 5 * 60_000;

export function createScheduleRunner(deps: ScheduleRunnerDeps): ScheduleRunner {
  const { schedules, clock, sleep, log } = deps;
  const stopping = new AbortController();
  const polledAtMs = new Map<string, number>();
  let loops: Promise<void>[] = [];

  const planOnce = async (): Promise<boolean> => {
    const now = clock();
    const schedule = await schedules.claimDue(now, new Date(now.getTime() + leaseMs));
    if (!schedule) return false;
    await plan(deps, schedule, stopping.signal, () => polledAtMs.set('plan', performance.now()));
    return true;
  };
  const startDue = async (): Promise<number> => {
    let started = 0;
    while (!stopping.signal.aborted) {
      const now = clock();
      const course = await schedules.claimCourse(now, new Date(now.getTime() + claimMs));
      if (!course) break;
      if (await startCourse(deps, course)) started += 1;
      polledAtMs.set('start', performance.now());
    }
    return started;
  };
  const poll = async (name: 'plan' | 'start', work: () => Promise<unknown>): Promise<void> => {
    while (!stopping.signal.aborted) {
      polledAtMs.set(name, performance.now());
      try {
        await work();
      } catch (error) {
        log.error({ event: 'schedules_failed', err: error }, 'Could not look for schedules');
      }
      await sleep(pollMs, stopping.signal);
    }
  };
  return {
    planOnce,
    startDue,
    start() {
      loops = [poll('plan', planOnce), poll('start', startDue)];
    },
    isAlive: () =>
      loops.length > 0 &&
      !stopping.signal.aborted &&
      [...polledAtMs.values()].every((at) => performance.now() - at < silentMs),
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/**
 * Plans a claimed schedule, and decides when it is due next. Occurrences that were missed become this one. If
 * the planner dies, another plans the occurrence again, under the same ids: a course starts once.
 */
async function plan(
  deps: ScheduleRunnerDeps,
  schedule: Schedule,
  stopSignal: AbortSignal,
  onAlive: () => void,
): Promise<void> {
  const { schedules, passback, clock, log } = deps;
  const { institutionId, _id: scheduleId, timing } = schedule;
  const institution = await passback.findInstitution(institutionId);
  if (!institution) return schedules.removeInstitution(institutionId);
  const startedAt = clock();
  const next = (): Date => findNextOccurrence(timing, clock());
  if (!mayStart(institution)) return schedules.finish(schedule, next(), null);
  const lost = new AbortController();
  const signal = AbortSignal.any([stopSignal, lost.signal]);
  const extend = async (): Promise<void> => {
    onAlive();
    const isHeld = await schedules.extend(schedule, new Date(clock().getTime() + leaseMs));
    if (!isHeld) lost.abort(new Error('the claim of the schedule was lost'));
  };
  const ended = new AbortController();
  const extending = extendRegularly(deps, extend, ended.signal);
  const begun = { dueAt: schedule.nextAt, startedAt };
  try {
    const found = await planOccurrence(
      {
        listNightly: (id) => deps.nightlySyncs.list(id),
        findKnown: (id, since) => passback.stores.scheduledRuns.findCourses(id, since),
        findSynced: (id, since) => passback.stores.scheduledRuns.findSynced(id, since),
        async save(courses) {
          await extend();
          signal.throwIfAborted();
          await schedules.addCourses(courses);
          passback.failpoint('scheduled-half-planned');
        },
      },
      {
        schedule,
        institution,
        reader: deps.openAccount(institution, schedule.inNameOf),
        now: startedAt,
        signal,
      },
    );
    log.info({ event: 'schedule_planned', institutionId, scheduleId, ...found }, 'A schedule was planned');
    await schedules.finish(schedule, next(), { ...begun, plannedAt: clock(), ...found, problem: null });
  } catch (thrown) {
    // The occurrence is planned again, by whoever claims the schedule next.
    if (signal.aborted) return;
    const { code, detail, next: step } = toProductError(thrown);
    if (!code.startsWith('canvas_') && code !== 'secret_unreadable') throw thrown;
    log.warn({ event: 'schedule_failed', institutionId, scheduleId, code, detail }, 'Canvas was not read');
    const now = clock().getTime();
    if (step === 'retry' && now - schedule.nextAt.getTime() < retryForMs) {
      await schedules.extend(schedule, new Date(now + retryEveryMs));
      return;
    }
    await schedules.finish(schedule, next(), {
      ...begun,
      plannedAt: clock(),
      ...nothingFound,
      problem: code,
    });
  } finally {
    ended.abort();
    await extending;
  }
}

const nothingFound: Omit<ScheduleOccurrence, 'dueAt' | 'startedAt' | 'plannedAt' | 'problem'> = {
  courses: 0,
  chosen: 0,
  withoutAssignments: 0,
  notOpened: 0,
  covered: 0,
  unreadable: 0,
};

async function extendRegularly(
  { sleep, log }: Pick<ScheduleRunnerDeps, 'sleep' | 'log'>,
  extend: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await sleep(extendEveryMs, signal);
    if (signal.aborted) return;
    // If the database is away, the lease expires too.
    await extend().catch((error: unknown) => {
      log.warn({ event: 'schedule_lease_failed', err: error }, 'Could not extend the claim of a schedule');
    });
  }
}

const mayStart = ({ enabled, sis, settings }: Institution): boolean =>
  enabled && sis !== null && !settings.paused && !settings.schedulesPaused;

/** Requests the run of a planned course, unless its schedule was changed, suspended or removed meanwhile. */
async function startCourse(deps: ScheduleRunnerDeps, planned: ScheduledCourse): Promise<boolean> {
  const { schedules, passback } = deps;
  const { institutionId, scheduleId, course } = planned;
  const [institution, schedule] = await Promise.all([
    passback.findInstitution(institutionId),
    schedules.find(institutionId, scheduleId),
  ]);
  const isCurrent = schedule?.enabled && schedule.revision === planned.revision;
  const starts = isCurrent && institution !== null && mayStart(institution);
  const runId = nameRun(planned);
  if (starts && !(await passback.stores.runs.find({ ...scopeOfCourse(course), runId }))) {
    const { name, inNameOf, timing } = schedule;
    const { canvasUserId, ltiUserId } = inNameOf;
    // Several times a day only changes are read; once a day everything, as at night.
    const kind = timing.everyHours === null ? 'nightly' : 'post';
    await requestRun(passback, {
      runId,
      course,
      kind,
      scope: scopeOf(kind, { kind: 'all' }),
      requestedBy: { kind: 'nightly', schedule: { id: scheduleId, name, canvasUserId, ltiUserId } },
      onBehalfOf: canvasUserId,
      reach: wholeCourse,
      onlyIfIdle: true,
    });
    passback.failpoint('scheduled-requested');
  }
  await schedules.removeCourse(planned);
  return starts === true;
}

/** The id of a planned course's run, the same for every process. */
function nameRun({ _id }: ScheduledCourse): string {
  return createHash('sha256').update(`schedule:${_id}`).digest('hex').slice(0, 32);
}
