import { isGivenUp } from '../../domain/cell.ts';
import { chunk } from '../../domain/chunk.ts';
import { isSentReason } from '../../domain/outcomes.ts';
import type { ExcuseHabit, ScoreHabit } from '../../domain/sis-habit.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { changeCells } from '../cells/change-cells.ts';
import { type ClassResults, readClassResults } from '../cells/class-results.ts';
import { readSeen, type SeenResults } from '../cells/seen-results.ts';
import { createBatcher } from '../delivery/batcher.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import { collectIfLate } from '../delivery/late-sends.ts';
import { cellIdOf, tokenOf } from '../delivery/record-results.ts';
import { findRefusedLists } from '../runs/refused-lists.ts';
import type { RunContext } from '../runs/run-context.ts';
import { quietOutcome, toItem } from '../runs/run-items.ts';
import { selects } from '../runs/scope.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';
import { planLooks } from './plan-looks.ts';
import {
  type Finding,
  findFinding,
  findLastFinding,
  keptScore,
  learnHabit,
  reasonOfFinding,
  reasonOfSent,
} from './result-finding.ts';

/**
 * Reads back each line item whose scores were sent. A result that the SIS shows as sent is confirmed; one that
 * it does not show yet is looked at again after growing pauses and then stays `sent`, until a later reading
 * settles it; any other fails. All other cells of the line item are compared too, so that what the SIS changed
 * or lost is noticed. If the SIS offers no reading of results, items stay `sent`.
 * @param options.resendMissing take up cells again whose result is missing in the SIS
 */
export async function readBack(
  context: RunContext,
  options: { resendMissing: boolean },
): Promise<StageResult> {
  const { deps, sis, lease } = context;
  const { items, lineItems } = deps.stores;
  if (!sis.client.profile.readsResults) return done;
  let rows = await lineItems.find(lease.fence, await items.findLineItemIds(lease.fence, 'sent'));
  const habits: (ScoreHabit | ExcuseHabit)[] = [];
  const unread: string[] = [];
  const confirmed = createBatcher<string>((ids) => items.markConfirmed(lease.fence, ids));
  let result: StageResult = done;
  const byClass = await readClassResults(
    context,
    rows.flatMap(({ lineItem }) => lineItem ?? []),
  );
  const shownInClass = await settleShown(context, rows, byClass);
  for (const id of shownInClass.confirmed) await confirmed.add(id);
  habits.push(...shownInClass.habits);
  rows = rows.filter(({ _id }) => !shownInClass.rowIds.has(_id));
  const looksAfterMs = planLooks(context.institution.settings.lookAgainSeconds);
  for (const [look, pauseMs] of looksAfterMs.entries()) {
    if (rows.length === 0) break;
    const isLastLook = look === looksAfterMs.length - 1;
    const lagging: RunLineItemRecord[] = [];
    if (pauseMs > 0) await deps.sleep(pauseMs, lease.permit.leaving);
    await forEachConcurrent(rows, sis.maxInFlight, async (row) => {
      const halt = lease.haltRequested();
      if (halt) result = { kind: 'halted', by: halt };
      if (result.kind !== 'done' || !row.lineItem) return result.kind === 'done';
      const { classSourcedId, sourcedId, resultValueMax } = row.lineItem;
      const part = look === 0 ? byClass.of(row.lineItem) : null;
      const seenInClass = part && readSeen(part, resultValueMax);
      const sent = await items.findOfRow(row, ['sent']);
      const reply = await sis.client.readResults(classSourcedId, sourcedId, lease.signal);
      deps.failpoint('read-back');
      if (!reply.ok) {
        // The SIS refuses this reading, yet it accepted the scores: they stay `sent`.
        if (reply.failure.kind === 'item' || reply.failure.status === 403) {
          unread.push(...row.sectionIds);
          return true;
        }
        result = resultOfFailure(reply.failure);
        return false;
      }
      if (reply.value) {
        const seen = readSeen({ ...reply, value: reply.value }, resultValueMax);
        if (seenInClass && sent.some((item) => isShown(item, seen) && !isShown(item, seenInClass))) {
          await context.offers.note({ kind: 'class_results', offered: false });
        }
        if (!isLastLook && sent.some((item) => findFinding(item, seen) === 'unverified')) {
          lagging.push(row);
          return true;
        }
        const ids = await settleLineItem(context, row, { sent, seen }, options.resendMissing);
        for (const id of ids) await confirmed.add(id);
        habits.push(...sent.flatMap((item) => learnHabit(item, seen) ?? []));
      }
      return true;
    });
    if (result.kind !== 'done') break;
    rows = lagging;
  }
  await confirmed.drain();
  if (unread.length > 0) await context.save({ refusedLists: await findRefusedLists(context, unread) });
  await noteHabits(context, habits);
  return result;
}

/** Line items that are settled together: the database answers one large write sooner than many small ones. */
const rowsAtOnce = 8;

