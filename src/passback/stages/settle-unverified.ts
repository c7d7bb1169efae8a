import { sectionIdsWithin } from '../../domain/reach.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { readSeenResults } from '../cells/read-seen-results.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/**
 * Reads the line items back once more that hold grades which the SIS did not show when they were sent, so that
 * this run knows whether it has them before it decides what to send.
 */
export async function settleUnverified(context: RunContext, course: CourseRecord): Promise<StageResult> {
  const { deps, run, sis, lease } = context;
  const { stores } = deps;
  if (!sis.client.profile.readsResults || run.kind === 'undo') return done;
  const scope = ofCourse(run);
  const book = await stores.cellBooks.find(scope);
  const sentIn = new Set(
    (book?.assignments ?? []).flatMap(({ id, counts }) =>
      counts.filter(({ state }) => state === 'sent').map(({ classKey }) => `${id}:${classKey}`),
    ),
  );
  if (sentIn.size === 0) return done;
  const receipts = (await stores.receipts.findLineItems(scope)).filter(({ assignmentId, classSourcedId }) =>
    sentIn.has(`${assignmentId}:${classSourcedId}`),
  );
  const sectionIds = sectionIdsWithin(run.reach, course.sections);
  let result: StageResult = done;
  await forEachConcurrent(receipts, sis.maxInFlight, async (receipt) => {
    const halt = lease.haltRequested();
    if (halt) result = { kind: 'halted', by: halt };
    if (result.kind !== 'done') return false;
    const { assignmentId, classSourcedId } = receipt;
    const cells = await stores.cells.findOfClass(scope, assignmentId, classSourcedId);
    if (!cells.some(({ held }) => held?.flaw === 'unverified')) return true;
    const seen = await readSeenResults(context, receipt, sectionIds);
    if (!seen.ok) result = resultOfFailure(seen.failure);
    return seen.ok;
  });
  return result;
}
