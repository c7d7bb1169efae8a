import { toMappings } from '../../domain/categories/mapping-table.ts';
import { foldName } from '../../domain/categories/resolve-category.ts';
import { isGivenUp } from '../../domain/cell.ts';
import type { Institution } from '../../domain/institution.ts';
import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { SisList } from '../../domain/refused-list.ts';
import {
  canClearResults,
  type SisProfile,
  takesFiles,
  trustsCanvasIds,
} from '../../oneroster/profile/sis-profile.ts';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import type { ClaimRules } from './claim-cells.ts';
import { createDetailNames, type DetailNames, hasNewDetails, isShownAsSent } from './line-item-details.ts';
import { toScoreRules } from './map-score.ts';
import { createPlanner, lineItemKey, type Planner, type SectionPlan } from './plan-assignment.ts';
import { shortHash } from './sourced-ids.ts';
import { createStudentIndex } from './student-index.ts';
import { planTitles } from './titles.ts';

type KnownClass = Extract<ClassSnapshot, { match: 'one' }>;

/** A course with everything needed to compare its grades with the SIS. */
export interface Comparison {
  readonly course: CourseRecord;
  readonly plan: Planner;
  readonly lineItemReceipts: ReadonlyMap<string, LineItemReceipt>;
  /** The sourcedIds of our line items that are missing in the SIS. */
  readonly missingInSis: ReadonlySet<string>;
  /**
   * Whether a line item's details have changed and wait to be sent with a score of the class. Always false if
   * the institution sends every change.
   */
  holdsBackDetails(assignmentId: string, plan: SectionPlan): boolean;
  /** Shows a detail of a line item as people know it. */
  readonly nameDetail: DetailNames;
  /** Canvas ids of the sections that feed a class; several may share one. */
  sectionsOfClass(classSourcedId: string): readonly string[];
  /** What decides about every grade of the course alike. */
  readonly rules: ClaimRules & { readonly settings: InstitutionSettings };
  /** A hash of `rules` without the current time. */
  readonly rulesFingerprint: string;
}

/** Which course is compared, and under which rules. */
export interface ComparisonSource {
  readonly institution: Institution;
  readonly profile: SisProfile;
  readonly course: CourseRecord;
  readonly contextId: string;
  readonly now: Date;
  /** Assignments whose line items a person adopts now (P14). */
  readonly adopts?: ReadonlySet<string>;
}

/** Loads what was read of the course and its classes, for stage 3 and the Post Grades page. */
export async function loadComparison(stores: PassbackStores, source: ComparisonSource): Promise<Comparison> {
  const { institution, profile, course, contextId, now } = source;
  const sisIds = [...new Set(course.sections.flatMap((section) => section.sisId ?? []))];
  const [records, receipts, mappings] = await Promise.all([
    stores.classSnapshots.find(institution.id, sisIds),
    stores.receipts.findLineItems({ institutionId: institution.id, courseKey: course._id }),
    stores.categoryMappings.find(course._id),
  ]);
  const snapshots = new Map(records.map((record) => [record.sectionSisId, record.snapshot]));
  const classes = records.flatMap(({ snapshot, readAt }) =>
    snapshot.match === 'one' ? [{ ...snapshot, readAt }] : [],
  );
  const studentsByClass = new Map(
    classes.map(({ sisClass, students, refused }) => {
      const trusts =
        trustsCanvasIds(profile) || (refused.includes('students') && profile.matchStudentBy === 'sourcedId');
      return [sisClass.sourcedId, createStudentIndex(students, trusts)];
    }),
  );
  const lineItemReceipts = new Map(
    receipts.map((receipt) => [lineItemKey(receipt.assignmentId, receipt.classSourcedId), receipt]),
  );
  const missingInSis = findMissingInSis(classes, receipts);
  const scope = { institutionId: institution.id, courseKey: course._id };
  const classIds = findNamesakes(classes, source, receipts);
  const ofOthers = classIds.length > 0 ? await stores.receipts.findOfOtherCourses(scope, classIds) : [];
  const plan = createPlanner({
    institution,
    contextId,
    course,
    profile,
    snapshots,
    // With the category page off nobody can see or change the mappings, so only names count.
    mappings: toMappings(institution.settings.categoryPage ? mappings.rows : []),
    knownLineItems: lineItemReceipts,
    ofOtherCourses: new Set(ofOthers.map(matchingForm)),
    now,
    ...(source.adopts ? { adopts: source.adopts } : {}),
  });
  const { settings } = institution;
  const rules = {
    sections: course.sections,
    students: studentsByClass,
    profile,
    settings,
    timeZone: course.timeZone,
    now,
  };
  return {
    course,
    plan,
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
    nameDetail: createDetailNames(records),
    sectionsOfClass: (classSourcedId) =>
      course.sections.flatMap(({ id, sisId }) => {
        const snapshot = snapshots.get(sisId ?? '');
        return snapshot?.match === 'one' && snapshot.sisClass.sourcedId === classSourcedId ? [id] : [];
      }),
    rules,
    rulesFingerprint: fingerprintRules(source, classes),
  };
}

