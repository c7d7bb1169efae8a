import type { LaunchContext } from '../../domain/launch-context.ts';
import type { RunRequestReceipt } from '../../domain/run.ts';
import { lineItemReceiptId } from '../../store/passback/receipts.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { courseOfLaunch } from '../runs/launched-course.ts';
import { requesterOf, requestRun, scopeOf } from '../runs/request-run.ts';
import { changeCells } from './change-cells.ts';
import { findLineItems, openCells } from './compare-course.ts';

/**
 * Requests a run that sends a line item again which the SIS holds otherwise, without a score; with one that is missing go
 * its scores. Null if it no longer differs, or cannot be sent.
 */
export async function repairLineItem(
  deps: PassbackDeps,
  launch: LaunchContext,
  id: string,
): Promise<RunRequestReceipt | null> {
  const { stores } = deps;
  const opened = await openCells(deps, launch);
  const { scope, institution, reach } = opened;
  const differing = await findLineItems(deps, opened, await stores.cellBooks.find(scope));
  const found = differing.find((lineItem) => lineItem.id === id);
  if (!found?.isSendable) return null;
  const { assignmentId, classSourcedId } = found;
  const receipt = lineItemReceiptId({ ...scope, assignmentId, classSourcedId });
  // A run sends what it does not know to have arrived.
  await stores.receipts.markLineItemsInDoubt(scope, [receipt], Number.MAX_SAFE_INTEGER);
  await stores.cellBooks.markStale(scope, [assignmentId], new Map());
  if (found.isMissing) {
    const cells = await stores.cells.findOfClass(scope, assignmentId, classSourcedId);
    const lost = cells.filter(({ held, wanted }) => held !== null && wanted.kind === 'score');
    await changeCells(
      stores,
      lost.map(({ _id }) => _id),
      {
        scope,
        settings: institution.settings,
        now: deps.clock(),
        known: lost,
        fencingToken: ({ fencingToken }) => fencingToken,
        change: (cell) => ({ ...cell, repair: true }),
      },
    );
  }
  return requestRun(deps, {
    course: courseOfLaunch(launch),
    kind: 'post',
    scope: scopeOf('post', { kind: 'assignments', ids: [assignmentId] }),
    requestedBy: requesterOf(launch),
    onBehalfOf: launch.person.canvasUserId,
    reach,
  });
}

/** Keeps what the SIS shows of a line item, until it is sent again. False if it no longer differs, or may not be kept so. */
export async function acceptLineItem(
  deps: PassbackDeps,
  launch: LaunchContext,
  id: string,
): Promise<boolean> {
  const { stores } = deps;
  const opened = await openCells(deps, launch);
  const { scope } = opened;
  const differing = await findLineItems(deps, opened, await stores.cellBooks.find(scope));
  const found = differing.find((lineItem) => lineItem.id === id);
  if (!found?.isAcceptable) return false;
  const _id = lineItemReceiptId({ ...scope, ...found });
  const receipts = await stores.receipts.findLineItems(scope);
  const seen = receipts.find((receipt) => receipt._id === _id)?.seen ?? null;
  if (seen === null || seen === 'absent') return false;
  await stores.receipts.acceptSeen(scope, _id, seen, deps.clock());
  return true;
}
