import type { WantedGrade } from '../../domain/cell.ts';
import type { CanvasSection } from '../../domain/course.ts';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { ItemReason } from '../../domain/outcomes.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { Grade } from '../../store/passback/grades.ts';
import type { MemberRecord } from '../../store/passback/members.ts';
import { mapScore, toScoreRules } from './map-score.ts';
import type { AssignmentPlan, SectionPlan } from './plan-assignment.ts';
import type { StudentIndex, StudentMatch } from './student-index.ts';

/** What is the same for every grade of a course. */
export interface ClaimRules {
  /** All sections of the course, with or without a SIS id. */
  readonly sections: readonly CanvasSection[];
  /** By class. */
  readonly students: ReadonlyMap<string, StudentIndex>;
  readonly profile: SisProfile;
  readonly settings: Pick<
    InstitutionSettings,
    | 'sendHiddenGrades'
    | 'scoreDecimals'
    | 'overMaximum'
    | 'excused'
    | 'belowZero'
    | 'textScores'
    | 'comments'
    | 'noticeLanguage'
  >;
  readonly timeZone: string;
  readonly now: Date;
}

/** A grade, and everything that decides where it belongs. */
export interface GradeSituation extends ClaimRules {
  readonly plan: AssignmentPlan;
  readonly grade: Grade;
  /** Null: no longer on the roster. */
  readonly member: MemberRecord | null;
}

/** What one person's grade asks of one cell. */
export interface CellClaim {
  /** Null if no class was found: then it concerns every cell that holds one of the person's scores. */
  readonly classSourcedId: string | null;
  readonly section: CanvasSection | null;
  /** Canvas ids of the student's sections that feed the class; without a class, of all their sections. */
  readonly sectionIds: readonly string[];
  /** Null if the student was not found in the class. */
  readonly studentSourcedId: string | null;
  /** What is wanted if the SIS holds nothing yet; null: nothing at all. */
  readonly first: WantedGrade | null;
  /** What is wanted if a score was sent. */
  readonly again: WantedGrade;
}

/**
 * The claims of one grade: one for each of the student's classes, or a single one that says why there is
 * none. Pure.
 */
export function claimCells(situation: GradeSituation): CellClaim[] {
  const { grade, member, plan, sections } = situation;
  const hasGrade = grade.score !== null || grade.excused;
  const refusal = findRefusal(situation, hasGrade);
  const enrolled = member === null ? [] : sections.filter((section) => isInSection(member, section));
  const sectionIds = enrolled.map(({ id }) => id);
  const nowhere: Place = { classSourcedId: null, section: null, sectionIds, studentSourcedId: null };
  if (!member) return [refuse(refusal ?? 'student_inactive', hasGrade, nowhere)];
  const plans = distinctClasses(
    plan.sections.filter((one) => enrolled.some((section) => section.id === one.section.id)),
  );
  if (refusal) {
    const places = plans.map((one) => findPlace(situation, member, one));
    return (places.length > 0 ? places : [nowhere]).map((place) => refuse(refusal, hasGrade, place));
  }
  if (!enrolled.some((section) => section.sisId !== null)) {
    return [refuse('section_without_sis_id', hasGrade, nowhere)];
  }
  const claims = plans.flatMap((one) => claimInSection(situation, member, one) ?? []);
  // Graded, but none of the student's sections has the assignment any more.
  if (claims.length === 0) return [refuse('assignment_refused', hasGrade, nowhere)];
  return claims;
}

type Place = Pick<CellClaim, 'classSourcedId' | 'section' | 'sectionIds' | 'studentSourcedId'>;

/** Reasons why a sent score stays behind in the SIS with nobody in Canvas who matches it. */
const leavingReasons: readonly ItemReason[] = ['student_inactive', 'left_behind', 'score_removed'];

function refuse(reason: ItemReason, hasGrade: boolean, place: Place): CellClaim {
  const kind = leavingReasons.includes(reason) || isMoved(reason, place) ? 'left_behind' : 'excluded';
  return {
    ...place,
    first: hasGrade ? { kind: 'excluded', reason } : null,
    again: { kind, reason: isMoved(reason, place) ? 'left_behind' : reason },
  };
}

/** A student none of whose sections has the assignment has left those that do. */
function isMoved(reason: ItemReason, { classSourcedId }: Place): boolean {
  return reason === 'assignment_refused' && classSourcedId === null;
}

