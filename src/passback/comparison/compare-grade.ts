import type { CanvasSection } from '../../domain/course.ts';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { ItemOutcome, ItemReason } from '../../domain/outcomes.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { Grade } from '../../store/passback/grades.ts';
import type { MemberRecord } from '../../store/passback/members.ts';
import type { ResultReceipt, SentScore } from '../../store/passback/receipts.ts';
import { decideItem } from './decide-item.ts';
import { mapScore } from './map-score.ts';
import type { AssignmentPlan, SectionPlan } from './plan-assignment.ts';
import { resultSourcedId } from './sourced-ids.ts';
import type { StudentIndex } from './student-index.ts';

/** A grade beside everything that decides what becomes of it. */
export interface GradeSituation {
  readonly plan: AssignmentPlan;
  readonly grade: Grade;
  /** Null: not on the roster any more. */
  readonly member: MemberRecord | null;
  /** What the SIS accepted of this person for this assignment, in any class. */
  readonly receipts: readonly ResultReceipt[];
  /** Sections of the course, those without SIS id too. */
  readonly sections: readonly CanvasSection[];
  /** By class. */
  readonly students: ReadonlyMap<string, StudentIndex>;
  /** Our line items that the SIS has lost, by sourcedId. */
  readonly vanished: ReadonlySet<string>;
  readonly profile: SisProfile;
  readonly settings: Pick<InstitutionSettings, 'sendHiddenGrades' | 'resend'>;
  readonly timeZone: string;
  readonly now: Date;
  /** Sent whatever was sent before. */
  readonly forced: boolean;
}

/** What becomes of one grade in one class. */
export interface ComparedItem {
  readonly classSourcedId: string | null;
  readonly section: CanvasSection | null;
  readonly studentSourcedId: string | null;
  readonly resultSourcedId: string | null;
  readonly desired: SentScore | null;
  readonly outcome: Extract<ItemOutcome, 'pending' | 'unchanged' | 'held_back' | 'skipped' | 'failed'>;
  readonly reason: ItemReason | null;
  /** The SIS never had a score of this student here. */
  readonly isNew: boolean;
}

/**
 * The items of one grade: one for each class the student is enrolled in, one for each class left behind, or one that
 * says why there is none. No grade and nothing sent before: no item. Pure.
 */
export function compareGrade(situation: GradeSituation): ComparedItem[] {
  const { grade, member, receipts } = situation;
  const hasGrade = grade.score !== null || grade.excused;
  if (!hasGrade && receipts.length === 0) return [];
  const refusal = findRefusal(situation, hasGrade);
  if (refusal) return [nowhere('skipped', refusal)];
  if (!member) return [];
  const enrolled = situation.sections.filter((section) => isInSection(member, section));
  if (!enrolled.some((section) => section.sisId !== null)) {
    return [nowhere('skipped', 'section_without_sis_id')];
  }
  const plans = distinctClasses(
    situation.plan.sections.filter((plan) => enrolled.some((section) => section.id === plan.section.id)),
  );
  const current = plans.flatMap((plan) => compareInSection(situation, member, plan) ?? []);
  const left = findLeftBehind(situation, plans);
  // Graded, but the assignment is no longer given to the student's sections.
  if (hasGrade && current.length + left.length === 0) return [nowhere('skipped', 'assignment_refused')];
  return [...current, ...left];
}

/** Whether the roster has the person in the section, by Canvas id or by SIS id. */
export function isInSection(
  member: Pick<MemberRecord, 'sectionIds' | 'sectionSisIds'>,
  section: CanvasSection,
): boolean {
  if (member.sectionIds.includes(section.id)) return true;
  return section.sisId !== null && member.sectionSisIds.includes(section.sisId);
}

