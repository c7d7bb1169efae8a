import { showsScore } from '../../domain/cell.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { changeCells } from '../cells/change-cells.ts';
import { readSeen, type SeenResults } from '../cells/seen-results.ts';
import { createBatcher } from '../delivery/batcher.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import { cellIdOf, scopeOfRun, tokenOf } from '../delivery/record-results.ts';
import type { RunContext } from '../runs/run-context.ts';
import { quietOutcome, toItem } from '../runs/run-items.ts';
import { selects } from '../runs/scope.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/**
 * Reads back each line item whose scores were sent. A result that the SIS shows as sent is confirmed; any
 * other fails as not confirmed. All other cells of the line item are compared too, so that what the SIS
 * changed or lost is noticed. If the SIS offers no reading of results, items stay `sent`.
 * @param options.resendMissing take up cells again whose result is missing in the SIS
 */
export async function readBack(
  context: RunContext,
  options: { resendMissing: boolean },
): Promise<StageResult> {
  const { deps, sis, lease } = context;
  const { items, lineItems } = deps.stores;
  if (!sis.client.profile.readsResults) return done;
  const rows = await lineItems.find(lease.fence, await items.findLineItemIds(lease.fence, 'sent'));
  const confirmed = createBatcher<string>((ids) => items.markConfirmed(lease.fence, ids));
  let result: StageResult = done;
  await forEachConcurrent(rows, sis.maxInFlight, async (row) => {
    const halt = lease.haltRequested();
    if (halt) result = { kind: 'halted', by: halt };
    if (result.kind !== 'done' || !row.lineItem) return result.kind === 'done';
    const { classSourcedId, sourcedId } = row.lineItem;
    const reply = await sis.client.readResults(classSourcedId, sourcedId, lease.signal);
    deps.failpoint('read-back');
    if (!reply.ok) {
      // The SIS refuses this reading, yet it accepted the scores: they stay `sent`.
      if (reply.failure.kind === 'item') return true;
      result = resultOfFailure(reply.failure);
      return false;
    }
    if (reply.value) {
      const ids = await settleLineItem(context, row, reply.value, options.resendMissing);
      for (const id of ids) await confirmed.add(id);
    }
    return true;
  });
  await confirmed.drain();
  return result;
}

/**
 * Records what the SIS shows in a line item's cells, fails items that it shows differently or not at all, and
 * takes up missing ones. Returns the ids of the confirmed items, which the caller writes in larger batches.
 */
async function settleLineItem(
  context: RunContext,
  row: RunLineItemRecord,
  results: readonly SisResult[],
  resendMissing: boolean,
): Promise<string[]> {
  const { items } = context.deps.stores;
  const { fence } = context.lease;
  const sent = await items.findOfRow(row, ['sent']);
  const seen = readSeen(results);
  const isConfirmed = (item: ItemRecord): boolean =>
    seen
      .of(item.studentSourcedId)
      .some((result) => item.desired !== null && showsScore(result, item.desired));
  const confirmed = sent.filter(isConfirmed);
  const denied = sent.filter((item) => !isConfirmed(item));
  const cells = await findHeldCells(context, row);
  const seenCells = await enterSeen(context, row, cells, seen, new Set(denied.map(cellIdOf)));
  if (!seenCells) throw context.lease.lose();
  if (denied.length > 0) {
    await items.markFailed(
      fence,
      denied.map(({ _id }) => ({ id: _id, reason: 'not_confirmed', sisMessage: null })),
    );
  }
  if (resendMissing && cells.some((cell) => seen.of(cell.studentSourcedId).length === 0)) {
    const sentCells = new Set(sent.map(cellIdOf));
    const now = await findHeldCells(context, row);
    const lost = new Set(
      now.flatMap((cell) => (cell.state === 'missing_in_sis' && cell.due === 'send' ? [cell._id] : [])),
    );
    await takeUpAgain(
      context,
      row,
      cells.filter(({ _id }) => lost.has(_id) && !sentCells.has(_id)),
    );
  }
  return confirmed.map((item) => item._id);
}

/** The cells of a row's line item whose score was sent. */
export async function findHeldCells(
  { deps, run }: RunContext,
  { assignmentId, classSourcedId, lineItem }: RunLineItemRecord,
): Promise<CellRecord[]> {
  const cells = await deps.stores.cells.findOfClass(scopeOfRun(run), assignmentId, classSourcedId ?? '');
  return cells.filter(({ held }) => held !== null && held.lineItemSourcedId === lineItem?.sourcedId);
}

/** False if another run writes to the class by now. */
function enterSeen(
  context: RunContext,
  row: RunLineItemRecord,
  cells: readonly CellRecord[],
  seen: SeenResults,
  denied: ReadonlySet<string>,
): Promise<boolean> {
  const { deps, run, institution } = context;
  const now = deps.clock();
  return changeCells(
    deps.stores,
    cells.map(({ _id }) => _id),
    {
      scope: scopeOfRun(run),
      settings: institution.settings,
      now,
      known: cells,
      fencingToken: () => tokenOf(context, row.classSourcedId),
      change(cell) {
        const noticed = seen.enter(cell, now);
        if (!denied.has(cell._id)) return noticed;
        return { ...noticed, held: noticed.held && { ...noticed.held, inDoubt: true } };
      },
    },
  );
}

/**
 * Sends cells after all that the run had counted as settled, because the SIS has lost what they rely on.
 * Those with an item get it back, the others get one now. Only cells of the run's selection: nobody asked for
 * the others.
 * @param cells as they were when the run counted them
 */
export async function takeUpAgain(
  context: RunContext,
  row: RunLineItemRecord,
  cells: readonly CellRecord[],
): Promise<void> {
  const { deps, run, lease } = context;
  const { items } = deps.stores;
  if (cells.length === 0) return;
  const known = await items.findOfRow(row, ['unchanged', 'held_back']);
  const wanted = new Set(cells.map(({ _id }) => _id));
  const reopened = known.filter((item) => wanted.has(cellIdOf(item)));
  await items.reopen(
    lease.fence,
    reopened.map((item) => item._id),
  );
  if (!selects(run.scope.selection, row.assignmentId)) return;
  const have = new Set((await items.findOfRow(row, null)).map(cellIdOf));
  const missing = cells.filter(({ _id, wanted: { kind } }) => kind === 'score' && !have.has(_id));
  const plan = { assignmentName: row.assignmentName, ownSourcedId: null };
  await items.insertBatch(
    missing.map((cell) => ({
      ...toItem(context, plan, cell),
      outcome: 'pending' as const,
      reason: null,
      formerOutcome: quietOutcome(cell),
    })),
  );
}
