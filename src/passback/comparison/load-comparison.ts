import { toMappings } from '../../domain/categories/mapping-table.ts';
import type { Institution } from '../../domain/institution.ts';
import { limitSections, type Reach } from '../../domain/reach.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import { type ComparedItem, compareGrade, type GradeSituation } from './compare-grade.ts';
import { groupBy } from './group-by.ts';
import { hasNewDetails } from './line-item-details.ts';
import {
  type AssignmentPlan,
  createPlanner,
  lineItemKey,
  type Planner,
  type SectionPlan,
} from './plan-assignment.ts';
import {
  type ClassSections,
  classesWithin,
  collectClassSections,
  limitReceipts,
  sectionsOfItem,
} from './sections-of-item.ts';
import { createStudentIndex } from './student-index.ts';

/** Grades in memory at once. */
const gradesPerBatch = 500;

/** A course, or what of it is within reach, with everything needed to compare its grades. */
export interface Comparison {
  readonly course: CourseRecord;
  readonly plan: Planner;
  /** Classes within reach; null: all. */
  readonly classSourcedIds: readonly string[] | null;
  readonly lineItemReceipts: ReadonlyMap<string, LineItemReceipt>;
  /** SourcedIds of our line items that are missing in the SIS. */
  readonly missingInSis: ReadonlySet<string>;
  /**
   * Whether the details of a line item in the SIS have changed and wait for a score of the class to be sent with. Always
   * false where the institution sends every change.
   */
  holdsBackDetails(assignmentId: string, plan: SectionPlan): boolean;
  /** The items of an assignment's grades, in batches. */
  compare(
    plan: AssignmentPlan,
    scope: (personId: string) => { readonly taken: boolean; readonly forced: boolean },
  ): AsyncIterable<PersonItem[]>;
}

/** What happens to one person's grade in one class. */
export interface PersonItem {
  readonly personId: string;
  readonly name: string;
  readonly sisId: string | null;
  /** Canvas ids of the sections that it belongs to. */
  readonly sectionIds: readonly string[];
  readonly item: ComparedItem;
}

/** Which course is compared, and under which rules. */
export interface ComparisonSource {
  readonly institution: Institution;
  readonly profile: SisProfile;
  readonly course: CourseRecord;
  /** Nothing of other sections is planned or compared. */
  readonly reach: Reach;
  readonly contextId: string;
  readonly now: Date;
}

/** Loads what was read of the course and its classes, for stage 3 and for the Post Grades page. */
export async function loadComparison(stores: PassbackStores, source: ComparisonSource): Promise<Comparison> {
  const { institution, profile, reach, contextId, now } = source;
  const course = { ...source.course, sections: limitSections(reach, source.course.sections) };
  const sisIds = [...new Set(source.course.sections.flatMap((section) => section.sisId ?? []))];
  const [records, receipts, mappings] = await Promise.all([
    stores.classSnapshots.find(institution.id, sisIds),
    stores.receipts.findLineItems(course._id),
    stores.categoryMappings.find(course._id),
  ]);
  const snapshots = new Map(records.map((record) => [record.sectionSisId, record.snapshot]));
  const classes = records.flatMap(({ snapshot, readAt }) =>
    snapshot.match === 'one' ? [{ ...snapshot, readAt }] : [],
  );
  const studentsByClass = new Map(
    classes.map(({ sisClass, students }) => [sisClass.sourcedId, createStudentIndex(students)]),
  );
  const lineItemReceipts = new Map(
    receipts.map((receipt) => [lineItemKey(receipt.assignmentId, receipt.classSourcedId), receipt]),
  );
  const missingInSis = findMissingInSis(classes, receipts);
  const classSections = collectClassSections(source.course.sections, snapshots, reach);
  const plan = createPlanner({
    institution,
    contextId,
    course,
    profile,
    snapshots,
    // With the category page off nobody can see or change the mappings, so only names count.
    mappings: toMappings(institution.settings.categoryPage ? mappings.rows : []),
    knownLineItems: lineItemReceipts,
  });
  const situation = {
    reach,
    sections: course.sections,
    students: studentsByClass,
    missingInSis,
    profile,
    settings: institution.settings,
    timeZone: course.timeZone,
    now,
  };
  return {
    course,
    plan,
    classSourcedIds: classesWithin(classSections),
    lineItemReceipts,
    missingInSis,
    holdsBackDetails(assignmentId, { classSourcedId, lineItem }) {
      if (classSourcedId === null || lineItem === null) return false;
      if (institution.settings.resend === 'everything') return false;
      const receipt = lineItemReceipts.get(lineItemKey(assignmentId, classSourcedId));
      return (
        receipt !== undefined && !missingInSis.has(receipt.sourcedId) && hasNewDetails(receipt, lineItem)
      );
    },
    compare: (assignment, scope) =>
      compareAssignment({ stores, course, classSections, situation }, assignment, scope),
  };
}

