import { isCleared } from '../../domain/cell.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { lineItemReceiptId } from '../../store/passback/receipts.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { changeCells } from '../cells/change-cells.ts';
import { collectIfLate } from '../delivery/late-sends.ts';
import { tokenOf } from '../delivery/record-results.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/**
 * Deletes line items of assignments that are no longer sent, once this run has cleared all their grades (P11). Only
 * where the SIS shows the line item and nothing in it: a score that somebody typed there keeps it. The run's row keeps
 * the line item as the SIS had it, so that an undo restores it.
 */
export async function removeLineItems(context: RunContext): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { removal, removeLineItems: isWanted } = institution.settings;
  const { deletes, readsLineItems, readsResults } = sis.client.profile;
  const isPossible = deletes === 'lineItems' && readsLineItems && readsResults;
  if (run.kind === 'undo' || removal !== 'clear' || !isWanted || !isPossible) return done;
  const course = await deps.stores.courses.find(run.courseKey);
  const known = new Set(course?.assignments.map(({ id }) => id) ?? []);
  for (const row of await deps.stores.lineItems.findOfRun(lease.fence)) {
    const isUnassociated = row.problems.some(({ check }) => check === 'category_unassociated');
    if (known.has(row.assignmentId) && !isUnassociated) continue;
    const halt = lease.haltRequested();
    if (halt) return { kind: 'halted', by: halt };
    const removed = await removeLineItem(context, row);
    if (removed.kind !== 'done') return removed;
  }
  return done;
}

async function removeLineItem(context: RunContext, row: RunLineItemRecord): Promise<StageResult> {
  const { deps, run, sis, lease } = context;
  const { receipts, cells, items, lineItems } = deps.stores;
  const { classSourcedId, assignmentId } = row;
  const { client } = sis;
  if (classSourcedId === null) return done;
  const scope = ofCourse(run);
  const id = lineItemReceiptId({ courseKey: run.courseKey, assignmentId, classSourcedId });
  const receipt = (await receipts.findLineItems(run)).find(({ _id }) => _id === id);
  const held = (await cells.findOfClass(scope, assignmentId, classSourcedId)).filter((cell) => cell.held);
  if (!receipt || held.length === 0 || !held.every(isEmptied)) return done;
  const readOurs = async () => {
    const list = await client.readLineItems(classSourcedId, lease.signal);
    if (!list.ok) return list;
    const ours = list.value?.find(({ sourcedId }) => sourcedId === receipt.sourcedId) ?? null;
    return {
      ok: true,
      value: { isListed: list.value !== null && list.leftOut === undefined, ours },
    } as const;
  };
  const before = await readOurs();
  if (!before.ok) return resultOfFailure(before.failure);
  if (!before.value.isListed) return done;
  const { ours } = before.value;
  if (ours !== null) {
    const results = await client.readResults(classSourcedId, receipt.sourcedId, lease.signal);
    if (!results.ok) return resultOfFailure(results.failure);
    if (results.value === null || results.leftOut !== undefined || !results.value.every(isCleared))
      return done;
    const lineItem = {
      ...ours,
      schoolSourcedId: ours.schoolSourcedId || (row.lineItem?.schoolSourcedId ?? ''),
    };
    await lineItems.saveChanges(lease.fence, [{ id: row._id, lineItem }]);
    const own = await items.findOfRow(row, null);
    const deletion = client.deleteLineItem(receipt.sourcedId, lease.signal);
    const reply = await collectIfLate(context, { rows: [row], items: own }, deletion);
    deps.failpoint('line-item-deleted');
    if (!reply.ok) return reply.failure.kind === 'item' ? done : resultOfFailure(reply.failure);
    const after = await readOurs();
    if (!after.ok) return resultOfFailure(after.failure);
    if (!after.value.isListed || after.value.ours !== null) return done;
  }
  const token = tokenOf(context, classSourcedId);
  await noteGone(context, held, token);
  if (!(await receipts.removeLineItem(run, id, token))) throw lease.lose();
  const sent = await items.findOfRow(row, ['sent']);
  await items.markConfirmed(
    lease.fence,
    sent.map(({ _id }) => _id),
  );
  return done;
}

/** Whether the SIS holds nothing of ours in the cell, as far as is known. */
function isEmptied({ held, wanted }: CellRecord): boolean {
  return held !== null && isCleared(held.sent) && !held.inDoubt && wanted.kind === 'left_behind';
}

/** Its results went with the line item. */
async function noteGone(context: RunContext, cells: readonly CellRecord[], token: number): Promise<void> {
  const { deps, run, institution, lease } = context;
  const now = deps.clock();
  const noted = await changeCells(
    deps.stores,
    cells.map(({ _id }) => _id),
    {
      scope: ofCourse(run),
      settings: institution.settings,
      now,
      fencingToken: () => token,
      change: (cell) => ({
        ...cell,
        held: cell.held && { ...cell.held, seen: 'absent', seenAt: now, confirmedAt: now },
      }),
    },
  );
  if (!noted) throw lease.lose();
}
