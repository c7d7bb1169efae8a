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
import { runPool } from '../delivery/for-each-concurrent.ts';
import { itemFence, type RunContext } from '../runs/run-context.ts';
import { createScopeFilter, type ScopeFilter } from '../runs/scope.ts';
import { done, type StageEnd } from '../runs/stage-result.ts';

/** Assignments looked at side by side, each with one batch of grades in memory. */
const assignmentsAtOnce = 4;

/**
 * Stage 3: decides what becomes of every grade and writes it down as items. Repeating it gives the same items; what an
 * interrupted comparison left is replaced.
 */
export async function compare(context: RunContext): Promise<StageEnd> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  const course = await stores.courses.find(run.courseKey);
  if (!course) throw new ProductError('internal', { detail: 'stage 3 without a course' });
  const fence = itemFence(context);
  await Promise.all([stores.items.dropOlder(fence), stores.lineItems.dropOlder(fence)]);
  const { contextId } = run.course;
  const profile = sis.client.profile;
  const comparison = await loadComparison(stores, institution, profile, course, contextId, deps.clock());
  const scope = createScopeFilter(run.scope, await stores.items.findFailed(run.scope.retryOf));
  const assignments = course.assignments.filter((assignment) => scope.takesAssignment(assignment.id));
  let compared = 0;
  let halted: 'cancel' | 'stop' | null = null;
  await runPool(assignments, assignmentsAtOnce, async (assignment) => {
    halted ??= lease.haltRequested();
    if (halted) return false;
    lease.signal.throwIfAborted();
    await compareAssignment(context, comparison, scope, comparison.plan(assignment));
    compared += 1;
    if (compared === Math.ceil(assignments.length / 2)) deps.killPoint('items-half-planned');
    if (compared % 20 === 0) await context.save({ progress: { done: compared, total: assignments.length } });
    return true;
  });
  if (halted) return { kind: 'halted', by: halted };
  // Whatever a worker that lost the run added meanwhile.
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
  const planned = new Set<string>();
  const seen = new Set<string>();
  const scopeOf = (personId: string) => ({
    taken: scope.takesGrade(id, personId),
    forced: scope.forces(id, personId),
  });
  for await (const batch of comparison.compare(plan, scopeOf)) {
    for (const { item } of batch) {
      if (item.classSourcedId === null) continue;
      seen.add(item.classSourcedId);
      if (item.outcome === 'pending') planned.add(item.classSourcedId);
    }
    await items.insertBatch(batch.map((one) => toItem(context, plan, one)));
  }
  const rows = groupByClass(plan.sections).map((sections) =>
    toRow(context, comparison, plan, sections, {
      sends: (classSourcedId) => planned.has(classSourcedId),
      hasItems: (classSourcedId) => seen.has(classSourcedId),
      remasters: scope.remasters(id),
    }),
  );
  await lineItems.insertBatch(rows);
}

function rowId(context: RunContext, assignmentId: string, classKey: string): string {
  return `${context.run._id}:${assignmentId}:${encodeURIComponent(classKey)}`;
}

/** Sections of one class make one row; a section without a known class makes its own. */
function groupByClass(sections: readonly SectionPlan[]): SectionPlan[][] {
  return [...groupBy(sections, (plan) => plan.classSourcedId ?? ` ${plan.section.id}`).values()];
}

function classKeyOf(classSourcedId: string | null, sectionId: string | undefined): string {
  return classSourcedId ?? (sectionId === undefined ? ' ' : ` ${sectionId}`);
}

function toItem(context: RunContext, plan: AssignmentPlan, one: PersonItem): ItemRecord {
  const { run, lease } = context;
  const { item } = one;
  const { assignment } = plan;
  const lineItemId = rowId(context, assignment.id, classKeyOf(item.classSourcedId, item.section?.id));
  return {
    _id: `${lineItemId}:${encodeURIComponent(one.personId)}`,
    runId: run._id,
    institutionId: run.institutionId,
    courseKey: run.courseKey,
    lineItemId: item.section ? lineItemId : null,
    assignmentId: assignment.id,
    assignmentName: assignment.name,
    classSourcedId: item.classSourcedId,
    sectionName: item.section?.name ?? '',
    personId: one.personId,
    studentName: one.name,
    studentSisId: one.sisId,
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

/** What stage 3 knows of a class once all its items are decided. */
interface ClassFacts {
  sends(classSourcedId: string): boolean;
  hasItems(classSourcedId: string): boolean;
  readonly remasters: boolean;
}

function toRow(
  context: RunContext,
  comparison: Comparison,
  plan: AssignmentPlan,
  sections: readonly SectionPlan[],
  facts: ClassFacts,
): RunLineItemRecord {
  const { run, lease } = context;
  const { assignment, title } = plan;
  // Of two sections of one class, the one that can be sent decides.
  const leading = sections.find((section) => section.lineItem !== null) ?? sections[0];
  const classSourcedId = leading?.classSourcedId ?? null;
  const lineItem = leading?.lineItem ?? null;
  const decision = decideLineItem(context, comparison, assignment.id, leading ?? null, facts);
  return {
    _id: rowId(context, assignment.id, classKeyOf(classSourcedId, leading?.section.id)),
    runId: run._id,
    institutionId: run.institutionId,
    courseKey: run.courseKey,
    assignmentId: assignment.id,
    assignmentName: assignment.name,
    assignmentUrl: assignment.url,
    sentTitle: title.shortened ? title.title : null,
    sectionName: sections.map((section) => section.section.name).join(', '),
    classSourcedId,
    lineItem,
    fingerprint: lineItem ? fingerprintLineItem(lineItem) : null,
    existed: decision.existed,
    outcome: decision.outcome,
    problems: leading?.lineItem ? [] : sections.flatMap((section) => section.problems),
    sisMessage: null,
    attempts: 0,
    unanswered: 0,
    fencingToken: lease.fence.fencingToken,
  };
}

/** Whether the line item itself is sent, which takes a grade (P2): when it is new, lost, remastered, or changed together with one of its scores. */
function decideLineItem(
  context: RunContext,
  comparison: Comparison,
  assignmentId: string,
  plan: SectionPlan | null,
  facts: ClassFacts,
): { outcome: RunLineItemRecord['outcome']; existed: boolean } {
  if (!plan?.lineItem || plan.classSourcedId === null) return { outcome: 'refused', existed: false };
  const { classSourcedId, lineItem } = plan;
  const receipt = comparison.lineItemReceipts.get(lineItemKey(assignmentId, classSourcedId));
  const existed = receipt !== undefined && !comparison.vanished.has(receipt.sourcedId);
  const changed = receipt?.fingerprint !== fingerprintLineItem(lineItem);
  if (facts.sends(classSourcedId)) {
    return { outcome: !existed || changed || facts.remasters ? 'pending' : 'unchanged', existed };
  }
  const { resend } = context.institution.settings;
  if (existed && changed && resend === 'everything') return { outcome: 'pending', existed };
  return { outcome: existed && facts.hasItems(classSourcedId) ? 'unchanged' : 'nothing_to_send', existed };
}
