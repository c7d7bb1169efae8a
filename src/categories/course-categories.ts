import type { GroupMarker } from '../canvas/create-group-marker.ts';
import { applyChoices } from '../domain/categories/apply-choices.ts';
import { buildCategoryPage } from '../domain/categories/build-category-page.ts';
import type { CategoryPage, ClassCategories, CourseCategories } from '../domain/categories/category-page.ts';
import type { CanvasAssignmentGroup } from '../domain/course.ts';
import type { Institution } from '../domain/institution.ts';
import type { CanvasPerson, LaunchContext } from '../domain/launch-context.ts';
import { limitSections } from '../domain/reach.ts';
import type { SisCategory } from '../domain/sis.ts';
import { ProductError } from '../errors.ts';
import { type SisProfile, takesFiles } from '../oneroster/profile/sis-profile.ts';
import { makeOwnCategories } from '../passback/comparison/own-categories.ts';
import type { PassbackDeps } from '../passback/passback-deps.ts';
import { findReach } from '../passback/runs/find-reach.ts';
import { courseOfLaunch } from '../passback/runs/launched-course.ts';
import type { CourseMappings } from '../store/category-mappings.ts';
import type { CourseRef } from '../store/passback/course-record.ts';
import { markGroups } from './mark-groups.ts';
import { createChosen, type OfferedCategories, offerNewCategories } from './new-categories.ts';
import { readCourseAndSis } from './read-course.ts';

export interface CourseCategoriesDeps
  extends Pick<PassbackDeps, 'stores' | 'findInstitution' | 'openCanvas' | 'openSis' | 'clock' | 'log'> {
  /** Null if Canvas cannot be written to. */
  readonly openGroupMarker: (
    institution: Institution,
    course: CourseRef,
    person: CanvasPerson,
  ) => GroupMarker | null;
}

/** Attempts if other people save between our reading and our saving. */
const saveAttempts = 3;

/**
 * A course's categories for the Sync SIS Categories page: those of the sections that the person may see
 * (S61).
 */
export function createCourseCategories(deps: CourseCategoriesDeps): CourseCategories {
  const { stores, clock, log } = deps;

  async function open(launch: LaunchContext, signal: AbortSignal) {
    const course = courseOfLaunch(launch);
    const institution = await deps.findInstitution(course.institutionId);
    if (!institution) throw new ProductError('institution_invalid');
    const sis = await deps.openSis(institution);
    if (!sis) throw new ProductError('sis_not_connected', { next: 'fix' });
    const reach = await findReach(deps, launch);
    const reader = await deps.openCanvas(institution, course, launch.person);
    const read = await readCourseAndSis(deps, { sis, reader, course }, signal);
    const found = {
      ...read,
      classes: offerByName(read, institution, sis.client.profile),
      sections: limitSections(reach, read.sections),
    };
    const matchByName = institution.settings.matchCategoriesByName;
    const buildPage = (stored: CourseMappings): CategoryPage =>
      buildCategoryPage({ ...found, stored, matchByName });
    return { course, institution, buildPage, sis, offered: found };
  }

  return {
    async read(launch, signal) {
      const { course, buildPage } = await open(launch, signal);
      return buildPage(await stores.categoryMappings.find(course.key));
    },
    async sync(launch, form, signal) {
      const { course, institution, buildPage, sis, offered } = await open(launch, signal);
      const marker = deps.openGroupMarker(institution, course, launch.person);
      for (let attempt = 1; attempt <= saveAttempts; attempt += 1) {
        const stored = await stores.categoryMappings.find(course.key);
        const applied = applyChoices(buildPage(stored), stored.rows, form);
        if (applied.kind === 'conflict') return { kind: 'conflict', page: applied.page };
        if (applied.kind === 'same') {
          const marks = await markGroups(log, marker, stored.rows, signal);
          return { kind: 'synced', marks, changes: 0 };
        }
        const { changes } = applied;
        const place = { sis, institutionId: course.institutionId };
        const rows = await createChosen(
          deps,
          place,
          offered,
          { rows: applied.rows, version: stored.version + 1 },
          signal,
        );
        const next = { rows, changedBy: launch.person.name, changedAt: clock() };
        if (!(await stores.categoryMappings.save(course, stored.version, next))) continue;
        const marks = await markGroups(log, marker, rows, signal);
        const { institutionId } = course;
        log.info({ event: 'categories_synced', institutionId, changes, marks }, 'categories synced');
        return { kind: 'synced', marks, changes };
      }
      throw new ProductError('internal', { detail: 'the mappings change faster than they can be saved' });
    },
  };
}

/** The classes with the categories that follow from the groups' names: those of files, or new ones where they are created. */
function offerByName(
  {
    classes,
    groups,
  }: { readonly classes: OfferedCategories['classes']; readonly groups: readonly CanvasAssignmentGroup[] },
  { id: institutionId, settings }: Institution,
  profile: SisProfile,
): OfferedCategories['classes'] {
  const names = namesOf(groups);
  if (takesFiles(profile)) return offerOwnCategories(classes, makeOwnCategories(institutionId, names));
  const creates = settings.createCategories && profile.pathId === 'ours';
  return creates ? offerNewCategories(classes, names, { institutionId, profile }) : classes;
}

const namesOf = (groups: readonly CanvasAssignmentGroup[]): readonly string[] =>
  groups.map(({ name }) => name);

/** Classes without categories of the SIS's get ours. */
function offerOwnCategories(
  classes: ReadonlyMap<string, ClassCategories>,
  categories: readonly SisCategory[],
): ReadonlyMap<string, ClassCategories> {
  return new Map(
    [...classes].map(([sisId, sisClass]) =>
      sisClass.kind === 'read' && sisClass.categories.length === 0
        ? [sisId, { kind: 'read', categories }]
        : [sisId, sisClass],
    ),
  );
}
