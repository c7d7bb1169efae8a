import { mappingKey } from '../../domain/categories/mapping-table.ts';
import { type CategoryMapping, resolveCategory } from '../../domain/categories/resolve-category.ts';
import type { CanvasSection } from '../../domain/course.ts';
import type { Institution } from '../../domain/institution.ts';
import type { AssignmentProblem } from '../../domain/run.ts';
import type { SisLineItem } from '../../domain/sis.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { CourseAssignment, CourseRecord } from '../../store/passback/course-record.ts';
import { checkAssignment, checkSection } from './checks/run-checks.ts';
import type { AssignmentSubject } from './checks/subject.ts';
import { dayIn, findGradingPeriod } from './course-day.ts';
import { datesInSection } from './section-dates.ts';
import { lineItemSourcedId, shortHash } from './sourced-ids.ts';
import { createTitleIndex, type TitleIndex } from './title-index.ts';
import { type PlannedTitle, planTitle, planTitles } from './titles.ts';

/** Everything that planning one course needs; nothing is read while planning. */
export interface CoursePlanInput {
  readonly institution: Pick<Institution, 'id' | 'platform' | 'settings'>;
  readonly contextId: string;
  readonly course: Pick<CourseRecord, 'timeZone' | 'sections' | 'groups' | 'assignments'>;
  readonly profile: SisProfile;
  /** By the section's SIS id; absent: not read yet. */
  readonly readings: ReadonlyMap<string, ClassSnapshot>;
  /** What was chosen for a group in a section, by `mappingKey`. */
  readonly mappings: ReadonlyMap<string, CategoryMapping>;
  /** Our line items' ids in the SIS where it gave its own, by `lineItemKey`. */
  readonly knownLineItems: ReadonlyMap<string, { readonly sourcedId: string }>;
}

/** What becomes of an assignment in one section. */
export interface SectionPlan {
  readonly section: CanvasSection;
  /** Null where the section has no SIS id or the class is unknown. */
  readonly classSourcedId: string | null;
  readonly dueAt: Date | null;
  readonly category: { readonly title: string; readonly byName: boolean } | null;
  /** The id that we gave the line item at first; results' ids come from it whatever the SIS calls it now. */
  readonly ownSourcedId: string | null;
  /** Null where it is refused: then `problems` says why. */
  readonly lineItem: SisLineItem | null;
  readonly problems: readonly AssignmentProblem[];
}

export interface AssignmentPlan {
  readonly assignment: CourseAssignment;
  readonly title: PlannedTitle;
  /** Sections that have a SIS id and get the assignment, or may hold the single students who do. */
  readonly sections: readonly SectionPlan[];
}

/** Key of a line item within a course. */
export function lineItemKey(assignmentId: string, classSourcedId: string): string {
  return `${assignmentId}:${classSourcedId}`;
}

