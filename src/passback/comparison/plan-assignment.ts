import type { CategoryMapping } from '../../domain/categories/resolve-category.ts';
import type { CanvasSection } from '../../domain/course.ts';
import type { Institution } from '../../domain/institution.ts';
import { describeMetadata } from '../../domain/line-item-metadata.ts';
import type { LocalDate } from '../../domain/local-date.ts';
import type { AssignmentProblem } from '../../domain/run.ts';
import type { SisLineItem } from '../../domain/sis.ts';
import { type SisProfile, takesFiles } from '../../oneroster/profile/sis-profile.ts';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { CourseAssignment, CourseRecord } from '../../store/passback/course-record.ts';
import { checkAssignment, checkSection } from './checks/run-checks.ts';
import type { AssignmentSubject } from './checks/subject.ts';
import { dayIn, findGradingPeriod } from './course-day.ts';
import { chooseDueDay } from './due-day.ts';
import { type ExistingLineItem, findExisting } from './existing-line-items.ts';
import { findCategory } from './find-category.ts';
import { datesOfFinalGrade, findPeriodOfFinalGrade } from './place-final-grade.ts';
import { datesInSection } from './section-dates.ts';
import { lineItemSourcedId, shortHash } from './sourced-ids.ts';
import { createTitleIndex, type TitleIndex } from './title-index.ts';
import { type PlannedTitle, planTitle, planTitles } from './titles.ts';

/** Everything needed to plan one course; planning reads nothing more. */
export interface CoursePlanInput {
  readonly institution: Pick<Institution, 'id' | 'platform' | 'settings'>;
  readonly contextId: string;
  readonly course: Pick<CourseRecord, 'timeZone' | 'sections' | 'groups' | 'assignments'>;
  readonly profile: SisProfile;
  /** Class snapshots by the section's SIS id; absent: never read. */
  readonly snapshots: ReadonlyMap<string, ClassSnapshot>;
  /** The teacher's choice for a group in a section, by `mappingKey`. */
  readonly mappings: ReadonlyMap<string, CategoryMapping>;
  /** Line items in the course's classes that other courses of the institution have sent; in their matching form. */
  readonly ofOtherCourses: ReadonlySet<string>;
  /** Assignments whose line items a person adopts now, whatever the institution's setting. */
  readonly adopts?: ReadonlySet<string>;
  /** Our line items as the SIS accepted them, by `lineItemKey`. */
  readonly knownLineItems: ReadonlyMap<
    string,
    {
      readonly sourcedId: string;
      readonly details?: { readonly dueDate: LocalDate } | null;
    }
  >;
  readonly now: Date;
}

/** What happens to an assignment in one section. */
export interface SectionPlan {
  readonly section: CanvasSection;
  /** Null if the section has no SIS id or its class is unknown. */
  readonly classSourcedId: string | null;
  readonly dueAt: Date | null;
  /** The due day that the SIS gets in place of one that Canvas lacks; null: none. */
  readonly standInDay: LocalDate | null;
  readonly category: { readonly title: string; readonly byName: boolean } | null;
  /** The id we first gave the line item. Result ids derive from it, whatever id the SIS uses now. */
  readonly ownSourcedId: string | null;
  /** Null if it is refused; `problems` says why. */
  readonly lineItem: SisLineItem | null;
  /** The line item stands in the SIS already, made by another tool or a person, and is to be taken over. */
  readonly adopts: boolean;
  readonly problems: readonly AssignmentProblem[];
}

export interface AssignmentPlan {
  readonly assignment: CourseAssignment;
  readonly title: PlannedTitle;
  /**
   * Sections with a SIS id that get the assignment, or may: if it is assigned to individual students, or
   * Canvas did not say.
   */
  readonly sections: readonly SectionPlan[];
}

/** Key of a line item within a course. */
export function lineItemKey(assignmentId: string, classSourcedId: string): string {
  return `${assignmentId}:${classSourcedId}`;
}

