import type { ItemReason } from '../../domain/outcomes.ts';
import type { ErrorCode } from '../../errors.ts';
import { backoffDelay } from '../../http/backoff-delay.ts';
import { lineItemReceiptId, receiptIdOf } from '../../store/passback/receipts.ts';
import type { RunEnd, RunPause } from '../../store/passback/run-leases.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { runBackoff } from './backoff.ts';
import type { Lease } from './lease.ts';
import { decideOutcome } from './run-outcome.ts';
import type { StageEnd } from './stage-result.ts';

/** Pauses of one run before it gives up: about two days at the longest pause (H31). */
const mostWaits = 300;
const mostErrors = 5;
/** More than the workers of one run ever mark as being sent. */
const mostSuspects = 5_000;
/** Another run is writing to the same class: look again after this long, at random up to twice. */
const busyMs = 1_000;

/** Ends a run or puts it back for later, as `end` says. Does nothing once the lease is lost. */
export async function leaveRun(
  deps: PassbackDeps,
  run: RunRecord,
  lease: Lease,
  end: StageEnd,
): Promise<void> {
  switch (end.kind) {
    case 'done':
      return finish(deps, run, lease, null);
    case 'wait':
      return waitFor(deps, run, lease, end);
    case 'paused':
      return pause(deps, run, lease, {
        state: 'waiting_for_sis',
        nextAt: spread(deps, end.until, 2_000),
        problem: describeProblem(deps, run, run.problem?.code ?? 'sis_unreachable'),
        pauses: run.pauses,
      });
    case 'busy':
      return pause(deps, run, lease, {
        state: 'running',
        nextAt: spread(deps, new Date(deps.clock().getTime() + busyMs), busyMs),
        problem: null,
        pauses: run.pauses,
      });
    case 'failed':
      return finish(deps, run, lease, describeProblem(deps, run, end.code, end.detail));
    case 'unexpected': {
      const { code, message } = end.error;
      const problem = describeProblem(deps, run, code, message);
      deps.log.error(
        { event: 'run_error', runId: run._id, stage: run.stage, err: end.error },
        'A run met an error',
      );
      if (run.errors + 1 >= mostErrors) return finish(deps, run, lease, problem);
      const ms = backoffDelay(run.errors + 1, runBackoff, deps.randomBytes);
      const nextAt = new Date(deps.clock().getTime() + ms);
      return pause(deps, run, lease, { state: 'running', nextAt, problem, errors: run.errors + 1 });
    }
    case 'halted':
      if (end.by === 'cancel') return finish(deps, run, lease, null, 'cancelled');
      deps.killPoint('draining');
      return pause(deps, run, lease, { state: 'running', nextAt: deps.clock(), problem: run.problem });
  }
}

/** Canvas or the SIS did not answer: growing pauses, up to the budget of tries. */
async function waitFor(
  deps: PassbackDeps,
  run: RunRecord,
  lease: Lease,
  { on, code, askedMs }: Extract<StageEnd, { kind: 'wait' }>,
): Promise<void> {
  const problem = describeProblem(deps, run, code);
  const pauses = run.pauses + 1;
  if (pauses > mostWaits) return finish(deps, run, lease, problem, 'failed', 'sis_unreachable');
  const now = deps.clock();
  const planMs = (attempt: number): number => backoffDelay(attempt, runBackoff, deps.randomBytes, askedMs);
  const nextAt =
    on === 'sis'
      ? await deps.stores.circuitBreakers.open(run.institutionId, now, planMs)
      : new Date(now.getTime() + planMs(pauses));
  const { _id: runId, institutionId } = run;
  deps.onEvent({ kind: 'run_waiting', runId, institutionId, code, ms: nextAt.getTime() - now.getTime() });
  await pause(deps, run, lease, {
    state: on === 'canvas' ? 'running' : 'waiting_for_sis',
    nextAt,
    problem,
    pauses,
  });
}

/** Puts the run back; what was under way is no suspect, since nobody died. */
async function pause(
  deps: PassbackDeps,
  run: RunRecord,
  lease: Lease,
  change: Pick<RunPause, 'state' | 'nextAt' | 'problem'> & Partial<Pick<RunPause, 'pauses' | 'errors'>>,
): Promise<void> {
  const { items, lineItems, leases, classLeases } = deps.stores;
  const fence = { runId: run._id, fencingToken: lease.fence.fencingToken };
  await Promise.all([items.clearAttempts(fence), lineItems.clearAttempts(fence)]);
  await classLeases.releaseAll(lease.claimId);
  const { pauses, errors } = run;
  if (!(await leases.release(lease.fence, { pauses, errors, ...change }))) lease.lose();
}

