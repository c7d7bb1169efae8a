import type { ItemCounts, ItemReason, RunState } from '../../domain/outcomes.ts';
import type { ComparisonFindings } from '../../domain/run.ts';
import type { ErrorCode } from '../../errors.ts';
import { type BackoffBounds, backoffDelay } from '../../http/backoff-delay.ts';
import { keyOfRun } from '../../store/passback/course-scope.ts';
import { addCounts } from '../../store/passback/item-counts.ts';
import { sumQuiet } from '../../store/passback/quiet-counts.ts';
import type { RunEnd, RunPause } from '../../store/passback/run-leases.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { doubtLineItems, noteAbandonedAttempts, recordDoubt } from '../delivery/record-results.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import type { Lease } from './lease.ts';
import type { StageResult } from './stage-result.ts';

/** Pauses of a run while Canvas or the SIS does not answer. */
const runBackoff: BackoffBounds = { firstMs: 5_000, longestMs: 10 * 60_000 };
/** Pauses before a run gives up: about two days at the longest pause (H31). */
const maxPauses = 300;
const maxErrors = 5;
/** More than the workers of one run ever have in flight. */
const maxAttempted = 5_000;
/** If another run is writing to the same class, this one looks again after one to two times this long. */
const classBusyMs = 1_000;
/** A run that waits for a person never becomes due by itself. */
const never = new Date('9999-12-31T00:00:00Z');
/** Spreads the runs that wait for the same circuit breaker. */
const breakerJitterMs = 2_000;

/** A run that is being settled, with the lease under which it was executed. */
export interface HeldRun {
  readonly deps: PassbackDeps;
  readonly run: RunRecord;
  readonly lease: Lease;
}

/** Ends a run or schedules it for later, as `result` says. Does nothing once the lease is lost. */
export async function settleRun(held: HeldRun, result: StageResult): Promise<void> {
  const { deps, run } = held;
  switch (result.kind) {
    case 'done':
      return endRun(held, { problem: null });
    case 'unanswered':
      return pauseUnanswered(held, result);
    case 'needs_attention':
      return pauseForAttention(held, result);
    case 'breaker_open':
      return pauseRun(held, {
        state: 'waiting_for_sis',
        nextAt: addJitter(deps, result.until, breakerJitterMs),
        problem: describeProblem(held, run.problem?.code ?? 'sis_unreachable'),
        abandonedClaims: run.abandonedClaims,
      });
    case 'class_busy':
      return pauseRun(held, {
        state: 'running',
        nextAt: addJitter(deps, new Date(deps.clock().getTime() + classBusyMs), classBusyMs),
        problem: null,
        // A dead worker's lease of the class may outlive its lease of the run by a moment.
        abandonedClaims: run.abandonedClaims,
      });
    case 'braked': {
      const { _id: runId, institutionId, kind: runKind } = run;
      const { brake } = result;
      deps.log.info({ event: 'run_braked', runId, ...brake.figures }, 'A run waits for a person');
      deps.onEvent({ kind: 'run_braked', runId, institutionId, runKind, brake });
      return pauseRun(held, { state: 'waiting_for_person', nextAt: never, problem: null, brake });
    }
    case 'failed':
      return endRun(held, { problem: describeProblem(held, result.code, result), forced: 'failed' });
    case 'unexpected': {
      const { error } = result;
      const problem = describeProblem(held, error.code, { detail: error.message });
      deps.log.error(
        { event: 'run_error', runId: run._id, stage: run.stage, err: error },
        'A run met an error',
      );
      const errors = run.errors + 1;
      if (errors >= maxErrors) return endRun(held, { problem, forced: 'failed' });
      const ms = backoffDelay(errors, runBackoff, deps.randomBytes);
      const nextAt = new Date(deps.clock().getTime() + ms);
      return pauseRun(held, { state: 'running', nextAt, problem, errors });
    }
    case 'halted':
      if (result.by === 'cancel') return endRun(held, { problem: null, forced: 'cancelled' });
      deps.failpoint('draining');
      return pauseRun(held, { state: 'running', nextAt: deps.clock(), problem: run.problem });
  }
}

/** Pauses for longer each time, until the run has used up its pauses. */
async function pauseUnanswered(
  held: HeldRun,
  { by, code, retryAfterMs, answer }: Extract<StageResult, { kind: 'unanswered' }>,
): Promise<void> {
  const { deps, run } = held;
  const problem = describeProblem(held, code, { answer });
  const pauses = run.pauses + 1;
  if (pauses > maxPauses) {
    const reason = code === 'sis_failing' || code === 'sis_unexpected' ? 'sis_error' : 'sis_unreachable';
    return endRun(held, { problem, forced: 'failed', reason });
  }
  const now = deps.clock();
  const delayMs = (attempt: number): number =>
    backoffDelay(attempt, runBackoff, deps.randomBytes, retryAfterMs);
  const nextAt =
    by === 'sis'
      ? await deps.stores.circuitBreakers.open(run.institutionId, now, delayMs)
      : new Date(now.getTime() + delayMs(pauses));
  const { _id: runId, institutionId } = run;
  deps.onEvent({ kind: 'run_waiting', runId, institutionId, code, ms: nextAt.getTime() - now.getTime() });
  const state = by === 'canvas' ? 'running' : 'waiting_for_sis';
  await pauseRun(held, { state, nextAt, problem, pauses });
}

