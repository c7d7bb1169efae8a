import { foldName } from '../../domain/categories/resolve-category.ts';
import type { CanvasSection } from '../../domain/course.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { CourseAssignment } from '../../store/passback/course-record.ts';
import { datesInSection } from './section-dates.ts';
import type { PlannedTitle } from './titles.ts';

type KnownClass = Extract<ClassSnapshot, { match: 'one' }>;

/** Where the titles of a course come from. */
export interface TitleSource {
  readonly course: { readonly assignments: readonly CourseAssignment[] };
  readonly profile: Pick<SisProfile, 'uniqueTitles'>;
  /** By assignment id. */
  readonly titles: ReadonlyMap<string, PlannedTitle>;
}

/** Whose title it may be: an assignment, and the line item in the SIS that is its own already. */
export interface TitleHolder {
  readonly assignmentId: string;
  readonly existing: string | null;
}

/** The titles of each class. */
export interface TitleIndex {
  /** Whether another assignment of the course, or a line item that is not ours, has the title in this class. */
  isTaken(section: CanvasSection, snapshot: KnownClass, holder: TitleHolder, title: string): boolean;
  /** How many other assignments of the course have the title in this class. */
  countRivals(section: CanvasSection, snapshot: KnownClass, assignmentId: string, title: string): number;
}

/** Collects the titles of a section once, however many assignments ask. */
export function createTitleIndex(
  input: TitleSource,
  sourcedIdOf: (assignment: CourseAssignment, classSourcedId: string) => string,
): TitleIndex {
  const bySection = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  const findHolders = (section: CanvasSection, snapshot: KnownClass, title: string): readonly string[] => {
    const titles = bySection.get(section.id) ?? collectTitles(input, section, snapshot, sourcedIdOf);
    bySection.set(section.id, titles);
    return [...(titles.get(foldName(title)) ?? [])];
  };
  return {
    // Only some SISs allow a title once per class.
    isTaken: (section, snapshot, { assignmentId, existing }, title) =>
      input.profile.uniqueTitles &&
      findHolders(section, snapshot, title).some(
        (holder) => holder !== assignmentId && holder !== ` ${existing}`,
      ),
    countRivals: (section, snapshot, assignmentId, title) =>
      findHolders(section, snapshot, title).filter(
        (holder) => holder !== assignmentId && !holder.startsWith(' '),
      ).length,
  };
}

/**
 * Who has each folded title: assignment ids and, with a blank in front, ids of line items that are not ours.
 */
function collectTitles(
  input: TitleSource,
  section: CanvasSection,
  snapshot: KnownClass,
  sourcedIdOf: (assignment: CourseAssignment, classSourcedId: string) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const titles = new Map<string, Set<string>>();
  const add = (title: string, holder: string): void => {
    const holders = titles.get(foldName(title)) ?? new Set<string>();
    titles.set(foldName(title), holders.add(holder));
  };
  const ours = new Set<string>();
  for (const assignment of input.course.assignments) {
    ours.add(sourcedIdOf(assignment, snapshot.sisClass.sourcedId));
    if (datesInSection(assignment, section.id) === null) continue;
    add(input.titles.get(assignment.id)?.title ?? '', assignment.id);
  }
  for (const lineItem of snapshot.lineItems ?? []) {
    if (!ours.has(lineItem.sourcedId)) add(lineItem.title, ` ${lineItem.sourcedId}`);
  }
  return titles;
}
