import { sectionIdsWithin } from '../../domain/reach.ts';
import { decideUndo } from '../../domain/undo.ts';
import { canClearResults, takesFiles } from '../../oneroster/profile/sis-profile.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import type { SectionIds } from '../../store/passback/section-ids.ts';
import { readSeenResults } from '../cells/read-seen-results.ts';
import { describeDetails } from '../comparison/line-item-details.ts';
import { fingerprintLineItem } from '../comparison/plan-assignment.ts';
import { cellIdOf } from '../delivery/record-results.ts';
import type { RunContext } from '../runs/run-context.ts';
import { toItem } from '../runs/run-items.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/**
 * Stage 3 of an undo: reads back what the undone runs sent, line item by line item, and makes an item of each
 * grade: what the SIS held before if it still holds what was sent, otherwise why it is left alone. Repeating
 * the stage gives the same items.
 */
export async function compareUndo(context: RunContext): Promise<StageResult> {
  const { deps, run, lease } = context;
  const { stores } = deps;
  const { fence } = lease;
  const course = await stores.courses.find(run.courseKey);
  const sectionIds = sectionIdsWithin(run.reach, course?.sections ?? []);
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  const touched = new Set<string>();
  for (const undoneId of run.scope.undoOf) {
    for (const row of await stores.lineItems.findOfRun({ ...fence, runId: undoneId }, sectionIds)) {
      const halt = lease.haltRequested();
      if (halt) return { kind: 'halted', by: halt };
      const ended = await undoLineItem(context, undoneId, row, sectionIds);
      if (ended.kind !== 'done') return ended;
      touched.add(row.assignmentId);
    }
  }
  await context.save({ assignments: touched.size });
  await stores.cellBooks.markStale(ofCourse(run), [...touched], new Map());
  return done;
}

async function undoLineItem(
  context: RunContext,
  undoneId: string,
  row: RunLineItemRecord,
  sectionIds: SectionIds,
): Promise<StageResult> {
  const { deps, run, sis } = context;
  const { items, lineItems, cells } = deps.stores;
  const scope = ofCourse(run);
  const all = await items.findOfRow(row, ['sent', 'confirmed']);
  const sent = all.filter(
    (item) => sectionIds === null || item.sectionIds.some((id) => sectionIds.includes(id)),
  );
  if (sent.length === 0) return done;
  const ids = sent.map(cellIdOf);
  const own = (await cells.find(scope, ids)).filter(({ held }) => held?.runId === undoneId);
  const details = row.lineItem && describeDetails(row.lineItem);
  const read = new Set<string>();
  const receipts = await deps.stores.receipts.findLineItems(run);
  const isDeleted = (sourcedId: string): boolean =>
    row.lineItem?.sourcedId === sourcedId &&
    !receipts.some((receipt) => receipt.assignmentId === row.assignmentId && receipt.sourcedId === sourcedId);
  for (const { held, assignmentId, classSourcedId } of own) {
    const sourcedId = held?.lineItemSourcedId ?? null;
    if (sourcedId === null || classSourcedId === null || read.has(sourcedId)) continue;
    const place = { assignmentId, classSourcedId, sourcedId, details };
    const seen = await readSeenResults(context, place, sectionIds);
    if (!seen.ok) return resultOfFailure(seen.failure);
    // What the SIS does not show now is unknown, whatever was read earlier, unless the run deleted the line item.
    if (seen.value === 'read' || isDeleted(sourcedId)) read.add(sourcedId);
  }
  const now = new Map((await cells.find(scope, ids)).map((cell) => [cell._id, cell]));
  const canClear = canClearResults(sis.client.profile);
  const made = sent.flatMap((item) => {
    const cell = now.get(cellIdOf(item));
    if (!cell || isOfAnother(context, cell, undoneId)) return [];
    const isRead = read.has(cell.held?.lineItemSourcedId ?? '');
    return [undoItem(context, { item, undoneId, canClear, isRead }, cell)];
  });
  await items.insertBatch(made);
  const isLost = row.lineItem !== null && isDeleted(row.lineItem.sourcedId);
  const restores = isLost && made.some(({ outcome }) => outcome === 'pending');
  await lineItems.insertBatch([
    {
      ...row,
      fingerprint: row.lineItem && fingerprintLineItem(row.lineItem),
      _id: moveRow(run._id, row._id, undoneId),
      runId: run._id,
      outcome: restores ? 'pending' : 'unchanged',
      existed: !isLost,
      problems: [],
      quiet: null,
      sisMessage: null,
      reading: null,
      attempts: 0,
      unanswered: 0,
      fencingToken: context.lease.fence.fencingToken,
    },
  ]);
  return done;
}

/** The undo's row for a row of an undone run. */
function moveRow(runId: string, rowId: string, undoneId: string): string {
  return `${runId}${rowId.slice(undoneId.length)}`;
}

/** Whether another run that is undone here has an item of the cell. */
function isOfAnother({ run }: RunContext, { held }: CellRecord, undoneId: string): boolean {
  const runId = held?.runId ?? null;
  return runId !== null && runId !== undoneId && run.scope.undoOf.includes(runId);
}

/** The undo of one item. */
function undoItem(
  context: RunContext,
  known: {
    readonly item: ItemRecord;
    readonly undoneId: string;
    readonly canClear: boolean;
    readonly isRead: boolean;
  },
  cell: CellRecord,
): ItemRecord {
  const { item, undoneId, canClear, isRead } = known;
  const before = item.before ?? (item.isNew ? 'none' : null);
  const { held } = cell;
  const { profile } = context.sis.client;
  const decision = decideUndo(
    undoneId,
    before,
    // What was written into a file stands there; whether the SIS has imported it makes no difference.
    held && { ...held, seen: takesFiles(profile) ? held.sent : isRead ? held.seen : null },
    canClear,
  );
  const made = {
    ...toItem(context, { assignmentName: item.assignmentName, ownSourcedId: null }, cell),
    lineItemId: moveRow(context.run._id, item.lineItemId ?? '', undoneId),
    resultSourcedId: cell.resultSourcedId ?? null,
    isNew: false,
  };
  return decision.kind === 'restore'
    ? { ...made, desired: decision.score, outcome: 'pending', reason: null }
    : { ...made, desired: held?.sent ?? null, outcome: 'skipped', reason: decision.reason };
}
