import type { Institution } from '../../domain/institution.ts';
import { type ItemCounts, type ItemOutcome, isSentReason } from '../../domain/outcomes.ts';
import { sectionIdsWithin } from '../../domain/reach.ts';
import type { RunItem, RunLineItem } from '../../domain/run.ts';
import type { SentScore } from '../../domain/sis.ts';
import type { BookCount } from '../../store/passback/cell-books.ts';
import { type CellRecord, cellName } from '../../store/passback/cell-record.ts';
import { keyOfRun, ofCourse } from '../../store/passback/course-scope.ts';
import { addCounts, noItems } from '../../store/passback/item-counts.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { ItemFilter } from '../../store/passback/items.ts';
import { sumQuiet } from '../../store/passback/quiet-counts.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';
import { isInSections, type SectionIds } from '../../store/passback/section-ids.ts';
import { countOutcomes, countsWithin } from '../cells/count-outcomes.ts';
import { describeReceipt } from '../comparison/line-item-details.ts';
import { type Comparison, loadComparison } from '../comparison/load-comparison.ts';
import { lineItemKey } from '../comparison/plan-assignment.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { quietOutcome, rowId } from './run-items.ts';
import { decideLineItem, describeRow, groupByClass, limitPlan } from './run-rows.ts';
import { selects } from './scope.ts';

/**
 * A run's assignments by class. Those for which it stored nothing, because there was nothing to send or
 * report, are shown as they are now.
 */
