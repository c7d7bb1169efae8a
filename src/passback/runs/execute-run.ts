import { type RunKind, type StageNumber, stageNames, stagesOf } from '../../domain/outcomes.ts';
import { toProductError } from '../../errors.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import { readOffers } from '../delivery/sis-offers.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { compare } from '../stages/compare.ts';
import { compareUndo } from '../stages/compare-undo.ts';
import { compareWithSis } from '../stages/compare-with-sis.ts';
import { postLineItems } from '../stages/post-line-items.ts';
import { postResults } from '../stages/post-results.ts';
import { readCanvas } from '../stages/read-canvas.ts';
import { readSis } from '../stages/read-sis.ts';
import type { Lease } from './lease.ts';
import type { LateSends, RunContext } from './run-context.ts';
import { notBeforeStart, settleRun } from './settle-run.ts';
import { done, resultOfFailure, type StageResult } from './stage-result.ts';

const stages: Readonly<Record<StageNumber, (context: RunContext) => Promise<StageResult>>> = {
  1: readCanvas,
  2: readSis,
  3: compare,
  4: postLineItems,
  5: postResults,
};

/** Stage 3 of runs that do not compare Canvas's grades with what was sent. */
const comparisons: Partial<Record<RunKind, (context: RunContext) => Promise<StageResult>>> = {
  compare: compareWithSis,
  undo: compareUndo,
};

/** A run whose workers died this often without any progress in between is given up. */
const maxAbandonedClaims = 10;
/** If Canvas was read longer ago, it is read again before comparing. */
const canvasAgeMs = 30 * 60_000;
/** How long one run may probe whether the SIS is back before another run may try. */
const probeMs = 30_000;

/** Under which lease a run is executed. */
export interface Execution {
  readonly lease: Lease;
  readonly leaseMs: number;
  /** Filled with what was being sent when the lease ran out. */
  readonly lateSends: LateSends;
}

/**
 * Takes a claimed run through its stages until it ends or must pause, then settles it. False if another worker holds the
 * run, or soon will. Never throws.
 */
export async function executeRun(
  deps: PassbackDeps,
  claimed: RunRecord,
  { lease, lateSends, leaseMs }: Execution,
): Promise<boolean> {
  let run = claimed;
  let result: StageResult;
  try {
    const opened = await openContext(deps, claimed, { lease, lateSends });
    if ('kind' in opened) result = opened;
    else {
      result = done;
      let writes: ClassAccess | null = null;
      for (let stage: StageNumber | null = run.stage; stage !== null; stage = nextStage(run.kind, stage)) {
        if (stage === 3 && isCanvasOld(run, deps.clock())) {
          result = await readAgain({ ...opened, run });
          if (result.kind !== 'done') break;
        }
        run = await enterStage(deps, run, lease, stage);
        const context = { ...opened, run };
        if (stage >= 4) writes ??= await acquireClasses(context, leaseMs);
        if (writes === 'busy') result = { kind: 'class_busy' };
        // What a worker that died left behind in these stages is looked at, even if nothing is to be written.
        else if (writes !== 'none' || claimed.stage >= 4) result = await runStage(context, stage);
        if (result.kind !== 'done') break;
      }
    }
  } catch (thrown) {
    const error = toProductError(thrown);
    // Another worker holds the run, or soon will: write nothing more to it (I4).
    if (lease.signal.aborted || error.code === 'lease_lost') return false;
    result = { kind: 'unexpected', error };
  }
  await settleRun({ deps, run, lease }, result);
  return !lease.signal.aborted;
}

/** Loads what the stages need, or says why the run cannot continue. */
async function openContext(
  deps: PassbackDeps,
  run: RunRecord,
  { lease, lateSends }: Pick<Execution, 'lease' | 'lateSends'>,
): Promise<RunContext | StageResult> {
  if (run.abandonedClaims > maxAbandonedClaims) {
    return { kind: 'failed', code: 'internal', detail: 'too many workers died over this run' };
  }
  const institution = await deps.findInstitution(run.institutionId);
  if (!institution) return { kind: 'failed', code: 'institution_invalid' };
  if (!institution.enabled) return { kind: 'failed', code: 'posting_paused' };
  if (run.cancelRequested) return { kind: 'halted', by: 'cancel' };
  const sis = await deps.openSis(institution);
  if (!sis) return { kind: 'failed', code: 'sis_not_connected' };
  const breaker = await deps.stores.circuitBreakers.enter(run.institutionId, deps.clock(), probeMs);
  if (breaker.state === 'open') return { kind: 'breaker_open', until: breaker.until };
  deps.failpoint('sis-entered');
  let isProbing = breaker.state === 'half-open';
  let hasProbed = !isProbing;
  return {
    deps,
    run,
    institution,
    sis: { ...sis, client: sis.client.under(lease.permit) },
    offers: await readOffers(deps, run.institutionId, sis.client.profile.name),
    lease,
    lateSends,
    classFencingTokens: new Map(),
    async save(change) {
      lease.permit.check();
      lease.note(await deps.stores.leases.update(lease.fence, change));
    },
    needsProbe() {
      const isNeeded = !hasProbed;
      hasProbed = true;
      return isNeeded;
    },
    async sisAnswered() {
      if (!isProbing) return;
      isProbing = false;
      await deps.stores.circuitBreakers.close(run.institutionId);
    },
  };
}

