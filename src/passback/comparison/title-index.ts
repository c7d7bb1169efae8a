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

/** The titles of each class, for SISs that allow a title once per class. */
export interface TitleIndex {
  /** Whether another assignment of the course, or a line item that is not ours, has the title in this class. */
  isTaken(section: CanvasSection, snapshot: KnownClass, assignmentId: string, title: string): boolean;
}

/** Collects the titles of a section once, however many assignments ask. */
export function createTitleIndex(
  input: TitleSource,
  sourcedIdOf: (assignment: CourseAssignment, classSourcedId: string) => string,
): TitleIndex {
  if (!input.profile.uniqueTitles) return { isTaken: () => false };
  const bySection = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  return {
    isTaken(section, snapshot, assignmentId, title) {
      const titles = bySection.get(section.id) ?? collectTitles(input, section, snapshot, sourcedIdOf);
      bySection.set(section.id, titles);
      const holders = titles.get(foldName(title));
      return holders !== undefined && [...holders].some((holder) => holder !== assignmentId);
    },
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