/** Ends the run: every item gets its outcome first, and the run's outcome comes from them. */
async function finish(
  deps: PassbackDeps,
  run: RunRecord,
  lease: Lease,
  problem: RunEnd['problem'],
  forced: 'cancelled' | 'failed' | null = problem ? 'failed' : null,
  reason: ItemReason = 'not_sent',
): Promise<void> {
  const { items, lineItems, leases, classLeases, runs } = deps.stores;
  const fence = { runId: run._id, fencingToken: lease.fence.fencingToken };
  if (forced !== null) await endOpen(deps, run, fence, forced, reason);
  const [counts, ends] = await Promise.all([items.count(run._id), lineItems.countEnds(run._id)]);
  const now = deps.clock();
  const state = forced ?? decideOutcome(counts, ends);
  const shown = state === 'failed' && !problem ? describeProblem(deps, run, 'sis_refused') : problem;
  const stages = run.stages.map((times) => ({ ...times, endedAt: times.endedAt ?? now }));
  deps.killPoint('before-finish');
  await classLeases.releaseAll(lease.claimId);
  const end = { state, endedAt: now, problem: shown, counts, stages };
  if (!(await leases.finish(lease.fence, end))) return void lease.lose();
  await runs.promoteQueued(run.courseKey, now);
  deps.log.info({ event: 'run_ended', runId: run._id, state, counts }, 'A run ended');
  const { _id: runId, institutionId, kind: runKind } = run;
  deps.onEvent({ kind: 'run_ended', runId, institutionId, runKind, state, counts });
}

/** Gives what still waits its outcome. A comparison that was not finished has decided nothing. */
async function endOpen(
  deps: PassbackDeps,
  run: RunRecord,
  fence: { runId: string; fencingToken: number },
  forced: 'cancelled' | 'failed',
  reason: ItemReason,
): Promise<void> {
  const { items, lineItems } = deps.stores;
  if (run.stage <= 3) {
    const all = { ...fence, fencingToken: fence.fencingToken + 1 };
    await Promise.all([items.dropOlder(all), lineItems.dropOlder(all)]);
    return;
  }
  await Promise.all([items.takeOver(fence), lineItems.takeOver(fence)]);
  if (run.abandonedClaims > 0) await doubtSuspects(deps, run);
  await items.closePending(
    fence,
    forced === 'cancelled' ? { outcome: 'skipped', reason: 'cancelled' } : { outcome: 'failed', reason },
  );
  await lineItems.closePending(fence, forced === 'cancelled' ? 'nothing_to_send' : 'failed');
}

/** What a worker was sending when it died may have arrived, whatever the receipts say: the next run sends it again. */
async function doubtSuspects({ stores }: PassbackDeps, run: RunRecord): Promise<void> {
  const suspects = await stores.items.findPending(run._id, '', mostSuspects, true);
  const sentBefore = suspects.filter((item) => !item.isNew);
  await stores.receipts.markInDoubt(sentBefore.map(receiptIdOf), Number.MAX_SAFE_INTEGER);
  const rows = await stores.lineItems.findPending(run._id, '', mostSuspects, true);
  const ids = rows.flatMap(({ courseKey, assignmentId, classSourcedId }) =>
    classSourcedId === null ? [] : [lineItemReceiptId({ courseKey, assignmentId, classSourcedId })],
  );
  await stores.receipts.markLineItemsInDoubt(ids, Number.MAX_SAFE_INTEGER);
}

/** A problem as pages show it; its reference finds this line in the log. */
function describeProblem(
  deps: PassbackDeps,
  run: RunRecord,
  code: ErrorCode,
  detail?: string,
): { code: ErrorCode; reference: string } {
  const reference = deps.randomBytes(6).toString('hex');
  const { _id: runId, stage } = run;
  deps.log.warn({ event: 'run_problem', runId, stage, code, reference, detail }, 'A run met a problem');
  return { code, reference };
}

/** An instant up to `ms` later, so that waiting runs do not return at one moment. */
function spread(deps: PassbackDeps, instant: Date, ms: number): Date {
  return new Date(instant.getTime() + (deps.randomBytes(2).readUInt16BE(0) / 0xffff) * ms);
}
