import { chunk } from '../../domain/chunk.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { countsWithin } from '../cells/count-outcomes.ts';
import { describeSent } from '../comparison/line-item-details.ts';
import { listGone } from '../comparison/list-gone.ts';
import { lineItemKey } from '../comparison/plan-assignment.ts';
import type { RunContext } from '../runs/run-context.ts';
import { rowId, toItem } from '../runs/run-items.ts';
import type { ScopeFilter } from '../runs/scope.ts';
import { countFigures } from './check-brake.ts';
import {
  type ComparedAssignment,
  itemsPerBatch,
  type ReachedCourse,
  takeCells,
} from './compare-assignment.ts';

/** Assignments that no longer take part in grade passback, and have something to clear in the SIS. */
export function findGone(
  { comparison, book }: Pick<ReachedCourse, 'comparison' | 'book'>,
  scope: ScopeFilter,
): readonly string[] {
  return listGone(comparison, book).flatMap(({ id }) => (scope.takesAssignment(id) ? [id] : []));
}

/** Makes items of what is cleared of an assignment that no longer takes part. Its line items say how it was sent. */
export async function compareGone(
  context: RunContext,
  { comparison, book, sectionIds }: ReachedCourse,
  scope: ScopeFilter,
  assignmentId: string,
): Promise<ComparedAssignment> {
  const { run, lease, deps } = context;
  const { items, lineItems } = deps.stores;
  const entry = book.assignments.find(({ id }) => id === assignmentId);
  const taken = (await takeCells(context, scope, { assignmentId, isDue: true, sectionIds })).filter(
    ({ due }) => due === 'send',
  );
  const ofClass = groupBy(taken, ({ classKey }) => classKey);
  const rows = [...ofClass].map(([classKey, cells]): RunLineItemRecord => {
    const receipt = comparison.lineItemReceipts.get(lineItemKey(assignmentId, classKey));
    return {
      _id: rowId(run._id, assignmentId, classKey),
      runId: run._id,
      institutionId: run.institutionId,
      courseKey: run.courseKey,
      assignmentId,
      assignmentName: receipt?.details?.title ?? assignmentId,
      assignmentUrl: '',
      sentTitle: null,
      sectionName: [...new Set(cells.map(({ sectionName }) => sectionName))].join(', '),
      sectionIds: [...new Set(cells.flatMap((cell) => cell.sectionIds))],
      classSourcedId: classKey,
      problems: [],
      lineItem: receipt ? describeSent(receipt) : null,
      fingerprint: receipt?.fingerprint ?? null,
      existed: receipt !== undefined,
      outcome: 'nothing_to_send',
      quiet: null,
      sisMessage: null,
      reading: null,
      attempts: 0,
      unanswered: 0,
      fencingToken: lease.fence.fencingToken,
    };
  });
  const nameOf = new Map(rows.map(({ classSourcedId, assignmentName }) => [classSourcedId, assignmentName]));
  const made = taken.map((cell) => {
    const assignmentName = nameOf.get(cell.classKey) ?? assignmentId;
    return toItem(context, { assignmentName, ownSourcedId: null }, cell);
  });
  for (const batch of chunk(made, itemsPerBatch)) await items.insertBatch(batch);
  await lineItems.insertBatch(rows);
  return {
    assignmentId,
    problems: '',
    quiet: [],
    quietProblems: 0,
    hasItems: made.length > 0,
    sends: made.length > 0,
    figures: countFigures(countsWithin(entry?.counts ?? [], sectionIds), made),
    told: [],
  };
}
