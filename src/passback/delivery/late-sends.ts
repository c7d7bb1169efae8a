import { ofCourse } from '../../store/passback/course-scope.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { requestRun } from '../runs/request-run.ts';
import type { LateSends, RunContext } from '../runs/run-context.ts';
import { nothing } from '../runs/scope.ts';
import { doubtCells, doubtLineItems } from './record-results.ts';

/** Waits for a request that writes to the SIS, and collects what it sends if the lease has run out by its end. */
export function collectIfLate<T>(
  { lease, lateSends }: Pick<RunContext, 'lease' | 'lateSends'>,
  { items = [], rows = [] }: Partial<LateSends>,
  request: Promise<T>,
): Promise<T> {
  return request.finally(() => {
    if (!lease.isOver()) return;
    lateSends.items.push(...items);
    lateSends.rows.push(...rows);
  });
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
  { items, rows }: LateSends,
): Promise<void> {
  const institution = await deps.findInstitution(run.institutionId);
  if (!institution) return;
  await doubtCells({ deps, run, institution }, items, () => Number.MAX_SAFE_INTEGER);
  await doubtLineItems({ deps, run }, rows);
  const ids = [...new Set([...items, ...rows].map(({ assignmentId }) => assignmentId))];
  await deps.stores.cellBooks.markStale(ofCourse(run), ids, new Map());
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