/** Line items that we sent and that a later reading of all the class's line items did not find. */
function findMissingInSis(
  classes: readonly {
    readonly readAt: Date;
    readonly sisClass: { readonly sourcedId: string };
    readonly lineItems: readonly { readonly sourcedId: string }[] | null;
  }[],
  receipts: readonly LineItemReceipt[],
): ReadonlySet<string> {
  const lists = new Map(
    classes.flatMap(({ sisClass, lineItems, readAt }) => {
      if (!lineItems) return [];
      return [
        [sisClass.sourcedId, { readAt, ids: new Set(lineItems.map(({ sourcedId }) => sourcedId)) }] as const,
      ];
    }),
  );
  const missing = receipts.filter(({ classSourcedId, sourcedId, sentAt }) => {
    const list = lists.get(classSourcedId);
    return list !== undefined && list.readAt > sentAt && !list.ids.has(sourcedId);
  });
  return new Set(missing.map((receipt) => receipt.sourcedId));
}

async function* compareAssignment(
  compared: {
    readonly stores: PassbackStores;
    readonly course: CourseRecord;
    readonly classSections: ClassSections;
    /** What is the same for every grade of the course. */
    readonly situation: Pick<
      GradeSituation,
      'reach' | 'sections' | 'students' | 'missingInSis' | 'profile' | 'settings' | 'timeZone' | 'now'
    >;
  },
  plan: AssignmentPlan,
  scope: (personId: string) => { readonly taken: boolean; readonly forced: boolean },
): AsyncGenerator<PersonItem[]> {
  const { stores, course, classSections, situation } = compared;
  const assignmentId = plan.assignment.id;
  for await (const batch of stores.grades.streamAssignment(course._id, assignmentId, gradesPerBatch)) {
    const grades = batch.filter((grade) => scope(grade.personId).taken);
    const personIds = grades.map((grade) => grade.personId);
    const [members, receipts] = await Promise.all([
      course.rosterId ? stores.members.findByPersons(course.rosterId, personIds) : [],
      stores.receipts.findResults(course._id, assignmentId, personIds),
    ]);
    const memberOf = new Map(
      members.flatMap((member) => member.personIds.map((id) => [id, member] as const)),
    );
    const receiptsOf = groupBy(receipts, (receipt) => receipt.personId);
    yield grades.flatMap((grade) => {
      const { personId } = grade;
      const member = memberOf.get(personId) ?? null;
      const ownReceipts = limitReceipts(classSections, member, receiptsOf.get(personId) ?? []);
      const items = compareGrade({
        ...situation,
        plan,
        grade,
        member,
        receipts: ownReceipts,
        forced: scope(personId).forced,
      });
      return items.map((item) => ({
        personId,
        name: member?.name ?? '',
        sisId: member?.sisId ?? null,
        sectionIds: sectionsOfItem(classSections, item, member, ownReceipts),
        item,
      }));
    });
  }
}
