import type { BrakeFigures } from '../../domain/brake.ts';
import { chunk } from '../../domain/chunk.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { noItems } from '../../store/passback/item-counts.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { QuietCounts } from '../../store/passback/quiet-counts.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { isInSections, type SectionIds } from '../../store/passback/section-ids.ts';
import { countQuiet, countsWithin, joinQuiet } from '../cells/count-outcomes.ts';
import type { Comparison } from '../comparison/load-comparison.ts';
import { type AssignmentPlan, fingerprintLineItem } from '../comparison/plan-assignment.ts';
import { shortHash } from '../comparison/sourced-ids.ts';
import type { RunContext } from '../runs/run-context.ts';
import { quietOutcome, rowId, toItem } from '../runs/run-items.ts';
import { type ClassPlan, decideLineItem, describeRow, groupByClass } from '../runs/run-rows.ts';
import { type ScopeFilter, selects } from '../runs/scope.ts';
import { countFigures } from './check-brake.ts';

export const itemsPerBatch = 500;

/** What became of one assignment. */
export interface ComparedAssignment {
  readonly assignmentId: string;
  /** Cells without an item. */
  readonly quiet: QuietCounts;
  /** Refused classes without a row, because an earlier run reported their problems. */
  readonly quietProblems: number;
  /** For all problems of the assignment. */
  readonly problems: string;
  readonly hasItems: boolean;
  /** It has a grade or details to send: History counts it. */
  readonly sends: boolean;
  readonly figures: BrakeFigures;
  /** Cells whose reason an item reports. */
  readonly told: readonly CellRecord[];
}

/** A course with cells up to date, and the part of it that the run reaches. */
export interface ReachedCourse {
  readonly comparison: Comparison;
  readonly book: CellBook;
  readonly sectionIds: SectionIds;
}

export async function compareAssignment(
  context: RunContext,
  { comparison, book, sectionIds }: ReachedCourse,
  scope: ScopeFilter,
  plan: AssignmentPlan,
): Promise<ComparedAssignment> {
  const { deps, run, institution } = context;
  const { items, lineItems } = deps.stores;
  const { id: assignmentId } = plan.assignment;
  const isSelected = selects(run.scope.selection, assignmentId);
  const remasters = scope.remasters(assignmentId);
  const entry = book.assignments.find(({ id }) => id === assignmentId);
  const counts = countsWithin(entry?.counts ?? [], sectionIds);
  const isDue = !scope.forcesAny(assignmentId);
  const taken =
    isDue && counts.every(({ due }) => due === null)
      ? []
      : await takeCells(context, scope, { assignmentId, isDue, sectionIds });
  const ownIds = new Map(plan.sections.map((section) => [section.classSourcedId, section.ownSourcedId]));
  const made = taken.map((cell) => {
    const ownSourcedId = ownIds.get(cell.classSourcedId) ?? null;
    const item = toItem(context, { assignmentName: plan.assignment.name, ownSourcedId }, cell);
    const isForced = cell.wanted.kind === 'score' && scope.forces(assignmentId, cell.personId);
    const isCounted = isSelected && !remasters && cell.due === undefined;
    return {
      ...item,
      ...(isForced ? { outcome: 'pending' as const, reason: null } : {}),
      formerOutcome: isCounted ? quietOutcome(cell) : null,
    };
  });
  const pending = new Set(
    taken.flatMap((cell, index) =>
      made[index]?.outcome === 'pending' && cell.wanted.kind === 'score' ? [cell.classKey] : [],
    ),
  );
  const all = new Set([...counts, ...taken].map(({ classKey }) => classKey));
  const decided = groupByClass(plan).map((classPlan) => ({
    ...classPlan,
    ...decideLineItem(institution, comparison, assignmentId, { ...classPlan, pending, all, remasters }),
  }));
  const sending = new Set(
    decided.flatMap(({ outcome, classKey }) => (outcome === 'pending' ? [classKey] : [])),
  );
  // Changed details are sent with the line item, so nothing is held back for them.
  const isTakenAlong = (cell: CellRecord | undefined, item: ItemRecord): boolean =>
    item.reason === 'details_only' && cell !== undefined && sending.has(cell.classKey);
  const kept = made.map((item, index) => ({ cell: taken[index], item }));
  const itemsToInsert = kept.flatMap(({ cell, item }) => (isTakenAlong(cell, item) ? [] : [item]));
  for (const batch of chunk(itemsToInsert, itemsPerBatch)) await items.insertBatch(batch);
  const refused = decided.filter(({ outcome }) => outcome === 'refused');
  const problems = refused.length === 0 ? '' : shortHash(refused.map((one) => describeRow(plan, one)));
  const isNews = isWhole(run) ? problems !== (book.toldProblems[assignmentId] ?? '') : true;
  const withItems = new Set(itemsToInsert.map(({ lineItemId }) => lineItemId));
  const quietCounts = isSelected && !remasters ? counts.filter(({ due }) => due === null) : [];
  const takenAlong = kept.flatMap(({ cell, item }) => (cell && isTakenAlong(cell, item) ? [cell] : []));
  const sendsDetails = (classKey: string): boolean => sending.has(classKey);
  const rows = [...decided, ...classless(taken, decided)].flatMap((one) => {
    const ofClass = quietCounts.filter(({ classKey }) => classKey === one.classKey);
    const along = takenAlong.filter(({ classKey }) => classKey === one.classKey);
    const quiet = joinQuiet([...countQuiet(ofClass, sendsDetails), ...countAlong(along)]);
    const row = toRow(context, plan, { ...one, quiet });
    const isShown =
      withItems.has(row._id) || row.outcome === 'pending' || (row.outcome === 'refused' && isNews);
    return isShown ? [row] : [];
  });
  await lineItems.insertBatch(rows);
  const shown = new Set(rows.map((row) => row._id));
  return {
    assignmentId,
    problems,
    quiet: joinQuiet([...countQuiet(quietCounts, sendsDetails), ...countAlong(takenAlong)]),
    quietProblems: refused.filter(({ classKey }) => !shown.has(rowId(run._id, assignmentId, classKey)))
      .length,
    hasItems: itemsToInsert.length > 0 || sending.size > 0,
    sends: itemsToInsert.some(({ outcome }) => outcome === 'pending') || sending.size > 0,
    figures: countFigures(isSelected ? counts : [], itemsToInsert),
    told: kept.flatMap(({ cell, item }) => (cell?.due === 'tell' && !isTakenAlong(cell, item) ? [cell] : [])),
  };
}

