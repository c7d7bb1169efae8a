import { toSeenScore } from '../../domain/cell.ts';
import type { CellHistory, HistoryEntry } from '../../domain/cell-history.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { ProductError } from '../../errors.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import { isInSections } from '../../store/passback/section-ids.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { openCells } from './compare-course.ts';

/** Runs that are looked through, newest first: more than a year of nightly ones. */
const maxRuns = 1_000;

/**
 * What runs and people did to one grade, as far as runs are kept.
 * @throws ProductError `not_found` if the course has no such cell within the person's reach
 */
export async function readCellHistory(
  deps: PassbackDeps,
  launch: LaunchContext,
  cellId: string,
): Promise<CellHistory> {
  const { stores } = deps;
  const { scope, sectionIds, names, reach } = await openCells(deps, launch);
  const [cell] = await stores.cells.find(scope, [`${scope.courseKey}:${cellId}`]);
  if (!cell || !isInSections(cell, sectionIds)) throw new ProductError('not_found');
  const runs = await stores.runs.findHistory(scope, maxRuns, null, reach);
  const items = await stores.items.find(
    scope,
    runs.map(({ _id }) => `${_id}:${cellId}`),
  );
  const itemOf = new Map(items.map((item) => [item.runId, item]));
  const { held, canvas, assignmentId, sectionName, studentName, studentSisId, decisions } = cell;
  return {
    assignmentName: names.get(assignmentId) ?? items[0]?.assignmentName ?? assignmentId,
    sectionName,
    studentName,
    studentSisId,
    canvas: canvas && { score: canvas.score, isHidden: canvas.isHidden },
    sent: held && { score: toSeenScore(held.sent), at: held.sentAt, confirmedAt: held.confirmedAt },
    seen: held?.seen ? { score: held.seen, at: held.seenAt } : null,
    runs: runs.flatMap((run) => {
      const item = itemOf.get(run._id);
      return item ? [describeItem(run, item)] : [];
    }),
    decisions: decisions.toReversed(),
  };
}

function describeItem(run: RunRecord, item: ItemRecord): HistoryEntry {
  const { before, desired, outcome, reason, sisMessage, kept } = item;
  return {
    runId: run._id,
    kind: run.kind,
    requestedBy: run.requestedBy,
    at: run.endedAt ?? run.startedAt ?? run.createdAt,
    before: before === null || typeof before === 'string' ? before : toSeenScore(before),
    sends: desired && toSeenScore(desired),
    outcome,
    reason,
    sisMessage,
    kept,
  };
}
