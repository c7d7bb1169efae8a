import { ProductError } from '../../errors.ts';
import type { ItemRecord, RunLineItemRecord } from '../../store/passback/item-record.ts';
import { groupBy } from '../comparison/group-by.ts';
import { type Comparison, loadComparison, type PersonItem } from '../comparison/load-comparison.ts';
import {
  type AssignmentPlan,
  fingerprintLineItem,
  lineItemKey,
  type SectionPlan,
} from '../comparison/plan-assignment.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { createScopeFilter, type ScopeFilter } from '../runs/scope.ts';
import { done, type StageResult } from '../runs/stage-result.ts';

/** Each holds one batch of grades in memory. */
const assignmentsAtOnce = 4;

/**
 * Stage 3: decides what happens to every grade and stores it as items. Repeating the stage gives the same items;
 * those of an interrupted comparison are replaced.
 */
export async function compare(context: RunContext): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  const course = await stores.courses.find(run.courseKey);
  if (!course) throw new ProductError('internal', { detail: 'stage 3 without a course' });
  const { fence } = lease;
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  const { profile } = sis.client;
  const { contextId } = run.course;
  const source = { institution, profile, course, reach: run.reach, contextId, now: deps.clock() };
  const comparison = await loadComparison(stores, source);
  const scope = createScopeFilter(run.scope, await stores.items.findFailed(run.scope.retryOf));
  const assignments = course.assignments.filter((assignment) => scope.takesAssignment(assignment.id));
  let compared = 0;
  let halted: 'cancel' | 'stop' | null = null;
  await forEachConcurrent(assignments, assignmentsAtOnce, async (assignment) => {
    halted ??= lease.haltRequested();
    if (halted) return false;
    lease.signal.throwIfAborted();
    await compareAssignment(context, comparison, scope, comparison.plan(assignment));
    compared += 1;
    if (compared === Math.ceil(assignments.length / 2)) deps.failpoint('items-half-planned');
    if (compared % 20 === 0) await context.save({ progress: { done: compared, total: assignments.length } });
    return true;
  });
  if (halted) return { kind: 'halted', by: halted };
  // A worker that lost the run may have added items in the meantime.
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  await context.save({ assignments: assignments.length });
  return done;
}

async function compareAssignment(
  context: RunContext,
  comparison: Comparison,
  scope: ScopeFilter,
  plan: AssignmentPlan,
): Promise<void> {
  const { items, lineItems } = context.deps.stores;
  const { id } = plan.assignment;
  const classes: ComparedClasses = { pending: new Set(), all: new Set(), remasters: scope.remasters(id) };
  const scopeOf = (personId: string) => ({
    taken: scope.takesGrade(id, personId),
    forced: scope.forces(id, personId),
  });
  for await (const batch of comparison.compare(plan, scopeOf)) {
    for (const { item } of batch) {
      if (item.classSourcedId === null) continue;
      classes.all.add(item.classSourcedId);
      if (item.outcome === 'pending') classes.pending.add(item.classSourcedId);
    }
    await items.insertBatch(batch.map((personItem) => toItem(context, plan, personItem)));
  }
  const waiting: string[] = [];
  const rows = groupByClass(plan.sections).map((sections) => {
    // Of several sections of one class, the one that can be sent decides.
    const leading = sections.find((section) => section.lineItem !== null) ?? sections[0] ?? null;
    const decision = decideLineItem(context, comparison, leading, { assignmentId: id, ...classes });
    const row = toRow(context, plan, sections, { leading, ...decision });
    if (row.outcome === 'unchanged' && leading && comparison.holdsBackDetails(id, leading)) {
      waiting.push(row._id);
    }
    return row;
  });
  await lineItems.insertBatch(rows);
  await items.holdBackDetails(context.lease.fence, waiting);
}

function rowId(run: RunContext['run'], assignmentId: string, classKey: string): string {
  return `${run._id}:${assignmentId}:${encodeURIComponent(classKey)}`;
}

/** Sections of one class share a row; a section whose class is unknown has its own. */
function groupByClass(sections: readonly SectionPlan[]): SectionPlan[][] {
  return [...groupBy(sections, (plan) => plan.classSourcedId ?? ` ${plan.section.id}`).values()];
}

