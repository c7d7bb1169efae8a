import type { BrakeFigures } from '../../domain/brake.ts';
import { chunk } from '../../domain/chunk.ts';
import { groupBy } from '../../domain/group-by.ts';
import { sectionIdsWithin } from '../../domain/reach.ts';
import { ProductError } from '../../errors.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { noItems } from '../../store/passback/item-counts.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { QuietCounts } from '../../store/passback/quiet-counts.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { isInSections, type SectionIds } from '../../store/passback/section-ids.ts';
import { countQuiet, countsWithin, joinQuiet } from '../cells/count-outcomes.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { readSeenResults } from '../cells/read-seen-results.ts';
import { describeSent } from '../comparison/line-item-details.ts';
import type { Comparison } from '../comparison/load-comparison.ts';
import { type AssignmentPlan, fingerprintLineItem, lineItemKey } from '../comparison/plan-assignment.ts';
import { shortHash } from '../comparison/sourced-ids.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { quietOutcome, rowId, toItem } from '../runs/run-items.ts';
import { type ClassPlan, decideLineItem, describeRow, groupByClass, limitPlan } from '../runs/run-rows.ts';
import { createScopeFilter, type ScopeFilter, selects } from '../runs/scope.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';
import { checkBrake, countFigures } from './check-brake.ts';
import { compareRotation } from './compare-rotation.ts';
import { settleUnverified } from './settle-unverified.ts';

/** Each keeps the cells of one assignment that the run takes up in memory. */
const assignmentsAtOnce = 4;
const itemsPerBatch = 500;

/**
 * Stage 3: brings the course's cells up to date, and makes an item of each that is to be sent or whose reason
 * no run has reported yet. All others are only counted. Repeating the stage gives the same items; those of an
 * interrupted comparison are replaced.
 */
export async function compare(context: RunContext): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  const course = await stores.courses.find(run.courseKey);
  if (!course) throw new ProductError('internal', { detail: 'stage 3 without a course' });
  const settled = await settleUnverified(context, course);
  if (settled.kind !== 'done') return settled;
  const rotated = await compareRotation(context, course);
  if (rotated.kind !== 'done') return rotated;
  const { fence } = lease;
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  const { profile } = sis.client;
  const { contextId } = run.course;
  const source = { institution, profile, course, contextId, now: deps.clock() };
  const evaluated = await evaluateCourse(stores, source, {
    everything: run.kind === 'remaster',
    isQuiet: true,
  });
  const { comparison } = evaluated;
  const scope = createScopeFilter(run.scope, await stores.items.findFailed(ofCourse(run), run.scope.retryOf));
  const assignments = comparison.course.assignments.filter(({ id }) => scope.takesAssignment(id));
  const sectionIds = sectionIdsWithin(run.reach, comparison.course.sections);
  const results: ComparedAssignment[] = [];
  let halted: 'cancel' | 'stop' | null = null;
  await forEachConcurrent(assignments, assignmentsAtOnce, async (assignment) => {
    halted ??= lease.haltRequested();
    if (halted) return false;
    lease.signal.throwIfAborted();
    const plan = limitPlan(comparison.plan(assignment), run.reach);
    results.push(await compareAssignment(context, { ...evaluated, sectionIds }, scope, plan));
    if (results.length === Math.ceil(assignments.length / 2)) deps.failpoint('items-half-planned');
    if (results.length % 20 === 0) {
      await context.save({ progress: { done: results.length, total: assignments.length } });
    }
    return true;
  });
  if (halted) return { kind: 'halted', by: halted };
  for (const assignmentId of findGone(evaluated, scope)) {
    const seen = await readGone(context, comparison, assignmentId, sectionIds);
    if (seen.kind !== 'done') return seen;
    results.push(await compareGone(context, { ...evaluated, sectionIds }, scope, assignmentId));
  }
  // A worker that lost the run may have added items meanwhile.
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  await context.save({
    assignments: results.filter(({ sends }) => sends).length,
    quiet: joinQuiet(results.flatMap(({ quiet }) => quiet)),
    quietProblems: results.reduce((sum, { quietProblems }) => sum + quietProblems, 0),
  });
  const brake = checkBrake(
    context,
    results.map(({ figures }) => figures),
  );
  if (brake !== null) return { kind: 'braked', brake };
  await noteNews(context, evaluated.book, results);
  return done;
}

/** What became of one assignment. */
interface ComparedAssignment {
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
interface ReachedCourse {
  readonly comparison: Comparison;
  readonly book: CellBook;
  readonly sectionIds: SectionIds;
}

async function compareAssignment(
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

/** Assignments that no longer take part in grade passback, and have something to clear in the SIS. */
function findGone(
  { comparison, book }: Pick<ReachedCourse, 'comparison' | 'book'>,
  scope: ScopeFilter,
): readonly string[] {
  const known = new Set(comparison.course.assignments.map(({ id }) => id));
  return book.assignments.flatMap(({ id, counts }) =>
    !known.has(id) && scope.takesAssignment(id) && counts.some(({ due }) => due === 'send') ? [id] : [],
  );
}

/** What somebody has typed in the SIS since is not cleared, so it is read first. */
async function readGone(
  context: RunContext,
  { lineItemReceipts, missingInSis }: Comparison,
  assignmentId: string,
  sectionIds: SectionIds,
): Promise<StageResult> {
  if (!context.sis.client.profile.readsResults) return done;
  for (const receipt of lineItemReceipts.values()) {
    if (receipt.assignmentId !== assignmentId || missingInSis.has(receipt.sourcedId)) continue;
    const seen = await readSeenResults(context, receipt, sectionIds);
    if (!seen.ok) return resultOfFailure(seen.failure);
  }
  return done;
}

/** Makes items of what is cleared of an assignment that no longer takes part. Its line items say how it was sent. */
async function compareGone(
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

/** Cells whose changed details are sent with their line item are unchanged. */
function countAlong(cells: readonly CellRecord[]): QuietCounts {
  return cells.map(({ sectionIds }) => ({ sectionIds, counts: { ...noItems, eligible: 1, unchanged: 1 } }));
}

/** Whether a run reports to everybody: a person limited to sections reads only of the problems there. */
function isWhole({ reach }: RunContext['run']): boolean {
  return reach.kind === 'course';
}

/** The cells of an assignment that become items: those due, and everything that is remastered or retried. */
async function takeCells(
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

/**
 * Records what this run reports, so that the next one need not, and that its assignments' counts will change.
 */
async function noteNews(
  { deps, run }: RunContext,
  book: CellBook,
  results: readonly ComparedAssignment[],
): Promise<void> {
  const { cells, cellBooks } = deps.stores;
  const touched = results.filter(({ hasItems }) => hasItems).map(({ assignmentId }) => assignmentId);
  const toldProblems = (isWhole(run) ? results : []).flatMap(({ assignmentId, problems }) =>
    problems === (book.toldProblems[assignmentId] ?? '') ? [] : [[assignmentId, problems] as const],
  );
  await cellBooks.markStale(ofCourse(run), touched, new Map(toldProblems));
  await cells.markTold(results.flatMap(({ told }) => told));
}