/**
 * Settles the line items of which the list of their class shows everything as it was sent. What it shows otherwise is read
 * once more from the line item's own list.
 */
async function settleShown(
  context: RunContext,
  rows: readonly RunLineItemRecord[],
  byClass: ClassResults,
): Promise<{
  readonly rowIds: ReadonlySet<string>;
  readonly confirmed: readonly string[];
  readonly habits: readonly (ScoreHabit | ExcuseHabit)[];
}> {
  const { deps, lease } = context;
  const { items } = deps.stores;
  const rowIds = new Set<string>();
  const confirmed: string[] = [];
  const habits: (ScoreHabit | ExcuseHabit)[] = [];
  const listed = rows.flatMap((row) => {
    const part = row.lineItem && byClass.of(row.lineItem);
    return row.lineItem && part ? [{ row, seen: readSeen(part, row.lineItem.resultValueMax) }] : [];
  });
  await forEachConcurrent(chunk(listed, rowsAtOnce), 2, async (part) => {
    if (lease.haltRequested() !== null) return false;
    const read = await Promise.all(
      part.map(async ({ row, seen }) => {
        const sent = await items.findOfRow(row, ['sent']);
        const isSeen = sent.every((item) => isShown(item, seen));
        return { row, seen, sent, cells: isSeen ? await findHeldCells(context, row) : null };
      }),
    );
    deps.failpoint('read-back');
    const shown = read.flatMap(({ row, seen, sent, cells }) => {
      const isWhole = cells?.every(({ studentSourcedId }) => seen.of(studentSourcedId).length > 0);
      const findings = new Map(sent.map((item) => [cellIdOf(item), 'confirmed' as const]));
      return cells && isWhole ? [{ row, seen, sent, cells, findings }] : [];
    });
    if (!(await enterSeen(context, shown))) throw lease.lose();
    const sent = shown.flatMap((one) => one.sent);
    await markVerified(context, sent);
    for (const { row } of shown) rowIds.add(row._id);
    confirmed.push(...sent.map(({ _id }) => _id));
    habits.push(...shown.flatMap((one) => one.sent.flatMap((item) => learnHabit(item, one.seen) ?? [])));
    return true;
  });
  return { rowIds, confirmed, habits };
}

/** Takes back what earlier looks have said of items that are confirmed now. */
async function markVerified({ deps, lease }: RunContext, confirmed: readonly ItemRecord[]): Promise<void> {
  const verified = confirmed.filter(({ reason }) => reason !== null && isSentReason(reason));
  await deps.stores.items.markVerified(
    lease.fence,
    verified.map(({ _id }) => _id),
  );
}

function isShown(item: ItemRecord, seen: SeenResults): boolean {
  return findFinding(item, seen) === 'confirmed';
}

/** Keeps what this reading back has taught about the SIS: Administration offers to send what it keeps. */
async function noteHabits(
  { deps, run, sis, institution }: RunContext,
  habits: readonly (ScoreHabit | ExcuseHabit)[],
): Promise<void> {
  const { name, exempt } = sis.client.profile;
  const decimals = habits.flatMap((habit) => (habit.kind === 'decimals' ? habit.decimals : []));
  const excuses = habits.flatMap((habit) => (habit.kind === 'exempt' ? habit.kept : []));
  // One that was lost says more than others that were kept. A profile that sends them anyway needs no offer.
  const teaches =
    excuses.includes(false) || (exempt === 'refuse' && institution.settings.excused === 'profile');
  const learned = [
    ...(decimals.length > 0 ? [{ kind: 'decimals' as const, decimals: Math.max(...decimals) }] : []),
    ...(habits.some(({ kind }) => kind === 'maximum') ? [{ kind: 'maximum' as const }] : []),
    ...(excuses.length > 0 && teaches ? [{ kind: 'exempt' as const, kept: !excuses.includes(false) }] : []),
  ];
  await deps.stores.learnedHabits.note(run.institutionId, name, learned, deps.clock());
}

/**
 * Records what the SIS shows in a line item's cells, fails items that it shows differently, leaves those that it does
 * not show as sent but not verified, and takes up cells that are missing. Returns the ids of the confirmed items, which the caller writes in larger batches.
 */