/** Cells whose changed details are sent with their line item are unchanged. */
function countAlong(cells: readonly CellRecord[]): QuietCounts {
  return cells.map(({ sectionIds }) => ({ sectionIds, counts: { ...noItems, eligible: 1, unchanged: 1 } }));
}

/** Whether a run reports to everybody: a person limited to sections reads only of the problems there. */
export function isWhole({ reach }: RunContext['run']): boolean {
  return reach.kind === 'course';
}

/** The cells of an assignment that become items: those due, and everything that is remastered or retried. */
export async function takeCells(
  { deps, run }: RunContext,
  scope: ScopeFilter,
  {
    assignmentId,
    isDue,
    sectionIds,
  }: { readonly assignmentId: string; readonly isDue: boolean; readonly sectionIds: SectionIds },
): Promise<CellRecord[]> {
  const { cells } = deps.stores;
  const taken: CellRecord[] = [];
  const filter = { assignmentIds: [assignmentId], classKey: null, states: null, isDue };
  for await (const cell of cells.stream(ofCourse(run), filter)) {
    if (!isInSections(cell, sectionIds)) continue;
    const isForced = scope.forces(assignmentId, cell.personId);
    if (isForced || (cell.due !== undefined && scope.takesGrade(assignmentId, cell.personId))) {
      taken.push(cell);
    }
  }
  return taken;
}

/** Rows for the items of students whose class was not found, so that every item is shown somewhere. */
function classless(
  taken: readonly CellRecord[],
  decided: readonly ClassPlan[],
): (ClassPlan & Pick<RunLineItemRecord, 'outcome' | 'existed' | 'sectionIds'>)[] {
  const known = new Set(decided.map(({ classKey }) => classKey));
  const others = new Set(taken.flatMap(({ classKey }) => (known.has(classKey) ? [] : [classKey])));
  return [...others].map((classKey) => ({
    classKey,
    sections: [],
    sectionIds: [...new Set(taken.flatMap((cell) => (cell.classKey === classKey ? cell.sectionIds : [])))],
    leading: null,
    outcome: 'nothing_to_send',
    existed: false,
  }));
}

function toRow(
  { run, lease }: RunContext,
  plan: AssignmentPlan,
  row: ClassPlan &
    Pick<RunLineItemRecord, 'outcome' | 'existed' | 'quiet'> &
    Partial<Pick<RunLineItemRecord, 'sectionIds'>>,
): RunLineItemRecord {
  const { classKey, leading, outcome, existed, quiet } = row;
  const lineItem = leading?.lineItem ?? null;
  return {
    _id: rowId(run._id, plan.assignment.id, classKey),
    runId: run._id,
    institutionId: run.institutionId,
    courseKey: run.courseKey,
    ...describeRow(plan, row),
    ...(row.sectionIds === undefined ? {} : { sectionIds: row.sectionIds }),
    lineItem,
    fingerprint: lineItem ? fingerprintLineItem(lineItem) : null,
    existed,
    outcome,
    quiet,
    sisMessage: null,
    reading: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: lease.fence.fencingToken,
  };
}
