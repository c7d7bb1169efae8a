import { type StageNumber, stageNames } from '../../domain/outcomes.ts';
import { toProductError } from '../../errors.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { compare } from '../stages/compare.ts';
import { postLineItems } from '../stages/post-line-items.ts';
import { postResults } from '../stages/post-results.ts';
import { readCanvas } from '../stages/read-canvas.ts';
import { readSis } from '../stages/read-sis.ts';
import { acquireClasses } from './acquire-classes.ts';
import type { Lease } from './lease.ts';
import type { RunContext } from './run-context.ts';
import { leaveRun } from './settle-run.ts';
import { done, type StageEnd } from './stage-result.ts';

const stages: Readonly<Record<StageNumber, (context: RunContext) => Promise<StageEnd>>> = {
  1: readCanvas,
  2: readSis,
  3: compare,
  4: postLineItems,
  5: postResults,
};

/** Workers that died over one run without any progress between, after which it is given up. */
const mostCrashes = 10;
/** Nothing is compared with a Canvas that was read longer ago. */
const canvasAgeMs = 30 * 60_000;
/** How long one run may try whether the SIS is back, before another may. */
const probeMs = 30_000;

/** Takes a claimed run through its stages until it ends or has to wait, and leaves it accordingly. Never throws. */
export async function executeRun(
  deps: PassbackDeps,
  claimed: RunRecord,
  lease: Lease,
  leaseMs: number,
): Promise<void> {
  let run = claimed;
  let end: StageEnd;
  try {
    const opened = await openContext(deps, claimed, lease);
    if ('kind' in opened) end = opened;
    else {
      end = done;
      for (let stage: StageNumber | null = run.stage; stage !== null; stage = nextStage(stage)) {
        if (stage === 3 && isCanvasOld(run, deps.clock())) {
          end = await readAgain({ ...opened, run }, leaseMs);
          if (end.kind !== 'done') break;
        }
        run = await enterStage(deps, run, lease, stage);
        end = await runStage({ ...opened, run }, stage, leaseMs);
        if (end.kind !== 'done') break;
      }
    }
  } catch (thrown) {
    const error = toProductError(thrown);
    // Another worker has it: nothing is written any more (I4).
    if (lease.signal.aborted || error.code === 'lease_lost') return;
    end = { kind: 'unexpected', error };
  }
  await leaveRun(deps, run, lease, end);
}

async function runStage(context: RunContext, stage: StageNumber, leaseMs: number): Promise<StageEnd> {
  const { deps, lease, run } = context;
  const halt = lease.haltRequested();
  if (halt) return { kind: 'halted', by: halt };
  if (stage >= 4 && !(await acquireClasses(context, leaseMs))) return { kind: 'busy' };
  const startedAt = deps.clock().getTime();
  const end = await stages[stage](context);
  if (end.kind === 'done') {
    // Two readings answered: the SIS is there.
    if (stage === 2) await context.sisAnswered();
    const ms = deps.clock().getTime() - startedAt;
    const name = stageNames[stage - 1];
    deps.log.info({ event: 'stage_ended', runId: run._id, stage: name, ms }, 'A stage ended');
    deps.onEvent({ kind: 'stage_ended', runId: run._id, institutionId: run.institutionId, stage, ms });
  }
  return end;
}

/** Whether the run has waited since it read Canvas: its grades may be of yesterday. */
function isCanvasOld(run: RunRecord, now: Date): boolean {
  const readAt = run.stages.find((times) => times.stage === 1)?.endedAt;
  return readAt != null && now.getTime() - readAt.getTime() > canvasAgeMs;
}

/** Canvas once more, and the classes of sections that came meanwhile: a SIS that was away gets the grades of now (R11). */
async function readAgain(context: RunContext, leaseMs: number): Promise<StageEnd> {
  const read = await runStage({ ...context, run: { ...context.run, pageCursor: null } }, 1, leaseMs);
  return read.kind === 'done' ? runStage(context, 2, leaseMs) : read;
}

/** What the stages need, or why the run cannot go on. */
async function openContext(deps: PassbackDeps, run: RunRecord, lease: Lease): Promise<RunContext | StageEnd> {
  if (run.abandonedClaims > mostCrashes)
    return { kind: 'failed', code: 'internal', detail: 'too many crashes' };
  const institution = await deps.findInstitution(run.institutionId);
  if (!institution) return { kind: 'failed', code: 'institution_invalid' };
  if (!institution.enabled) return { kind: 'failed', code: 'posting_paused' };
  if (run.cancelRequested) return { kind: 'halted', by: 'cancel' };
  const sis = await deps.openSis(institution);
  if (!sis) return { kind: 'failed', code: 'sis_not_connected' };
  const breaker = await deps.stores.circuitBreakers.enter(run.institutionId, deps.clock(), probeMs);
  if (breaker.state === 'open') return { kind: 'paused', until: breaker.until };
  deps.killPoint('sis-entered');
  let probing = breaker.state === 'half-open';
  return {
    deps,
    run,
    institution,
    sis,
    lease,
    classFencingTokens: new Map(),
    async save(change) {
      lease.note(await deps.stores.leases.update(lease.fence, change));
    },
    async sisAnswered() {
      if (!probing) return;
      probing = false;
      await deps.stores.circuitBreakers.close(run.institutionId);
    },
  };
}

/** Notes that a stage begins; going on with one that was interrupted keeps its times. */
async function enterStage(
  deps: PassbackDeps,
  run: RunRecord,
  lease: Lease,
  stage: StageNumber,
): Promise<RunRecord> {
  if (run.stages.some((times) => times.stage === stage)) return run;
  const now = deps.clock();
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

function nextStage(stage: StageNumber): StageNumber | null {
  switch (stage) {
    case 1:
      return 2;
    case 2:
      return 3;
    case 3:
      return 4;
    case 4:
      return 5;
    case 5:
      return null;
  }
}
