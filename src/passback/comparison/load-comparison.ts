import { toMappings } from '../../domain/categories/mapping-table.ts';
import type { Institution } from '../../domain/institution.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import { type ComparedItem, compareGrade, type GradeSituation } from './compare-grade.ts';
import { groupBy } from './group-by.ts';
import { type AssignmentPlan, createPlanner, lineItemKey, type Planner } from './plan-assignment.ts';
import { createStudentIndex } from './student-index.ts';

/** Grades looked at in one go. */
const gradesAtOnce = 500;

/** A course with everything that comparing its grades needs. */
export interface Comparison {
  readonly course: CourseRecord;
  readonly plan: Planner;
  readonly lineItemReceipts: ReadonlyMap<string, LineItemReceipt>;
  /** Our line items that the SIS has lost. */
  readonly vanished: ReadonlySet<string>;
  /** The items of an assignment's grades, in batches. */
  compare(
    plan: AssignmentPlan,
    scope: (personId: string) => { readonly taken: boolean; readonly forced: boolean },
  ): AsyncIterable<PersonItem[]>;
}

/** What became of one person's grade in one class. */
export interface PersonItem {
  readonly personId: string;
  readonly name: string;
  readonly sisId: string | null;
  readonly item: ComparedItem;
}

/** Loads what was read of the course and its classes, for stage 3 and for the Post Grades page. */
export async function loadComparison(
  stores: PassbackStores,
  institution: Institution,
  profile: SisProfile,
  course: CourseRecord,
  contextId: string,
  now: Date,
): Promise<Comparison> {
  const sisIds = [...new Set(course.sections.flatMap((section) => section.sisId ?? []))];
  const [records, receipts, chosen] = await Promise.all([
    stores.classSnapshots.find(institution.id, sisIds),
    stores.receipts.findLineItems(course._id),
    stores.categoryMappings.find(course._id),
  ]);
  const readings = new Map(records.map((record) => [record.sectionSisId, record.snapshot]));
  const classes = records.flatMap(({ snapshot, readAt }) =>
    snapshot.match === 'one' ? [{ ...snapshot, readAt }] : [],
  );
  const students = new Map(classes.map((one) => [one.sisClass.sourcedId, createStudentIndex(one.students)]));
  const lineItemReceipts = new Map(
    receipts.map((receipt) => [lineItemKey(receipt.assignmentId, receipt.classSourcedId), receipt]),
  );
  const vanished = findVanished(classes, receipts);
  const plan = createPlanner({
    institution,
    contextId,
    course,
    profile,
    readings,
    // Where the page is off nobody can see or change what was chosen on it: names alone count.
    mappings: toMappings(institution.settings.categoryPage ? chosen.rows : []),
    knownLineItems: lineItemReceipts,
  });
  const fixed = {
    sections: course.sections,
    students,
    vanished,
    profile,
    settings: institution.settings,
    timeZone: course.timeZone,
    now,
  };
  return {
    course,
    plan,
    lineItemReceipts,
    vanished,
    compare: (assignment, scope) => compareAssignment(stores, course, fixed, assignment, scope),
  };
}

/** Line items that we sent and that a later reading of the class's whole list does not hold any more. */
function findVanished(
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
      return [[sisClass.sourcedId, { readAt, ids: new Set(lineItems.map((one) => one.sourcedId)) }] as const];
    }),
  );
  const lost = receipts.filter(({ classSourcedId, sourcedId, sentAt }) => {
    const list = lists.get(classSourcedId);
    return list !== undefined && list.readAt > sentAt && !list.ids.has(sourcedId);
  });
  return new Set(lost.map((receipt) => receipt.sourcedId));
}

async function* compareAssignment(
  stores: PassbackStores,
  course: CourseRecord,
  fixed: Pick<
    GradeSituation,
    'sections' | 'students' | 'vanished' | 'profile' | 'settings' | 'timeZone' | 'now'
  >,
  plan: AssignmentPlan,
  scope: (personId: string) => { readonly taken: boolean; readonly forced: boolean },
): AsyncGenerator<PersonItem[]> {
  const assignmentId = plan.assignment.id;
  for await (const batch of stores.grades.streamAssignment(course._id, assignmentId, gradesAtOnce)) {
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
      const situation = { plan, grade, member, receipts: receiptsOf.get(personId) ?? [], ...fixed };
      const items = compareGrade({ ...situation, forced: scope(personId).forced });
      return items.map((item) => ({
        personId,
        name: member?.name ?? '',
        sisId: member?.sisId ?? null,
        item,
      }));
    });
  }
}