export async function readRunLineItems(
  deps: PassbackDeps,
  run: RunRecord,
  sectionIds: SectionIds,
): Promise<RunLineItem[]> {
  const { lineItems, items, cellBooks, receipts } = deps.stores;
  const [rows, counts, adopted] = await Promise.all([
    lineItems.findOfRun(keyOfRun(run), sectionIds),
    items.countByLineItem(keyOfRun(run), sectionIds),
    receipts.findAdopted(ofCourse(run)),
  ]);
  const adoptedOf = new Map(
    adopted.map((receipt) => [lineItemKey(receipt.assignmentId, receipt.classSourcedId), receipt.adopted]),
  );
  const shown = new Map(
    rows.map((row) => [
      row._id,
      showRow(row, addCounts(counts.get(row._id) ?? noItems, sumQuiet(row.quiet, sectionIds)), {
        adopted: adoptedOf.get(lineItemKey(row.assignmentId, row.classSourcedId ?? '')) ?? null,
      }),
    ]),
  );
  const present = run.quiet === null ? null : await loadPresent(deps, run);
  const book = present && (await cellBooks.find(ofCourse(run)));
  if (!present || !book) return [...shown.values()];
  const { comparison, institution } = present;
  const reached = sectionIdsWithin(run.reach, comparison.course.sections);
  const entries = new Map(book.assignments.map((entry) => [entry.id, entry]));
  for (const assignment of comparison.course.assignments) {
    const { id } = assignment;
    if (!selects(run.scope.selection, id)) continue;
    const cells = countsWithin(entries.get(id)?.counts ?? [], sectionIds).filter((entry) =>
      isInSections(entry, reached),
    );
    const all = new Set(cells.map(({ classKey }) => classKey));
    const facts = { pending: new Set<string>(), all, remasters: false };
    const plan = limitPlan(comparison.plan(assignment), run.reach);
    for (const classPlan of groupByClass(plan)) {
      const row = rowId(run._id, id, classPlan.classKey);
      const { sectionIds: own, ...described } = describeRow(plan, classPlan);
      if (shown.has(row) || !isInSections({ sectionIds: own }, sectionIds)) continue;
      const { outcome } = decideLineItem(institution, comparison, id, { ...classPlan, ...facts });
      const ofClass = cells.filter(({ classKey }) => classKey === classPlan.classKey);
      shown.set(row, {
        ...described,
        outcome: outcome === 'pending' ? 'unchanged' : outcome,
        sisMessage: null,
        reading: describeReceipt(
          comparison.lineItemReceipts.get(lineItemKey(id, classPlan.classKey)),
          comparison.nameDetail,
        ),
        adopted: null,
        counts: countSettled(ofClass),
      });
    }
  }
  return [...shown].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** The course as it is now; null if its SIS is no longer connected. */
async function loadPresent(
  deps: PassbackDeps,
  run: RunRecord,
): Promise<{ readonly comparison: Comparison; readonly institution: Institution } | null> {
  const [institution, course] = await Promise.all([
    deps.findInstitution(run.institutionId),
    deps.stores.courses.find(run.courseKey),
  ]);
  const sis = institution && (await deps.openSis(institution));
  if (!institution || !course || !sis) return null;
  const { profile } = sis.client;
  const source = { institution, profile, course, contextId: run.course.contextId, now: deps.clock() };
  return { comparison: await loadComparison(deps.stores, source), institution };
}

/** A score that changed after the run was unchanged for it, and a new one did not exist. */
function countSettled(counts: readonly BookCount[]): ItemCounts {
  const { new: fresh, pending, ...outcomes } = countOutcomes(counts, () => false);
  return {
    ...outcomes,
    pending: 0,
    eligible: outcomes.eligible - fresh,
    unchanged: outcomes.unchanged + pending - fresh,
  };
}

function showRow(
  row: RunLineItemRecord,
  counts: ItemCounts,
  { adopted }: Pick<LineItemReceipt, 'adopted'>,
): RunLineItem {
  const { assignmentId, assignmentName, assignmentUrl, sentTitle, sectionName } = row;
  const { classSourcedId, outcome, problems, sisMessage, reading } = row;
  return {
    assignmentId,
    assignmentName,
    assignmentUrl,
    sentTitle,
    sectionName,
    classSourcedId,
    outcome,
    problems,
    sisMessage,
    reading,
    adopted: adopted?.runId === row.runId ? { by: adopted.by } : null,
    counts,
  };
}

/**
 * What became of each grade of a run: its items and, between them in the same order, the cells that it only
 * counted, as they are now.
 */
export async function* streamRunItems(
  { stores }: PassbackDeps,
  run: RunRecord,
  filter: ItemFilter & { readonly outcome?: ItemOutcome | 'arrived' | undefined },
): AsyncGenerator<RunItem> {
  const { assignmentId, classSourcedId } = filter;
  const all = { assignmentId, classSourcedId, sectionIds: null, problemsOnly: false };
  const items = iterate(stores.items.stream(keyOfRun(run), all));
  const cells = streamQuiet(stores, run, filter);
  const names = await nameAssignments(stores, run);
  const passes = (of: ItemRecord | CellRecord, { outcome }: RunItem): boolean =>
    isInSections(of, filter.sectionIds) &&
    hasOutcome(outcome, filter.outcome) &&
    (!filter.problemsOnly || outcome === 'failed' || outcome === 'skipped');
  try {
    let item = await items.next();
    let cell = await cells.next();
    while (!item.done || !cell.done) {
      const itemName = item.done ? null : item.value._id.slice(run._id.length + 1);
      const name = cell.done ? null : cellName(cell.value);
      if (!item.done && (name === null || (itemName ?? '') <= name)) {
        const shown = showItem(item.value);
        if (passes(item.value, shown)) yield shown;
        // A cell's item takes its place.
        if (itemName === name) cell = await cells.next();
        item = await items.next();
      } else if (!cell.done) {
        const shown = showQuiet(cell.value, names.get(cell.value.assignmentId) ?? '');
        if (passes(cell.value, shown)) yield shown;
        cell = await cells.next();
      }
    }
  } finally {
    await Promise.all([items.return(undefined), cells.return(undefined)]);
  }
}

function hasOutcome(outcome: ItemOutcome, asked: ItemOutcome | 'arrived' | undefined): boolean {
  if (asked === 'arrived') return outcome === 'sent' || outcome === 'confirmed';
  return asked === undefined || outcome === asked;
}

async function* iterate<T>(source: AsyncIterable<T>): AsyncGenerator<T, undefined> {
  yield* source;
}

async function* streamQuiet(
  stores: PassbackDeps['stores'],
  run: RunRecord,
  { assignmentId, classSourcedId }: ItemFilter,
): AsyncGenerator<CellRecord, undefined> {
  const { selection, remaster } = run.scope;
  if (sumQuiet(run.quiet).eligible === 0) return;
  const reached = sectionIdsWithin(run.reach, (await stores.courses.find(run.courseKey))?.sections ?? []);
  const comparedAt = run.stages.find(({ stage }) => stage === 3)?.endedAt ?? null;
  const filter = {
    assignmentIds: assignmentId === null ? (selection.kind === 'all' ? null : selection.ids) : [assignmentId],
    classKey: classSourcedId,
    states: null,
    isDue: false,
  };
  for await (const cell of stores.cells.stream(ofCourse(run), filter)) {
    if (!isInSections(cell, reached)) continue;
    if (!selects(selection, cell.assignmentId) || selects(remaster, cell.assignmentId)) continue;
    if (comparedAt === null || cell.createdAt <= comparedAt) yield cell;
  }
}

async function nameAssignments(
  { courses }: PassbackDeps['stores'],
  run: RunRecord,
): Promise<ReadonlyMap<string, string>> {
  const course = await courses.find(run.courseKey);
  return new Map(course?.assignments.map(({ id, name }) => [id, name]) ?? []);
}

/** The grade that an entry of a run is about; items and cells name it alike. */
type NamedGrade = Pick<
  ItemRecord,
  'assignmentId' | 'classSourcedId' | 'sectionName' | 'studentName' | 'studentSisId' | 'reason'
>;

function showItem(item: ItemRecord): RunItem {
  const { assignmentName, desired, outcome, sisMessage, kept } = item;
  const cellId = item._id.slice(item.runId.length + 1);
  return { cellId, ...showGrade(item, { assignmentName, shown: desired, outcome, sisMessage, kept }) };
}

function showQuiet(cell: CellRecord, assignmentName: string): RunItem {
  const { held, wanted } = cell;
  const outcome = quietOutcome(cell);
  const shown = wanted.kind === 'score' && outcome === 'held_back' ? wanted.score : (held?.sent ?? null);
  const isUnequal = cell.reason !== null && isSentReason(cell.reason);
  const kept = isUnequal && typeof held?.seen === 'object' ? (held.seen?.score ?? null) : null;
  const quiet = { assignmentName, shown, outcome, sisMessage: null, kept };
  return { cellId: cellName(cell), ...showGrade(cell, quiet) };
}

function showGrade(
  { assignmentId, classSourcedId, sectionName, studentName, studentSisId, reason }: NamedGrade,
  {
    assignmentName,
    shown,
    outcome,
    sisMessage,
    kept,
  }: Pick<ItemRecord, 'assignmentName' | 'outcome' | 'sisMessage' | 'kept'> & {
    readonly shown: SentScore | null;
  },
): Omit<RunItem, 'cellId'> {
  return {
    assignmentId,
    classSourcedId,
    sectionName,
    assignmentName,
    studentName,
    studentSisId,
    score: shown?.score ?? null,
    scoreStatus: shown?.scoreStatus ?? null,
    outcome,
    reason,
    sisMessage,
    kept,
  };
}