/**
 * Waits for a person to fix the credentials, and checks now and then whether somebody did: it may have been done in the
 * SIS. Saving the institution makes the run due at once.
 */
async function pauseForAttention(
  held: HeldRun,
  { code, answer }: Extract<StageResult, { kind: 'needs_attention' }>,
): Promise<void> {
  const { deps, run } = held;
  const problem = describeProblem(held, code, { answer });
  const pauses = run.pauses + 1;
  // A SIS that refuses credentials is not down.
  if (code === 'sis_auth') await deps.stores.circuitBreakers.close(run.institutionId);
  if (pauses > maxPauses) return endRun(held, { problem, forced: 'failed' });
  const ms = backoffDelay(pauses, runBackoff, deps.randomBytes);
  deps.onEvent({ kind: 'run_waiting', runId: run._id, institutionId: run.institutionId, code, ms });
  const nextAt = new Date(deps.clock().getTime() + ms);
  await pauseRun(held, { state: 'waiting_for_person', nextAt, problem, pauses });
}

/**
 * Releases the run until `nextAt`. Attempts are cleared: this worker is alive, so they do not count as its death. Those of
 * the worker that it took the run over from may have arrived, and nobody would know any more.
 * @param change.abandonedClaims deaths that this claim has learned nothing about; none by default
 */
async function pauseRun(
  held: HeldRun,
  change: Pick<RunPause, 'state' | 'nextAt' | 'problem'> &
    Partial<Pick<RunPause, 'pauses' | 'errors' | 'brake' | 'abandonedClaims'>>,
): Promise<void> {
  const { deps, run, lease } = held;
  const { items, lineItems, leases, classLeases } = deps.stores;
  if (run.takenOver) await markAttemptedInDoubt(held);
  await Promise.all([items.clearAttempts(lease.fence), lineItems.clearAttempts(lease.fence)]);
  await classLeases.releaseAll(lease.claimId);
  const { pauses, errors } = run;
  if (!(await leases.release(lease.fence, { pauses, errors, ...change }))) lease.lose();
}

/** How a run is ended. */
interface Ending {
  readonly problem: RunEnd['problem'];
  /** The run's final state whatever its items say; without it, they decide. */
  readonly forced?: 'cancelled' | 'failed';
  /** Why the items that are still pending failed; `not_sent` by default. */
  readonly reason?: ItemReason;
}

/** Ends the run. Every item gets its outcome first, and the run's outcome follows from theirs. */
async function endRun(held: HeldRun, { problem, forced, reason = 'not_sent' }: Ending): Promise<void> {
  const { deps, run, lease } = held;
  const { items, lineItems, leases, classLeases, runs } = deps.stores;
  if (forced) await closeOpenItems(held, forced, reason);
  const [itemCounts, lineItemEnds, present] = await Promise.all([
    items.count(lease.fence),
    lineItems.countEnds(lease.fence),
    runs.find(keyOfRun(run)),
  ]);
  // A comparison that did not finish has counted nothing.
  const quiet = run.stage > 3 ? (present?.quiet ?? null) : null;
  const counts = addCounts(itemCounts, sumQuiet(quiet));
  const problems = lineItemEnds.problems + (present?.quietProblems ?? 0);
  const now = notBeforeStart(deps.clock(), run);
  const findings = present?.findings ?? null;
  const state =
    forced ??
    (run.kind === 'compare'
      ? decideComparison(findings)
      : decideOutcome(counts, { ...lineItemEnds, problems }));
  const shown = state === 'failed' && !problem ? describeProblem(held, 'sis_refused') : problem;
  const stages = run.stages.map((times) => ({ ...times, endedAt: times.endedAt ?? now }));
  await countCells(held);
  deps.failpoint('before-finish');
  await classLeases.releaseAll(lease.claimId);
  const end = { state, endedAt: now, problem: shown, counts, stages };
  if (!(await leases.finish(lease.fence, end))) return void lease.lose();
  await runs.promoteQueued(run, now);
  deps.log.info({ event: 'run_ended', runId: run._id, state, counts }, 'A run ended');
  const { _id: runId, institutionId, kind: runKind } = run;
  deps.onEvent({ kind: 'run_ended', runId, institutionId, runKind, state, counts });
}