function classKeyOf(classSourcedId: string | null, sectionId: string | undefined): string {
  return classSourcedId ?? (sectionId === undefined ? ' ' : ` ${sectionId}`);
}

function toItem(context: RunContext, plan: AssignmentPlan, personItem: PersonItem): ItemRecord {
  const { run, lease } = context;
  const { item, personId } = personItem;
  const { assignment } = plan;
  const lineItemId = rowId(run, assignment.id, classKeyOf(item.classSourcedId, item.section?.id));
  return {
    _id: `${lineItemId}:${encodeURIComponent(personId)}`,
    runId: run._id,
    institutionId: run.institutionId,
    courseKey: run.courseKey,
    lineItemId: item.section ? lineItemId : null,
    assignmentId: assignment.id,
    assignmentName: assignment.name,
    classSourcedId: item.classSourcedId,
    sectionName: item.section?.name ?? '',
    sectionIds: personItem.sectionIds,
    personId,
    studentName: personItem.name,
    studentSisId: personItem.sisId,
    studentSourcedId: item.studentSourcedId,
    resultSourcedId: item.resultSourcedId,
    isNew: item.isNew,
    desired: item.desired,
    outcome: item.outcome,
    reason: item.reason,
    sisMessage: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: lease.fence.fencingToken,
  };
}

/** The classes in which an assignment has items, once all of them are decided. */
interface ComparedClasses {
  /** With an item to send. */
  readonly pending: Set<string>;
  readonly all: Set<string>;
  readonly remasters: boolean;
}

/** What happens to a line item. */
interface LineItemDecision {
  readonly outcome: RunLineItemRecord['outcome'];
  /** The SIS had it before this run. */
  readonly existed: boolean;
}

function toRow(
  { run, lease }: RunContext,
  { assignment, title }: AssignmentPlan,
  sections: readonly SectionPlan[],
  { leading, outcome, existed }: LineItemDecision & { readonly leading: SectionPlan | null },
): RunLineItemRecord {
  const classSourcedId = leading?.classSourcedId ?? null;
  const lineItem = leading?.lineItem ?? null;
  return {
    _id: rowId(run, assignment.id, classKeyOf(classSourcedId, leading?.section.id)),
    runId: run._id,
    institutionId: run.institutionId,
    courseKey: run.courseKey,
    assignmentId: assignment.id,
    assignmentName: assignment.name,
    assignmentUrl: assignment.url,
    sentTitle: title.shortened ? title.title : null,
    sectionName: sections.map(({ section }) => section.name).join(', '),
    sectionIds: sections.map(({ section }) => section.id),
    classSourcedId,
    lineItem,
    fingerprint: lineItem ? fingerprintLineItem(lineItem) : null,
    existed,
    outcome,
    problems: lineItem ? [] : sections.flatMap((section) => section.problems),
    sisMessage: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: lease.fence.fencingToken,
  };
}

/**
 * A line item is sent only with a grade (P2): when it is new, missing in the SIS, remastered, or changed together with
 * one of its scores.
 */
function decideLineItem(
  { institution }: RunContext,
  comparison: Comparison,
  plan: SectionPlan | null,
  { assignmentId, pending, all, remasters }: ComparedClasses & { readonly assignmentId: string },
): LineItemDecision {
  if (!plan?.lineItem || plan.classSourcedId === null) return { outcome: 'refused', existed: false };
  const { classSourcedId, lineItem } = plan;
  const receipt = comparison.lineItemReceipts.get(lineItemKey(assignmentId, classSourcedId));
  const existed = receipt !== undefined && !comparison.missingInSis.has(receipt.sourcedId);
  const changed = receipt?.fingerprint !== fingerprintLineItem(lineItem);
  if (pending.has(classSourcedId)) {
    return { outcome: !existed || changed || remasters ? 'pending' : 'unchanged', existed };
  }
  if (existed && changed && institution.settings.resend === 'everything') {
    return { outcome: 'pending', existed };
  }
  return { outcome: existed && all.has(classSourcedId) ? 'unchanged' : 'nothing_to_send', existed };
}