async function settleLineItem(
  context: RunContext,
  row: RunLineItemRecord,
  reading: { readonly sent: readonly ItemRecord[]; readonly seen: SeenResults },
  resendMissing: boolean,
): Promise<string[]> {
  const { items } = context.deps.stores;
  const { fence } = context.lease;
  const { sent } = reading;
  let { seen } = reading;
  const findings = new Map(sent.map((item) => [item._id, findLastFinding(item, seen)]));
  const unexcused = sent.filter(({ _id }) => findings.get(_id) === 'excuse_counts');
  if (unexcused.length > 0) {
    const after = await takeBackExcuses(context, row, unexcused);
    seen = after ?? seen;
    for (const item of unexcused) {
      const isGone = after?.of(item.studentSourcedId).every(({ score }) => score === null) ?? false;
      if (isGone) findings.set(item._id, 'excuse_lost');
    }
  }
  const confirmed = sent.filter(({ _id }) => findings.get(_id) === 'confirmed');
  const cells = await findHeldCells(context, row);
  const givenUp = new Set(cells.flatMap(({ _id, held }) => (held && isGivenUp(held.sendings) ? [_id] : [])));
  const ofCells = new Map(sent.map((item) => [cellIdOf(item), findings.get(item._id)]));
  const seenCells = await enterSeen(context, [{ cells, seen, findings: ofCells }]);
  if (!seenCells) throw context.lease.lose();
  await markVerified(context, confirmed);
  const unequal = sent.flatMap((item) => {
    const reason = reasonOfSent(findings.get(item._id), givenUp.has(cellIdOf(item)));
    return reason === null ? [] : [{ id: item._id, reason, kept: keptScore(item, seen) }];
  });
  await items.markUnequal(fence, unequal);
  const failures = sent.flatMap((item) => {
    const reason = reasonOfFinding(findings.get(item._id));
    const kept = reason === 'not_confirmed' ? keptScore(item, seen) : null;
    return reason === null ? [] : [{ id: item._id, reason, sisMessage: null, kept }];
  });
  if (failures.length > 0) await items.markFailed(fence, failures);
  const shown = seen;
  if (resendMissing && cells.some((cell) => shown.of(cell.studentSourcedId).length === 0)) {
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

/**
 * An excused student must not get a score that counts: takes back the results whose excuse the SIS dropped, and
 * reads the line item once more. Null if that reading failed.
 */
async function takeBackExcuses(
  context: RunContext,
  { lineItem }: RunLineItemRecord,
  items: readonly ItemRecord[],
): Promise<SeenResults | null> {
  if (!lineItem) return null;
  const { sis, lease } = context;
  const { classSourcedId, sourcedId: lineItemSourcedId } = lineItem;
  await forEachConcurrent(items, sis.maxInFlight, async (item) => {
    const { resultSourcedId, studentSourcedId, desired } = item;
    if (resultSourcedId === null || studentSourcedId === null || desired === null) return true;
    const place = { sourcedId: resultSourcedId, lineItemSourcedId, studentSourcedId, classSourcedId };
    const withdrawn = sis.client.withdrawResult({ ...desired, ...place }, lease.signal);
    await collectIfLate(context, { items: [item] }, withdrawn);
    return true;
  });
  const reply = await sis.client.readResults(classSourcedId, lineItemSourcedId, lease.signal);
  return reply.ok && reply.value ? readSeen({ ...reply, value: reply.value }, lineItem.resultValueMax) : null;
}

/** The cells of a row's line item whose score was sent. */
export async function findHeldCells(
  { deps, run }: RunContext,
  { assignmentId, classSourcedId, lineItem }: RunLineItemRecord,
): Promise<CellRecord[]> {
  const cells = await deps.stores.cells.findOfClass(ofCourse(run), assignmentId, classSourcedId ?? '');
  return cells.filter(({ held }) => held !== null && held.lineItemSourcedId === lineItem?.sourcedId);
}

/** The cells of a line item and what a reading says of them. */
interface Reading {
  readonly cells: readonly CellRecord[];
  readonly seen: SeenResults;
  readonly findings: ReadonlyMap<string, Finding | undefined>;
}

/** False if another run writes to one of the classes by now. */
async function enterSeen(context: RunContext, readings: readonly Reading[]): Promise<boolean> {
  const { deps, run, institution } = context;
  const now = deps.clock();
  const cells = readings.flatMap((reading) => reading.cells);
  if (cells.length === 0) return true;
  const readingOf = new Map(readings.flatMap((reading) => reading.cells.map(({ _id }) => [_id, reading])));
  return changeCells(
    deps.stores,
    cells.map(({ _id }) => _id),
    {
      scope: ofCourse(run),
      settings: institution.settings,
      now,
      known: cells,
      fencingToken: ({ classSourcedId }) => tokenOf(context, classSourcedId),
      change(cell) {
        const reading = readingOf.get(cell._id);
        if (reading === undefined) return cell;
        const { seen, findings } = reading;
        const finding = findings.get(cell._id);
        const told = {
          toldReason: reasonOfSent(finding, cell.held !== null && isGivenUp(cell.held.sendings)),
        };
        if (finding === 'unverified') {
          return { ...cell, ...told, held: cell.held && { ...cell.held, flaw: finding } };
        }
        const noticed = seen.enter(cell, now);
        if (noticed.held === null) return noticed;
        if (told.toldReason !== null) return { ...noticed, ...told };
        if (finding === 'excuse_lost' || finding === 'excuse_counts' || finding === 'different') {
          return { ...noticed, held: { ...noticed.held, flaw: finding } };
        }
        return noticed;
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