/** Hash of all that a line item says, to see whether it changed since it was sent. */
export function fingerprintLineItem(lineItem: SisLineItem): string {
  const { sourcedId: _, ...facts } = lineItem;
  return shortHash(Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Plans the assignments of one course one by one. */
export type Planner = (assignment: CourseAssignment) => AssignmentPlan;

/** What an assignment is to be in the SIS, section by section. Pure: the same input gives the same plans. */
export function createPlanner(input: CoursePlanInput): Planner {
  const { course, profile } = input;
  const { titleLimit, longTitles } = input.institution.settings;
  const limit = titleLimit ?? profile.titleLimit;
  const planned = planTitles(course.assignments, limit, longTitles);
  const titles = createTitleIndex({ course, profile, titles: planned }, (assignment, classSourcedId) =>
    findSourcedId(input, assignment, classSourcedId),
  );
  return (assignment) => {
    const title = planned.get(assignment.id) ?? planTitle(assignment, limit, longTitles);
    return planAssignment(input, titles, { assignment, title, titleLimit: limit, profile });
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
    const plan = planSection(input, titles, subject, section, general);
    return plan ? [plan] : [];
  });
  return { assignment, title, sections };
}

function planSection(
  input: CoursePlanInput,
  titles: TitleIndex,
  subject: AssignmentSubject,
  section: CanvasSection,
  general: readonly AssignmentProblem[],
): SectionPlan | null {
  const { assignment, title } = subject;
  const dates = datesInSection(assignment, section.id);
  // Given to single students, who may be of any section: refused in each, so that everybody sees why.
  const toStudents = assignment.overrides.some((override) => override.kind === 'students');
  if (section.sisId === null || (dates === null && !toStudents)) return null;
  const dueAt = dates?.dueAt ?? null;
  const refused = { section, dueAt, category: null, ownSourcedId: null, lineItem: null };
  const reading = input.readings.get(section.sisId);
  if (reading?.match !== 'one') {
    const problems = [...general, ...describeMissingClass(section, reading)];
    return { ...refused, classSourcedId: null, problems };
  }
  const { sisClass, categories, gradingPeriods } = reading;
  const group = input.course.groups.find((one) => one.id === assignment.groupId);
  const mapping = input.mappings.get(mappingKey(assignment.groupId, section.id)) ?? null;
  const { categoryPage, matchCategoriesByName } = input.institution.settings;
  // Without the page, names are all there is.
  const byName = !categoryPage || matchCategoriesByName;
  const category = resolveCategory(group?.name ?? '', categories, mapping, byName);
  const shown =
    category.kind === 'mapped' ? { title: category.category.title, byName: category.byName } : null;
  const classSourcedId = sisClass.sourcedId;
  if (dates === null) return { ...refused, classSourcedId, category: shown, problems: general };
  const problems = [
    ...general,
    ...checkSection({
      ...subject,
      sectionName: section.name,
      groupName: group?.name ?? '',
      timeZone: input.course.timeZone,
      dates,
      category,
      classHasCategories: categories.length > 0,
      gradingPeriods,
      titleTaken: titles.isTaken(section, reading, assignment.id, title.title),
    }),
  ];
  const ownSourcedId = giveSourcedId(input, assignment, classSourcedId);
  const planned = { section, classSourcedId, dueAt, category: shown, ownSourcedId };
  if (problems.length > 0 || dueAt === null || assignment.pointsPossible === null) {
    return { ...planned, lineItem: null, problems };
  }
  const dueDate = dayIn(input.course.timeZone, dueAt);
  const unlockDay = dates.unlockAt && dayIn(input.course.timeZone, dates.unlockAt);
  const period =
    input.profile.gradingPeriod === 'omit' ? undefined : findGradingPeriod(gradingPeriods, dueDate);
  const lineItem: SisLineItem = {
    sourcedId: findSourcedId(input, assignment, classSourcedId),
    title: title.title,
    description: assignment.description,
    classSourcedId,
    schoolSourcedId: sisClass.schoolSourcedId,
    categorySourcedId: category.kind === 'mapped' ? category.category.sourcedId : null,
    gradingPeriodSourcedId: period?.sourcedId ?? null,
    assignDate: unlockDay && unlockDay <= dueDate ? unlockDay : dueDate,
    dueDate,
    resultValueMin: 0,
    resultValueMax: assignment.pointsPossible,
  };
  return { ...planned, lineItem, problems: [] };
}

/** The SIS's own id of our line item, else the one we give it. */
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
  reading: Exclude<ClassSnapshot, { match: 'one' }> | undefined,
): AssignmentProblem[] {
  // Not read yet: nothing can be said; a run always reads first.
  if (reading === undefined) return [];
  const sectionName = section.name;
  if (reading.match === 'unreadable') {
    return [{ check: 'class_unreadable', sectionName, values: { words: reading.sisMessage } }];
  }
  return [{ check: 'class_not_in_sis', sectionName, values: { sisId: section.sisId ?? '' } }];
}
