import { foldName } from '../../domain/categories/resolve-category.ts';
import type { CanvasSection } from '../../domain/course.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { CourseAssignment } from '../../store/passback/course-record.ts';
import { datesInSection } from './section-dates.ts';
import type { PlannedTitle } from './titles.ts';

type KnownClass = Extract<ClassSnapshot, { match: 'one' }>;

/** What the titles of a course come from. */
export interface TitleSource {
  readonly course: { readonly assignments: readonly CourseAssignment[] };
  readonly profile: Pick<SisProfile, 'uniqueTitles'>;
  /** By assignment id. */
  readonly titles: ReadonlyMap<string, PlannedTitle>;
}

/** Which titles a class has, for SISs that take each title once. */
export interface TitleIndex {
  /** Whether something else in the class has the title: another assignment of the course or a foreign line item. */
  isTaken(section: CanvasSection, reading: KnownClass, assignmentId: string, title: string): boolean;
}

/** Titles by section, collected once per section however many assignments ask. */
export function createTitleIndex(
  input: TitleSource,
  sourcedIdOf: (assignment: CourseAssignment, classSourcedId: string) => string,
): TitleIndex {
  if (!input.profile.uniqueTitles) return { isTaken: () => false };
  const bySection = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  return {
    isTaken(section, reading, assignmentId, title) {
      const titles = bySection.get(section.id) ?? collectTitles(input, section, reading, sourcedIdOf);
      bySection.set(section.id, titles);
      const holders = titles.get(foldName(title));
      return holders !== undefined && [...holders].some((holder) => holder !== assignmentId);
    },
  };
}

/** Who has each folded title: assignment ids, or ids of foreign line items marked by a blank in front. */
function collectTitles(
  input: TitleSource,
  section: CanvasSection,
  reading: KnownClass,
  sourcedIdOf: (assignment: CourseAssignment, classSourcedId: string) => string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const titles = new Map<string, Set<string>>();
  const add = (title: string, holder: string): void => {
    const holders = titles.get(foldName(title)) ?? new Set<string>();
    titles.set(foldName(title), holders.add(holder));
  };
  const ours = new Set<string>();
  for (const assignment of input.course.assignments) {
    ours.add(sourcedIdOf(assignment, reading.sisClass.sourcedId));
    if (datesInSection(assignment, section.id) === null) continue;
    add(input.titles.get(assignment.id)?.title ?? '', assignment.id);
  }
  for (const lineItem of reading.lineItems ?? []) {
    if (!ours.has(lineItem.sourcedId)) add(lineItem.title, ` ${lineItem.sourcedId}`);
  }
  return titles;
}
