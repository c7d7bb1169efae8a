import type { LaunchContext } from '../../domain/launch-context.ts';
import { type RunKind, stagesOf } from '../../domain/outcomes.ts';
import { covers, type Reach } from '../../domain/reach.ts';
import type { Requester, RunRequestReceipt, Selection } from '../../domain/run.ts';
import { ProductError } from '../../errors.ts';
import type { CourseRef } from '../../store/passback/course-record.ts';
import { scopeOfCourse } from '../../store/passback/course-scope.ts';
import type { RunRecord, RunScope, RunSlot } from '../../store/passback/run-record.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { isSameScope, joinScopes, nothing } from './scope.ts';

/** A request for a run. */
export interface RunRequest {
  /** The id of the run if it is created; random by default. */
  readonly runId?: string;
  readonly course: CourseRef;
  readonly kind: RunKind;
  readonly scope: RunScope;
  readonly requestedBy: Requester;
  /** Canvas id of the person in whose name Canvas is read. */
  readonly onBehalfOf: string | null;
  /** The part of the course that the person may see. */
  readonly reach: Reach;
  /** It is about grades that the active run has not seen, so that run does not answer it. */
  readonly knowsMore?: boolean;
  /** A course that has an active run needs no other one. */
  readonly onlyIfIdle?: boolean;
}

/** Requests this close together count as the same press. */
const samePressMs = 2 * 60_000;

/** Each round is lost to another request that succeeds, so few rounds are needed. */
const maxRounds = 50;

/** The scope of a teacher's selection. A remaster sends all of it again. */
export function scopeOf(kind: 'post' | 'remaster' | 'nightly' | 'compare', selection: Selection): RunScope {
  return { selection, remaster: kind === 'remaster' ? selection : nothing, retryOf: [], undoOf: [] };
}

/** The scope of an undo. */
export function scopeOfUndo(undoOf: readonly string[]): RunScope {
  return { selection: nothing, remaster: nothing, retryOf: [], undoOf };
}

/** The person of a launch, as the requester of a run. */
export function requesterOf({ person }: LaunchContext): Requester {
  const { ltiUserId, canvasUserId, name } = person;
  return { kind: 'person', ltiUserId, canvasUserId, name };
}

/**
 * Creates a run, or returns one that already covers the request: the same selection is the same run; a
 * different one becomes the course's queued run or joins it. Unique slots per course make simultaneous
 * requests safe (Z9, P8). A run that reads less of the course than the person may see answers no request and
 * is never joined; requests of different reach wait apart (S61).
 */
export async function requestRun(deps: PassbackDeps, request: RunRequest): Promise<RunRequestReceipt> {
  const { runs } = deps.stores;
  const course = scopeOfCourse(request.course);
  deps.failpoint('before-run-insert');
  for (let round = 1; round <= maxRounds; round += 1) {
    const open = await runs.findActive(course);
    if (!open) {
      const run = createRun(deps, request, 'active');
      if (await runs.insert(run)) return announce(deps, run, 'created');
      continue;
    }
    if (request.onlyIfIdle) return { runId: open._id, how: 'same' };
    const isAlike = (['compare', 'undo'] as const).every(
      (kind) => (open.kind === kind) === (request.kind === kind),
    );
    const coversRequest =
      isAlike && covers(open.reach, request.reach) && isSameScope(open.scope, request.scope);
    if (coversRequest && !request.knowsMore && knowsPresent(open, deps.clock())) {
      return { runId: open._id, how: 'same' };
    }
    const next = await runs.findQueued(course, request);
    if (!next) {
      const run = createRun(deps, request, 'queued');
      if (!(await runs.insert(run))) continue;
      // If the active run has just ended, nobody else would start this one.
      await runs.promoteQueued(course, deps.clock());
      return announce(deps, run, 'joined');
    }
    const scope = joinScopes(next.scope, request.scope);
    if (isSameScope(scope, next.scope)) return { runId: next._id, how: 'joined' };
    const kind = joinKinds(next, request);
    // An administrator reads in a schedule's own runs alone.
    const own = isScheduled(request.requestedBy) ? null : request.onBehalfOf;
    const onBehalfOf = own ?? next.onBehalfOf;
    if (await runs.join(next, { scope, kind, onBehalfOf })) return { runId: next._id, how: 'joined' };
  }
  throw new ProductError('database_unavailable', { detail: 'a run could not be requested', next: 'retry' });
}

/** A request made long after the run began to read is about newer grades, so it needs another run (R11). */
function knowsPresent(run: RunRecord, now: Date): boolean {
  const readAt = run.stages[0]?.startedAt;
  return !run.cancelRequested && (!readAt || now.getTime() - readAt.getTime() < samePressMs);
}

function announce(deps: PassbackDeps, run: RunRecord, how: 'created' | 'joined'): RunRequestReceipt {
  deps.failpoint('after-run-insert');
  const { _id: runId, institutionId, kind: runKind, requestedBy } = run;
  const schedule = requestedBy.kind === 'nightly' ? requestedBy.schedule : undefined;
  deps.log.info({ event: 'run_requested', runId, institutionId, runKind }, 'A run was requested');
  const by = schedule === undefined ? {} : { scheduleId: schedule.id };
  deps.onEvent({ kind: 'run_requested', runId, institutionId, runKind, ...by });
  return { runId, how };
}

function isScheduled(requester: Requester): boolean {
  return requester.kind === 'nightly' && requester.schedule !== undefined;
}

/** The kind of two joined requests: a remaster if either is one, a retry only if both are. */
function joinKinds(queued: RunRecord, request: RunRequest): RunKind {
  if (queued.kind === request.kind) return queued.kind;
  return queued.kind === 'remaster' || request.kind === 'remaster' ? 'remaster' : 'post';
}

function createRun(deps: PassbackDeps, request: RunRequest, slot: RunSlot): RunRecord {
  const now = deps.clock();
  const { course, kind, scope, requestedBy, onBehalfOf, reach } = request;
  return {
    _id: request.runId ?? deps.randomBytes(16).toString('hex'),
    institutionId: course.institutionId,
    courseKey: course.key,
    course,
    onBehalfOf,
    reach,
    requestedBy,
    kind,
    scope,
    slot,
    state: slot === 'active' ? 'scheduled' : 'queued',
    createdAt: now,
    startedAt: null,
    endedAt: null,
    stage: stagesOf(kind)[0] ?? 1,
    stages: [],
    progress: { done: 0, total: 0 },
    assignments: 0,
    counts: null,
    quiet: null,
    quietProblems: 0,
    nextAt: now,
    cancelRequested: false,
    problem: null,
    pauses: 0,
    abandonedClaims: 0,
    takenOver: false,
    errors: 0,
    pageCursor: null,
    resultCursor: null,
    sendingUpTo: null,
    findings: null,
    refusedLists: [],
    brake: null,
    joins: 0,
    lease: { owner: null, expiresAt: null, fencingToken: 0 },
  };
}