/**
 * `now`, but never before the run or a stage of it began: another process, or one of an older version, may have started it
 * by another clock.
 */
export function notBeforeStart(now: Date, { startedAt, stages }: RunRecord): Date {
  const starts = [startedAt, ...stages.map((times) => times.startedAt)];
  return new Date(Math.max(now.getTime(), ...starts.map((start) => start?.getTime() ?? 0)));
}

/** Updates the counts of the course's cells with what was sent. If that fails, the next page does it. */
async function countCells({ deps, run }: HeldRun): Promise<void> {
  const { stores } = deps;
  try {
    const { institutionId, courseKey } = run;
    const book = await stores.cellBooks.find({ institutionId, courseKey });
    if (!book || book.stale.length === 0) return;
    const [institution, course] = await Promise.all([
      deps.findInstitution(institutionId),
      stores.courses.find(courseKey),
    ]);
    const sis = institution && (await deps.openSis(institution));
    if (!institution || !sis || !course) return;
    const { contextId } = run.course;
    const source = { institution, profile: sis.client.profile, course, contextId, now: deps.clock() };
    await evaluateCourse(stores, source, { everything: false, isQuiet: true });
  } catch (error) {
    deps.log.warn({ event: 'cells_not_counted', runId: run._id, err: error }, 'The cells were not counted');
  }
}

/** The final state that follows from a run's items and line items (R15: never "completed" when everything failed). */
function decideOutcome(
  counts: ItemCounts,
  lineItems: { readonly problems: number; readonly sent: number },
): Extract<RunState, 'completed' | 'completed_with_problems' | 'nothing_to_send' | 'failed'> {
  const arrived = counts.sent + counts.confirmed;
  if (counts.failed > 0 && arrived + counts.unchanged + counts.heldBack === 0) return 'failed';
  if (counts.failed > 0 || lineItems.problems > 0) return 'completed_with_problems';
  return arrived + lineItems.sent > 0 ? 'completed' : 'nothing_to_send';
}

/** A comparison that could not read everything says so; the differences it found are no fault of it. */
function decideComparison(
  findings: ComparisonFindings | null,
): Extract<RunState, 'completed' | 'completed_with_problems'> {
  return findings !== null && findings.unread > 0 ? 'completed_with_problems' : 'completed';
}

/** Gives pending items their outcome. If the comparison did not finish, its items are dropped instead. */
async function closeOpenItems(
  held: HeldRun,
  forced: 'cancelled' | 'failed',
  reason: ItemReason,
): Promise<void> {
  const { deps, run, lease } = held;
  const { items, lineItems } = deps.stores;
  const { fence } = lease;
  if (run.stage <= 3) {
    const all = { ...fence, fencingToken: fence.fencingToken + 1 };
    await Promise.all([items.dropOlder(all), lineItems.dropOlder(all)]);
    return;
  }
  await Promise.all([items.takeOver(fence), lineItems.takeOver(fence)]);
  if (run.takenOver) await markAttemptedInDoubt(held);
  const isCancelled = forced === 'cancelled';
  await items.closePending(
    fence,
    isCancelled ? { outcome: 'skipped', reason: 'cancelled' } : { outcome: 'failed', reason },
  );
  await lineItems.closePending(fence, isCancelled ? 'nothing_to_send' : 'failed');
}

/** What a worker was sending when it died or lost its lease may have arrived. Its receipts are in doubt, so the next run sends it again. */
async function markAttemptedInDoubt(held: HeldRun): Promise<void> {
  const { deps, run, lease } = held;
  const { stores } = deps;
  await noteAbandonedAttempts(held);
  const attempted = await stores.items.findPending(lease.fence, '', maxAttempted, true);
  const institution = await deps.findInstitution(run.institutionId);
  if (institution) await recordDoubt({ deps, run, institution }, attempted, () => Number.MAX_SAFE_INTEGER);
  const rows = await stores.lineItems.findPending(lease.fence, '', maxAttempted, true);
  await doubtLineItems(held, rows);
}

/** A problem as pages show it; `reference` is in the log line written here. */
function describeProblem(
  { deps, run }: HeldRun,
  code: ErrorCode,
  { detail, answer }: { readonly detail?: string; readonly answer?: string | null | undefined } = {},
): NonNullable<RunRecord['problem']> {
  const reference = deps.randomBytes(6).toString('hex');
  const { _id: runId, stage } = run;
  deps.log.warn({ event: 'run_problem', runId, stage, code, reference, detail }, 'A run met a problem');
  return { code, reference, answer: answer ?? null };
}

/** A random instant from `instant` to `ms` later, so that paused runs do not all return at once. */
function addJitter(deps: PassbackDeps, instant: Date, ms: number): Date {
  return new Date(instant.getTime() + (deps.randomBytes(2).readUInt16BE(0) / 0xffff) * ms);
}
