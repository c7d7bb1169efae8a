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
 * When each line item is looked at, in milliseconds after the look before: what some SISs have accepted shows in their
 * lists only seconds later.
 */
const looksAfterMs = [0, 1_000, 4_000, 10_000] as const;

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
  let unsettled = rows;
  for (const [look, pauseMs] of looksAfterMs.entries()) {
    if (unsettled.length === 0 || result.kind !== 'done') break;
    if (pauseMs > 0) await deps.sleep(pauseMs, lease.permit.leaving);
    lease.signal.throwIfAborted();
    const lookAgain: RunLineItemRecord[] = [];
    await forEachConcurrent(unsettled, sis.maxInFlight, async (row) => {
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
        const isLast = look === looksAfterMs.length - 1;
        const settled = await settleLineItem(context, row, reply.value, { ...options, isLast });
        for (const id of settled.confirmed) await confirmed.add(id);
        if (!settled.isWhole) lookAgain.push(row);
      }
      return true;
    });
    unsettled = lookAgain;
  }
  await confirmed.drain();
  return result;
}

/**
 * Records what the SIS shows in a line item's cells. At the last look, fails items that it shows differently or not at
 * all, and takes up missing ones; before, these wait. Returns the ids of the confirmed items, which the caller writes in
 * larger batches, and whether no item waits.
 */
async function settleLineItem(
  context: RunContext,
  row: RunLineItemRecord,
  results: readonly SisResult[],
  { resendMissing, isLast }: { readonly resendMissing: boolean; readonly isLast: boolean },
): Promise<{ readonly confirmed: readonly string[]; readonly isWhole: boolean }> {
  const { items } = context.deps.stores;
  const { fence } = context.lease;
  const sent = await items.findOfRow(row, ['sent']);
  const seen = readSeen(results);
  const isConfirmed = ({ studentSourcedId, desired }: ItemRecord): boolean =>
    desired !== null && seen.shows(studentSourcedId, desired);
  const confirmed = sent.filter(isConfirmed);
  const denied = sent.filter((item) => !isConfirmed(item));
  const waiting = isLast ? new Set<string>() : new Set(denied.map(cellIdOf));
  const held = await findHeldCells(context, row);
  const cells = held.filter(({ _id }) => !waiting.has(_id));
  // Of several results, one may be ours: sending it once more would change nothing.
  const unkept = denied.filter(({ studentSourcedId }) => seen.of(studentSourcedId).length < 2);
  const seenCells = await enterSeen(context, row, cells, seen, new Set(unkept.map(cellIdOf)));
  if (!seenCells) throw context.lease.lose();
  if (waiting.size > 0) return { confirmed: confirmed.map(({ _id }) => _id), isWhole: false };
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
  return { confirmed: confirmed.map(({ _id }) => _id), isWhole: true };
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