/** Records that a stage begins; a resumed stage keeps its start time. */
async function enterStage(
  deps: PassbackDeps,
  run: RunRecord,
  lease: Lease,
  stage: StageNumber,
): Promise<RunRecord> {
  if (run.stages.some((times) => times.stage === stage)) return run;
  const now = notBeforeStart(deps.clock(), run);
  const change = {
    stage,
    stages: [
      ...run.stages.map((times) => ({ ...times, endedAt: times.endedAt ?? now })),
      { stage, startedAt: now, endedAt: null },
    ],
    progress: { done: 0, total: 0 },
    abandonedClaims: 0,
    errors: 0,
  };
  lease.note(await deps.stores.leases.update(lease.fence, change));
  return { ...run, ...change };
}

async function runStage(context: RunContext, stage: StageNumber): Promise<StageResult> {
  const { deps, lease, run } = context;
  const halt = lease.haltRequested();
  if (halt) return { kind: 'halted', by: halt };
  const startedAt = deps.clock().getTime();
  const work = (stage === 3 ? comparisons[run.kind] : undefined) ?? stages[stage];
  const probed = stage >= 2 && context.needsProbe() ? await probeSis(context) : done;
  const ended = probed.kind === 'done' ? await work(await useCourseZone(context, stage)) : probed;
  // A request that waited for its turn when the worker had to stop is no failure of the SIS.
  const leaving = lease.haltRequested();
  const result: StageResult =
    leaving && ended.kind === 'unanswered' ? { kind: 'halted', by: leaving } : ended;
  if (result.kind === 'done') {
    if (stage === 2) await context.sisAnswered();
    const ms = deps.clock().getTime() - startedAt;
    const name = stageNames[stage - 1];
    deps.log.info({ event: 'stage_ended', runId: run._id, stage: name, ms }, 'A stage ended');
    deps.onEvent({ kind: 'stage_ended', runId: run._id, institutionId: run.institutionId, stage, ms });
  }
  return result;
}

/** Whatever the stages from here on write, the SIS is to read the days of the course. */
async function useCourseZone(context: RunContext, stage: StageNumber): Promise<RunContext> {
  if (stage < 4) return context;
  const { deps, run, sis } = context;
  const course = await deps.stores.courses.find(run.courseKey);
  return course ? { ...context, sis: { ...sis, client: sis.client.inZone(course.timeZone) } } : context;
}

/**
 * One request that tells whether a SIS that was down is back. Without it, everything that a run does at once would go to a
 * dead SIS (H30). An answer does not close the circuit breaker yet: a SIS that answers reads may still fail at writes.
 */
async function probeSis({ deps, run, sis, lease }: RunContext): Promise<StageResult> {
  const course = await deps.stores.courses.find(run.courseKey);
  const sisId = course?.sections.find((section) => section.sisId !== null)?.sisId;
  if (sisId == null) return done;
  const reply = await sis.client.readClass(sisId, lease.signal);
  const isUp = reply.ok || (reply.failure.kind !== 'transient' && reply.failure.kind !== 'rate');
  return isUp ? done : resultOfFailure(reply.failure);
}

/** Whether a run may write to its classes: it holds the leases of all of them, another run holds one, or there are none. */
type ClassAccess = 'held' | 'busy' | 'none';

/** Takes the leases of all classes that this run still writes to or reads back; it keeps none if one is busy. */
async function acquireClasses(context: RunContext, leaseMs: number): Promise<ClassAccess> {
  const { deps, run, lease, classFencingTokens } = context;
  const [byLineItem, byItem] = await Promise.all([
    deps.stores.lineItems.findPendingClasses(lease.fence),
    deps.stores.items.findOpenClasses(lease.fence),
  ]);
  const classes = [...new Set([...byLineItem, ...byItem])];
  const acquired = await Promise.all(
    classes.map(async (classSourcedId) => {
      const classRef = { institutionId: run.institutionId, classSourcedId };
      const fencingToken = await deps.stores.classLeases.acquire(classRef, lease.claimId, leaseMs);
      if (fencingToken !== null) classFencingTokens.set(classSourcedId, fencingToken);
      return fencingToken !== null;
    }),
  );
  if (acquired.every(Boolean)) return classes.length > 0 ? 'held' : 'none';
  classFencingTokens.clear();
  await deps.stores.classLeases.releaseAll(lease.claimId);
  return 'busy';
}

/** Whether the run paused so long after reading Canvas that the grades may be out of date. */
function isCanvasOld(run: RunRecord, now: Date): boolean {
  const readAt = run.stages.find((times) => times.stage === 1)?.endedAt;
  return readAt != null && now.getTime() - readAt.getTime() > canvasAgeMs;
}

/** Reads Canvas again, and the classes of new sections, so that a SIS that was down gets today's grades (R11). */
async function readAgain(context: RunContext): Promise<StageResult> {
  const read = await runStage({ ...context, run: { ...context.run, pageCursor: null } }, 1);
  return read.kind === 'done' ? runStage(context, 2) : read;
}

function nextStage(kind: RunKind, stage: StageNumber): StageNumber | null {
  return stagesOf(kind).find((next) => next > stage) ?? null;
}
