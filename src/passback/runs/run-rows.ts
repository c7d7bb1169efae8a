import { groupBy } from '../../domain/group-by.ts';
import type { Institution } from '../../domain/institution.ts';
import { isWithinReach, type Reach } from '../../domain/reach.ts';
import { classKeyOf } from '../../store/passback/cell-record.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { isChangedInSis } from '../comparison/line-item-details.ts';
import type { Comparison } from '../comparison/load-comparison.ts';
import {
  type AssignmentPlan,
  fingerprintLineItem,
  lineItemKey,
  type SectionPlan,
} from '../comparison/plan-assignment.ts';

/** An assignment in one class, or in one section whose class is unknown. */
export interface ClassPlan {
  readonly classKey: string;
  readonly sections: readonly SectionPlan[];
  /** Of several sections of one class, the one that can be sent decides. */
  readonly leading: SectionPlan | null;
}

/** What is known about an assignment's cells when its line items are decided, by class. */
export interface ClassFacts {
  /** With a score to send. */
  readonly pending: ReadonlySet<string>;
  /** With any cell. */
  readonly all: ReadonlySet<string>;
  readonly remasters: boolean;
}

/** The plan of an assignment in the sections within reach. */
export function limitPlan(plan: AssignmentPlan, reach: Reach): AssignmentPlan {
  if (reach.kind === 'course') return plan;
  return { ...plan, sections: plan.sections.filter(({ section }) => isWithinReach(reach, section)) };
}

/** The classes of an assignment: sections of one class share a row. */
export function groupByClass({ sections }: AssignmentPlan): ClassPlan[] {
  const groups = groupBy(sections, ({ classSourcedId, section }) => classKeyOf(classSourcedId, section.id));
  return [...groups].map(([classKey, plans]) => ({
    classKey,
    sections: plans,
    leading: plans.find((plan) => plan.lineItem !== null) ?? plans[0] ?? null,
  }));
}

/**
 * A line item is sent only with a grade (P2): if it is new, missing in the SIS, remastered, or changed in Canvas or in the
 * SIS together with one of its scores. One that the SIS has never shown as it was sent is not sent again for that alone. One
 * whose last sending may have arrived late is sent again without a grade (Z21): its points may be wrong for every score that
 * stands in it.
 */
export function decideLineItem(
  { settings }: Pick<Institution, 'settings'>,
  comparison: Pick<Comparison, 'lineItemReceipts' | 'missingInSis'>,
  assignmentId: string,
  { classKey, leading, pending, all, remasters }: ClassPlan & ClassFacts,
): Pick<RunLineItemRecord, 'outcome' | 'existed'> {
  if (!leading?.lineItem || leading.classSourcedId === null) return { outcome: 'refused', existed: false };
  const { classSourcedId, lineItem } = leading;
  const receipt = comparison.lineItemReceipts.get(lineItemKey(assignmentId, classSourcedId));
  const existed = receipt !== undefined && !comparison.missingInSis.has(receipt.sourcedId);
  const changed = receipt?.fingerprint !== fingerprintLineItem(lineItem);
  if (pending.has(classKey)) {
    const isTypedOver = receipt !== undefined && isChangedInSis(receipt) && settings.conflicts !== 'ask';
    return { outcome: !existed || changed || remasters || isTypedOver ? 'pending' : 'unchanged', existed };
  }
  const isInDoubt = receipt?.fingerprint === '' && all.has(classKey);
  if (existed && (isInDoubt || (changed && settings.resend === 'everything'))) {
    return { outcome: 'pending', existed };
  }
  return { outcome: existed && all.has(classKey) ? 'unchanged' : 'nothing_to_send', existed };
}

/** What pages show of a row, whether or not a run has stored it. */
export function describeRow(
  { assignment, title }: AssignmentPlan,
  { sections, leading }: Pick<ClassPlan, 'sections' | 'leading'>,
) {
  const lineItem = leading?.lineItem ?? null;
  return {
    assignmentId: assignment.id,
    assignmentName: assignment.name,
    assignmentUrl: assignment.url,
    sentTitle: title.shortened ? title.title : null,
    sectionName: sections.map(({ section }) => section.name).join(', '),
    sectionIds: sections.map(({ section }) => section.id),
    classSourcedId: leading?.classSourcedId ?? null,
    problems: lineItem ? [] : sections.flatMap((section) => section.problems),
  };
}