/** The classes that hold a line item which is not known as ours and has an assignment's title. */
function findNamesakes(
  classes: readonly Pick<KnownClass, 'sisClass' | 'lineItems'>[],
  { institution, profile, course }: ComparisonSource,
  receipts: readonly LineItemReceipt[],
): readonly string[] {
  const { titleLimit, longTitles } = institution.settings;
  const planned = planTitles(course.assignments, titleLimit ?? profile.titleLimit, longTitles);
  const titles = new Set([...planned.values()].map(({ title }) => foldName(title)));
  const ours = new Set(receipts.map(({ sourcedId }) => matchingForm(sourcedId)));
  const isNamesake = ({
    sourcedId,
    title,
  }: {
    readonly sourcedId: string;
    readonly title: string;
  }): boolean => titles.has(foldName(title)) && !ours.has(matchingForm(sourcedId));
  return classes.flatMap(({ sisClass, lineItems }) =>
    (lineItems ?? []).some(isNamesake) ? [sisClass.sourcedId] : [],
  );
}

/**
 * Line items that we sent and that a later reading of all the class's line items did not find. One that the SIS has never
 * shown is none of them once it was sent several times: its results may be there.
 */
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
        [
          sisClass.sourcedId,
          { readAt, ids: new Set(lineItems.map(({ sourcedId }) => matchingForm(sourcedId))) },
        ] as const,
      ];
    }),
  );
  const missing = receipts.filter((receipt) => {
    const { classSourcedId, sourcedId, sentAt, sendings } = receipt;
    const list = lists.get(classSourcedId);
    if (list === undefined || list.readAt <= sentAt || list.ids.has(matchingForm(sourcedId))) return false;
    return isShownAsSent(receipt) || !isGivenUp(sendings);
  });
  return new Set(missing.map((receipt) => receipt.sourcedId));
}

/**
 * Everything about the course, the school and the SIS, besides plans and grades, that a cell's state may
 * depend on.
 */
function fingerprintRules(
  { institution, profile, course }: ComparisonSource,
  classes: readonly {
    readonly sisClass: { readonly sourcedId: string };
    readonly students: readonly { readonly sourcedId: string; readonly key: string }[];
    readonly refused: readonly SisList[];
  }[],
): string {
  const { sendHiddenGrades, resend, conflicts, removal, scoreDecimals, belowZero } = institution.settings;
  const { version, overMaximum, rounding, wholeScoresOnly, exempt, lateAndMissing, textScores } =
    toScoreRules(profile, institution.settings);
  const rosters = classes.map(({ sisClass, students, refused }) => [
    sisClass.sourcedId,
    students.map(({ sourcedId, key }) => `${sourcedId} ${key}`).sort(),
    ...(refused.includes('students') ? ['refused'] : []),
  ]);
  return shortHash([
    course.sections.map(({ id, sisId }) => [id, sisId]),
    course.timeZone,
    [sendHiddenGrades, resend, conflicts, removal],
    [version, overMaximum, rounding, wholeScoresOnly, exempt, lateAndMissing],
    rosters,
    // Without it the fingerprint is that of earlier versions, so an upgrade evaluates nothing again.
    ...(scoreDecimals === null ? [] : [scoreDecimals]),
    ...(belowZero === 'send' ? [] : [belowZero]),
    ...(textScores === 'none'
      ? []
      : ['texts', textScores, course.assignments.map(({ id, gradingType }) => [id, gradingType])]),
    ...(institution.settings.comments === 'none'
      ? []
      : ['comments', institution.settings.comments, institution.settings.noticeLanguage]),
    ...(takesFiles(profile) ? ['files', profile.roster ?? 'sis'] : []),
    ...(version === '1.1' && canClearResults(profile) && removal === 'clear' ? ['deletes'] : []),
  ]);
}