/** A hash of the line item's content, to notice whether it changed since it was sent. */
export function fingerprintLineItem(lineItem: SisLineItem): string {
  const { sourcedId: _, ...content } = lineItem;
  return shortHash(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Plans one assignment of a course. */
export type Planner = (assignment: CourseAssignment) => AssignmentPlan;

/** Plans how assignments appear in the SIS, section by section. Pure. */
export function createPlanner(input: CoursePlanInput): Planner {
  const { course, profile } = input;
  const { settings } = input.institution;
  const { titleLimit, longTitles } = settings;
  const limit = titleLimit ?? profile.titleLimit;
  const planned = planTitles(course.assignments, limit, longTitles);
  const titles = createTitleIndex({ course, profile, titles: planned }, (assignment, classSourcedId) =>
    findSourcedId(input, assignment, classSourcedId),
  );
  // Cells, pages and runs each ask for the plan of the same assignment.
  const plans = new Map<CourseAssignment, AssignmentPlan>();
  return (assignment) => {
    const known = plans.get(assignment);
    if (known) return known;
    const title = planned.get(assignment.id) ?? planTitle(assignment, limit, longTitles);
    const plan = planAssignment(input, titles, {
      assignment,
      title,
      titleLimit: limit,
      settings: input.adopts?.has(assignment.id) ? { ...settings, existingLineItems: 'adopt' } : settings,
      profile,
    });
    plans.set(assignment, plan);
    return plan;
  };
}

function planAssignment(
  input: CoursePlanInput,
  titles: TitleIndex,
  subject: AssignmentSubject,
): AssignmentPlan {
  const { assignment, title } = subject;
  const general = checkAssignment(subject);
  const sections = input.course.sections.flatMap((section) => {
    const plan = planSection({ input, titles, subject, general }, section);
    return plan ? [plan] : [];
  });
  return { assignment, title, sections };
}

/** An assignment and what all its sections share. */
interface SectionPlanInput {
  readonly input: CoursePlanInput;
  readonly titles: TitleIndex;
  readonly subject: AssignmentSubject;
  /** Problems of the assignment as a whole. */
  readonly general: readonly AssignmentProblem[];
}

/** Null if the section does not get the assignment. */
function planSection(
  { input, titles, subject, general }: SectionPlanInput,
  section: CanvasSection,
): SectionPlan | null {
  const { assignment, title } = subject;
  const ownDates = datesInSection(assignment, section.id);
  // Assigned to individual students, who may be in any section: refused in each, so that every teacher sees why.
  const toStudents = assignment.overrides.some((override) => override.kind === 'students');
  const mayGetIt = ownDates !== null || toStudents || !assignment.datesKnown;
  if (section.sisId === null || !mayGetIt) return null;
  const unplanned = {
    section,
    dueAt: ownDates?.dueAt ?? null,
    standInDay: null,
    category: null,
    ownSourcedId: null,
    lineItem: null,
    adopts: false,
  };
  const snapshot = input.snapshots.get(section.sisId);
  if (snapshot?.match !== 'one') {
    const problems = [...general, ...describeMissingClass(section, snapshot)];
    return { ...unplanned, classSourcedId: null, problems };
  }
  const { sisClass, gradingPeriods, refused } = snapshot;
  const { timeZone } = input.course;
  const dates =
    assignment.source === 'final'
      ? datesOfFinalGrade(assignment.finalGrade, gradingPeriods, timeZone)
      : ownDates;
  const group = input.course.groups.find(({ id }) => id === assignment.groupId);
  const { category, offered } = findCategory(input, { assignment, group, section }, snapshot);
  const shown =
    category.kind === 'mapped' ? { title: category.category.title, byName: category.byName } : null;
  const classSourcedId = sisClass.sourcedId;
  if (dates === null) return { ...unplanned, classSourcedId, category: shown, problems: general };
  const { dueAt } = dates;
  const dueDay = dueAt
    ? dayIn(timeZone, dueAt)
    : chooseDueDay(input.institution.settings.missingDueDate, {
        today: dayIn(timeZone, input.now),
        gradingPeriods,
        needsGradingPeriod: input.profile.gradingPeriod === 'required',
        sentDay:
          input.knownLineItems.get(lineItemKey(assignment.id, classSourcedId))?.details?.dueDate || null,
      });
  const existing = findExistingIn({ input, titles, subject, general }, section, dueDay);
  const problems = [
    ...general,
    ...checkSection({
      ...subject,
      sectionName: section.name,
      groupName: group?.name ?? '',
      dates,
      dueDay,
      category,
      classHasCategories: offered.length > 0,
      gradingPeriods,
      titleTaken: titles.isTaken(
        section,
        snapshot,
        { assignmentId: assignment.id, existing: existing?.sourcedId ?? null },
        title.title,
      ),
      existing,
      refused,
    }),
  ];
  const ownSourcedId = giveSourcedId(input, assignment, classSourcedId);
  const standInDay = dueAt === null ? dueDay || null : null;
  const accepted = { section, classSourcedId, dueAt, standInDay, category: shown, ownSourcedId };
  if (problems.length > 0 || dueDay === null || assignment.pointsPossible === null) {
    return { ...accepted, lineItem: null, adopts: false, problems };
  }
  const unlockDay = dates.unlockAt && dayIn(timeZone, dates.unlockAt);
  const period =
    assignment.source === 'final'
      ? findPeriodOfFinalGrade(assignment.finalGrade, gradingPeriods, dueDay)
      : findGradingPeriod(gradingPeriods, dueDay);
  const metadata = describeMetadata(input.institution.settings.lineItemMetadata, {
    assignment: assignment.id,
    section: section.sisId,
    group: group?.name ?? '',
  });
  const lineItem: SisLineItem = {
    sourcedId: existing?.sourcedId ?? findSourcedId(input, assignment, classSourcedId),
    title: title.title,
    description: assignment.description,
    classSourcedId,
    schoolSourcedId: sisClass.schoolSourcedId,
    categorySourcedId: category.kind === 'mapped' ? category.category.sourcedId : null,
    ...(category.kind === 'mapped' && takesFiles(input.profile)
      ? { categoryTitle: category.category.title }
      : {}),
    gradingPeriodSourcedId: input.profile.gradingPeriod === 'omit' ? null : (period?.sourcedId ?? null),
    ...(metadata === null ? {} : { metadata }),
    assignDate: unlockDay && (dueDay === '' || unlockDay <= dueDay) ? unlockDay : dueDay,
    dueDate: dueDay,
    resultValueMin: 0,
    resultValueMax: assignment.pointsPossible,
  };
  return { ...accepted, lineItem, adopts: existing !== null, problems: [] };
}

/**
 * The line item that stands in the class already and is not ours. Where the SIS assigns the ids, what was sent with a lost
 * answer looks the same: there it is found when it is sent (`delivery/adopt-existing.ts`).
 */
function findExistingIn(
  { input, titles, subject: { assignment, title } }: SectionPlanInput,
  section: CanvasSection,
  dueDate: LocalDate | null,
): ExistingLineItem | null {
  const snapshot = input.snapshots.get(section.sisId ?? '');
  if (snapshot?.match !== 'one' || dueDate === null || input.profile.pathId === 'theirs') return null;
  const { sourcedId: classSourcedId } = snapshot.sisClass;
  if (input.knownLineItems.has(lineItemKey(assignment.id, classSourcedId))) return null;
  const isOurs = (id: string): boolean =>
    [...input.knownLineItems.values()].some(({ sourcedId }) => matchingForm(sourcedId) === id) ||
    input.course.assignments.some((other) => giveSourcedId(input, other, classSourcedId) === id);
  return findExisting(
    snapshot,
    { title: title.title, dueDate },
    {
      isOurs,
      isOfOtherCourse: (id) => input.ofOtherCourses.has(id),
      countRivals: () => titles.countRivals(section, snapshot, assignment.id, title.title),
    },
  );
}

/** The id that the SIS assigned to our line item, else ours. */
function findSourcedId(input: CoursePlanInput, assignment: CourseAssignment, classSourcedId: string): string {
  const known = input.knownLineItems.get(lineItemKey(assignment.id, classSourcedId));
  return known?.sourcedId ?? giveSourcedId(input, assignment, classSourcedId);
}

function giveSourcedId(input: CoursePlanInput, assignment: CourseAssignment, classSourcedId: string): string {
  const { id: institutionId, platform } = input.institution;
  const { issuer, clientId } = platform;
  const { contextId } = input;
  return lineItemSourcedId({
    institutionId,
    issuer,
    clientId,
    contextId,
    assignmentId: assignment.id,
    classSourcedId,
  });
}

function describeMissingClass(
  section: CanvasSection,
  snapshot: Exclude<ClassSnapshot, { match: 'one' }> | undefined,
): AssignmentProblem[] {
  // Never read, so nothing is known; a run reads the class first.
  if (snapshot === undefined) return [];
  const sectionName = section.name;
  if (snapshot.match === 'unreadable') {
    return [{ check: 'class_unreadable', sectionName, values: { words: snapshot.sisMessage } }];
  }
  return [{ check: 'class_not_in_sis', sectionName, values: { sisId: section.sisId ?? '' } }];
}
