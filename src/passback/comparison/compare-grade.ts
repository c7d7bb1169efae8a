import type { CanvasSection } from '../../domain/course.ts';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { ItemOutcome, ItemReason } from '../../domain/outcomes.ts';
import { isMemberWithinReach, type Reach } from '../../domain/reach.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { Grade } from '../../store/passback/grades.ts';
import type { MemberRecord } from '../../store/passback/members.ts';
import type { ResultReceipt, SentScore } from '../../store/passback/receipts.ts';
import { decideItem } from './decide-item.ts';
import { mapScore } from './map-score.ts';
import type { AssignmentPlan, SectionPlan } from './plan-assignment.ts';
import { resultSourcedId } from './sourced-ids.ts';
import type { StudentIndex } from './student-index.ts';

/** A grade and everything that decides what happens to it. */
export interface GradeSituation {
  readonly plan: AssignmentPlan;
  readonly grade: Grade;
  /** Null: no longer on the roster. */
  readonly member: MemberRecord | null;
  /** What the SIS accepted for this person and assignment, in any class within reach. */
  readonly receipts: readonly ResultReceipt[];
  readonly reach: Reach;
  /** All sections within reach, with or without SIS id. */
  readonly sections: readonly CanvasSection[];
  /** By class. */
  readonly students: ReadonlyMap<string, StudentIndex>;
  /** SourcedIds of our line items that are missing in the SIS. */
  readonly missingInSis: ReadonlySet<string>;
  readonly profile: SisProfile;
  readonly settings: Pick<InstitutionSettings, 'sendHiddenGrades' | 'resend'>;
  readonly timeZone: string;
  readonly now: Date;
  /** Sent whether it changed or not. */
  readonly forced: boolean;
}

/** What happens to one grade in one class. */
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
 * The items of one grade: one for each class the student is in, one for each class left behind, or a single one that
 * says why nothing is sent. Without a grade and with nothing sent before there is no item. Pure.
 */
export function compareGrade(situation: GradeSituation): ComparedItem[] {
  const { grade, member, receipts } = situation;
  const hasGrade = grade.score !== null || grade.excused;
  if (!hasGrade && receipts.length === 0) return [];
  // In no section within reach any more, if ever: only what was sent for one of them is told (S61).
  if (!isWithinReach(situation)) return findLeftBehind(situation, []);
  const refusal = findRefusal(situation, hasGrade);
  if (refusal) return [skip(refusal)];
  if (!member) return [];
  const enrolled = situation.sections.filter((section) => isInSection(member, section));
  if (!enrolled.some((section) => section.sisId !== null)) {
    return [skip('section_without_sis_id')];
  }
  const plans = distinctClasses(
    situation.plan.sections.filter((plan) => enrolled.some((section) => section.id === plan.section.id)),
  );
  const current = plans.flatMap((plan) => compareInSection(situation, member, plan) ?? []);
  const leftBehind = findLeftBehind(situation, plans);
  // Graded, but none of the student's sections has the assignment any more.
  if (hasGrade && current.length + leftBehind.length === 0) return [skip('assignment_refused')];
  return [...current, ...leftBehind];
}

function isWithinReach({ reach, member, receipts }: GradeSituation): boolean {
  if (reach.kind === 'course') return true;
  return member === null ? receipts.length > 0 : isMemberWithinReach(reach, member);
}

/** Whether the roster puts the person in the section, by Canvas id or by SIS id. */
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
  const receipt = situation.receipts.find((sent) => sent.classSourcedId === classSourcedId) ?? null;
  if (!found || found.found === 'none') {
    // A student of another section who assists or observes in this one is no student of this class.
    if (receipt === null && member.hasOtherRole && isStudentElsewhere(situation, member)) return null;
    return { ...base, outcome: 'failed', reason: 'student_not_in_sis' };
  }
  if (found.found === 'many') return { ...base, outcome: 'failed', reason: 'student_ambiguous' };
  const studentSourcedId = found.sourcedId;
  const { grade, profile, timeZone, now } = situation;
  // A grade removed in Canvas concerns only classes that were sent one.
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
    lineItemMissing: situation.missingInSis.has(lineItem.sourcedId),
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

/** Whether the SIS has the person as a student of any class of this course. */
function isStudentElsewhere({ students }: GradeSituation, { sisId }: MemberRecord): boolean {
  return [...students.values()].some((index) => index.find(sisId ?? '').found !== 'none');
}

/** Classes that hold a score of the student, who is no longer in them. */
function findLeftBehind(situation: GradeSituation, plans: readonly SectionPlan[]): ComparedItem[] {
  return situation.receipts
    .filter((receipt) => !plans.some((plan) => plan.classSourcedId === receipt.classSourcedId))
    .map(({ classSourcedId, studentSourcedId }) => {
      const former = situation.plan.sections.find((plan) => plan.classSourcedId === classSourcedId);
      return {
        classSourcedId,
        section: former?.section ?? null,
        studentSourcedId,
        resultSourcedId: null,
        desired: null,
        outcome: 'skipped',
        reason: 'left_behind',
        isNew: false,
      };
    });
}

/** One plan per class: several sections may share one. */
function distinctClasses(plans: readonly SectionPlan[]): SectionPlan[] {
  return plans.filter(
    (plan, index) =>
      plan.classSourcedId === null ||
      plans.findIndex((other) => other.classSourcedId === plan.classSourcedId) === index,
  );
}

/** Skips a grade that belongs to no class. */
function skip(reason: ItemReason): ComparedItem {
  return {
    classSourcedId: null,
    section: null,
    studentSourcedId: null,
    resultSourcedId: null,
    desired: null,
    outcome: 'skipped',
    reason,
    isNew: false,
  };
}
