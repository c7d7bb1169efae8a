import type { Institution } from '../../domain/institution.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { requestRun } from '../runs/request-run.ts';
import type { LateSends, RunContext } from '../runs/run-context.ts';
import { nothing } from '../runs/scope.ts';
import { forEachConcurrent } from './for-each-concurrent.ts';
import { doubtCells, doubtLineItems } from './record-results.ts';

/** Waits for a request that writes to the SIS, and collects what it sends if the lease has run out by its end. */
export function collectIfLate<T>(
  { lease, lateSends }: Pick<RunContext, 'lease' | 'lateSends'>,
  { items = [], rows = [] }: Partial<Pick<LateSends, 'items' | 'rows'>>,
  request: Promise<T>,
): Promise<T> {
  return request.finally(() => {
    if (!lease.isOver()) return;
    lateSends.items.push(...items);
    lateSends.rows.push(...rows);
  });
}

/** How long the removal of what was created too late may take. */
const removalLimitMs = 60_000;

/**
 * Deletes results that were created too late beside those that another worker has sent by now, where the SIS deletes
 * results. Each is ours: the SIS gave its id in answer to our POST. One that a cell holds was taken over by that worker, and
 * stays. Where nothing is deleted, reading back says that the student has two.
 */
async function removeTwins(
  deps: PassbackDeps,
  { run, institution }: { readonly run: RunRecord; readonly institution: Institution },
  created: readonly string[],
): Promise<void> {
  const sis = created.length > 0 ? await deps.openSis(institution) : null;
  const { deletes = 'nothing' } = sis?.client.profile ?? {};
  if (sis === null || deletes === 'nothing') return;
  const held = new Set(
    (await deps.stores.cells.findByResults(ofCourse(run), created)).map(
      ({ resultSourcedId }) => resultSourcedId,
    ),
  );
  const twins = created.filter((sourcedId) => !held.has(sourcedId));
  const signal = AbortSignal.timeout(removalLimitMs);
  let removed = 0;
  await forEachConcurrent(twins, sis.maxInFlight, async (sourcedId) => {
    const reply = await sis.client.deleteResult(sourcedId, signal);
    if (reply.ok) removed += 1;
    return !signal.aborted;
  });
  if (removed === 0) return;
  deps.log.warn(
    { event: 'late_results_removed', runId: run._id, created: created.length, removed },
    'Results that were created too late beside newer ones were deleted',
  );
}

/**
 * A worker can be stopped between its last look at the lease and the write to the socket: when it wakes, it sends an old
 * value over a newer one that another worker has confirmed meanwhile (Z21). It cannot prevent that, but it knows: whatever
 * it was sending when its lease ran out is in doubt, and the course is posted once more. What an undo sent late waits for
 * the next run, because posting now might send what was just taken back.
 */
export async function mendLateSends(
  deps: PassbackDeps,
  run: RunRecord,
  { items, rows, created }: LateSends,
): Promise<void> {
  const institution = await deps.findInstitution(run.institutionId);
  if (!institution) return;
  await doubtCells({ deps, run, institution }, items, () => Number.MAX_SAFE_INTEGER);
  await doubtLineItems({ deps, run }, rows);
  const ids = [...new Set([...items, ...rows].map(({ assignmentId }) => assignmentId))];
  await deps.stores.cellBooks.markStale(ofCourse(run), ids, new Map());
  await removeTwins(deps, { run, institution }, created).catch((error: unknown) => {
    deps.log.warn(
      { event: 'late_results_left', runId: run._id, err: error },
      'Late results were not deleted',
    );
  });
  deps.log.warn(
    { event: 'late_sends', runId: run._id, results: items.length, lineItems: rows.length },
    'A worker that was stopped past its lease may have sent old values, which are in doubt now',
  );
  if (run.kind === 'undo') return;
  const { course, requestedBy, onBehalfOf, reach } = run;
  await requestRun(deps, {
    course,
    kind: 'post',
    scope: { selection: { kind: 'assignments', ids }, remaster: nothing, retryOf: [], undoOf: [] },
    requestedBy,
    onBehalfOf,
    reach,
    knowsMore: true,
  });
}