function findPlace(situation: GradeSituation, member: MemberRecord, plan: SectionPlan): Place {
  const { sections } = situation.plan;
  const { classSourcedId, section } = plan;
  const found = findStudent(situation, classSourcedId ?? '', member);
  const studentSourcedId = found?.found === 'one' ? found.sourcedId : null;
  const feeding = sections.filter(
    (other) =>
      other.section.id === section.id || (classSourcedId !== null && other.classSourcedId === classSourcedId),
  );
  const sectionIds = feeding.flatMap((other) =>
    isInSection(member, other.section) ? [other.section.id] : [],
  );
  return { classSourcedId, section, sectionIds, studentSourcedId };
}

/** Whether the roster puts the person in the section, by Canvas id or by SIS id. */
function isInSection(
  member: Pick<MemberRecord, 'sectionIds' | 'sectionSisIds'>,
  section: CanvasSection,
): boolean {
  if (member.sectionIds.includes(section.id)) return true;
  return section.sisId !== null && member.sectionSisIds.includes(section.sisId);
}

/** Why nothing is ever sent for this person (P4). */
function findRefusal(situation: GradeSituation, hasGrade: boolean): ItemReason | null {
  const { grade, member, settings } = situation;
  if (!member) return 'student_inactive';
  if (member.isTestStudent) return 'test_student';
  if (!member.active || !member.isStudent) return 'student_inactive';
  if (member.sisId === null) return 'student_without_sis_id';
  if (hasGrade && grade.postedAt === null && !settings.sendHiddenGrades) return 'grade_hidden';
  return null;
}

function claimInSection(
  situation: GradeSituation,
  member: MemberRecord,
  plan: SectionPlan,
): CellClaim | null {
  const { grade, profile, settings, timeZone, now } = situation;
  const { classSourcedId, section, lineItem, problems } = plan;
  const place = findPlace(situation, member, plan);
  const hasGrade = grade.score !== null || grade.excused;
  if (problems.some((problem) => problem.check === 'class_not_in_sis')) {
    return refuse('class_not_in_sis', hasGrade, place);
  }
  if (classSourcedId === null || lineItem === null) {
    const isUnassociated = problems.some((problem) => problem.check === 'category_unassociated');
    const claim = refuse('assignment_refused', hasGrade, { ...place, section });
    // Sending for this section has stopped on purpose, so what was sent before stays behind (P7).
    return isUnassociated
      ? { ...claim, again: { kind: 'left_behind', reason: 'assignment_refused' } }
      : { ...claim, again: { kind: 'excluded', reason: 'assignment_refused' } };
  }
  const found = findStudent(situation, classSourcedId, member);
  if (found.found === 'none') {
    const claim = refuse('student_not_in_sis', hasGrade, place);
    // A student of another section who assists or observes in this one is no student of this class.
    const isHelper = isStudentElsewhere(situation, member);
    return isHelper ? { ...claim, first: null } : claim;
  }
  if (found.found === 'many') return refuse('student_ambiguous', hasGrade, place);
  const mapped = mapScore(grade, toScoreRules(profile, settings), {
    maximum: lineItem.resultValueMax,
    gradingType: situation.plan.assignment.gradingType,
    timeZone,
    now,
  });
  if (mapped.kind === 'refused') return refuse(mapped.reason, hasGrade, place);
  const { sourcedId: lineItemSourcedId } = lineItem;
  const wanted: WantedGrade = { kind: 'score', score: mapped.sent, lineItemSourcedId };
  // A grade removed in Canvas concerns only classes that were sent one.
  return { ...place, first: hasGrade ? wanted : null, again: wanted };
}

function findStudent(situation: GradeSituation, classSourcedId: string, member: MemberRecord): StudentMatch {
  const index = situation.students.get(classSourcedId);
  if (index === undefined) return { found: 'none' };
  // Nobody says who is in this class, but another class has the person.
  if (index.trusts && isStudentElsewhere(situation, member)) return { found: 'none' };
  return index.find(member.sisId ?? '');
}

/** Whether a person with another role in some section is listed as a student of any class of this course. */
function isStudentElsewhere({ students }: GradeSituation, { sisId, hasOtherRole }: MemberRecord): boolean {
  if (!hasOtherRole) return false;
  return [...students.values()].some((index) => !index.trusts && index.find(sisId ?? '').found !== 'none');
}

/** One plan per class: several sections may share one. */
function distinctClasses(plans: readonly SectionPlan[]): SectionPlan[] {
  return plans.filter(
    (plan, index) =>
      plan.classSourcedId === null ||
      plans.findIndex((other) => other.classSourcedId === plan.classSourcedId) === index,
  );
}