/** Why nothing of this person is ever sent (P4). */
function findRefusal(situation: GradeSituation, hasGrade: boolean): ItemReason | null {
  const { grade, member, settings } = situation;
  if (!member) return 'student_inactive';
  if (member.isTestStudent) return 'test_student';
  if (!member.active || !member.isStudent) return 'student_inactive';
  if (member.sisId === null) return 'student_without_sis_id';
  if (hasGrade && grade.postedAt === null && !settings.sendHiddenGrades) return 'grade_hidden';
  return null;
}

function compareInSection(
  situation: GradeSituation,
  member: MemberRecord,
  plan: SectionPlan,
): ComparedItem | null {
  const { classSourcedId, section, lineItem } = plan;
  const base = {
    classSourcedId,
    section,
    studentSourcedId: null,
    resultSourcedId: null,
    desired: null,
    isNew: false,
  };
  if (plan.problems.some((problem) => problem.check === 'class_not_in_sis')) {
    return { ...base, outcome: 'failed', reason: 'class_not_in_sis' };
  }
  if (classSourcedId === null || lineItem === null || plan.ownSourcedId === null) {
    return { ...base, outcome: 'skipped', reason: 'assignment_refused' };
  }
  const found = situation.students.get(classSourcedId)?.find(member.sisId ?? '');
  if (!found || found.found === 'none') return { ...base, outcome: 'failed', reason: 'student_not_in_sis' };
  if (found.found === 'many') return { ...base, outcome: 'failed', reason: 'student_ambiguous' };
  const studentSourcedId = found.sourcedId;
  const receipt = situation.receipts.find((one) => one.classSourcedId === classSourcedId) ?? null;
  const { grade, profile, timeZone, now } = situation;
  // A grade that was removed in Canvas concerns only the classes that have it.
  if (!receipt && grade.score === null && !grade.excused) return null;
  const mapped = mapScore(grade, profile, { maximum: lineItem.resultValueMax, timeZone, now });
  const isNew = receipt === null;
  if (mapped.kind === 'refused') {
    const outcome = mapped.reason === 'score_removed' ? 'skipped' : 'failed';
    return { ...base, studentSourcedId, isNew, outcome, reason: mapped.reason };
  }
  const decision = decideItem({
    desired: mapped.sent,
    studentSourcedId,
    lineItemSourcedId: lineItem.sourcedId,
    lineItemVanished: situation.vanished.has(lineItem.sourcedId),
    receipt,
    forced: situation.forced,
    policy: situation.settings.resend,
  });
  return {
    ...base,
    studentSourcedId,
    resultSourcedId: receipt?.sourcedId ?? resultSourcedId(plan.ownSourcedId, studentSourcedId),
    desired: mapped.sent,
    isNew,
    outcome: decision === 'send' ? 'pending' : decision,
    reason: decision === 'held_back' ? 'status_only' : null,
  };
}

/** Classes that hold a score of the student, who is not in them any more. */
function findLeftBehind(situation: GradeSituation, plans: readonly SectionPlan[]): ComparedItem[] {
  return situation.receipts
    .filter((receipt) => !plans.some((plan) => plan.classSourcedId === receipt.classSourcedId))
    .map(({ classSourcedId, studentSourcedId }) => {
      const old = situation.plan.sections.find((plan) => plan.classSourcedId === classSourcedId);
      return {
        classSourcedId,
        section: old?.section ?? null,
        studentSourcedId,
        resultSourcedId: null,
        desired: null,
        outcome: 'skipped',
        reason: 'left_behind',
        isNew: false,
      };
    });
}

/** Two sections of one class count once. */
function distinctClasses(plans: readonly SectionPlan[]): SectionPlan[] {
  return plans.filter(
    (plan, index) =>
      plan.classSourcedId === null ||
      plans.findIndex((other) => other.classSourcedId === plan.classSourcedId) === index,
  );
}

function nowhere(outcome: 'skipped' | 'failed', reason: ItemReason): ComparedItem {
  return {
    classSourcedId: null,
    section: null,
    studentSourcedId: null,
    resultSourcedId: null,
    desired: null,
    outcome,
    reason,
    isNew: false,
  };
}
