import { mappingKey } from '../../domain/categories/mapping-table.ts';
import {
  type CategoryMapping,
  type CategoryResolution,
  resolveCategory,
} from '../../domain/categories/resolve-category.ts';
import type { CanvasAssignmentGroup, CanvasSection } from '../../domain/course.ts';
import type { Institution } from '../../domain/institution.ts';
import type { SisCategory } from '../../domain/sis.ts';
import { type SisProfile, takesFiles } from '../../oneroster/profile/sis-profile.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';
import type { CourseAssignment } from '../../store/passback/course-record.ts';
import { makeOwnCategories } from './own-categories.ts';
import { findCategoryOfFinalGrade } from './place-final-grade.ts';

/** What decides about categories in a course. */
export interface CategorySource {
  readonly institution: Pick<Institution, 'id' | 'settings'>;
  readonly course: { readonly groups: readonly CanvasAssignmentGroup[] };
  readonly profile: SisProfile;
  readonly mappings: ReadonlyMap<string, CategoryMapping>;
}

/** An assignment in one section; `group` is its own, if the course still has it. */
export interface Categorized {
  readonly assignment: CourseAssignment;
  readonly group: CanvasAssignmentGroup | undefined;
  readonly section: CanvasSection;
}

/** The category of an assignment or a final grade in a class, and those that the class offers it. Pure. */
export function findCategory(
  { institution, course, profile, mappings }: CategorySource,
  { assignment, group, section }: Categorized,
  { categories, refused }: Extract<ClassSnapshot, { match: 'one' }>,
): { readonly category: CategoryResolution; readonly offered: readonly SisCategory[] } {
  const { categoryPage, matchCategoriesByName, ungroupedCategory, finalGradeCategory } = institution.settings;
  const name = assignment.source === 'final' ? finalGradeCategory : (group?.name ?? ungroupedCategory);
  const makesOwn = takesFiles(profile) && categories.length === 0;
  const offered = makesOwn
    ? makeOwnCategories(institution.id, [...course.groups.map((one) => one.name), name])
    : categories;
  if (assignment.source === 'final') return { category: findCategoryOfFinalGrade(name, offered), offered };
  const mapping = mappings.get(mappingKey(assignment.groupId, section.id)) ?? null;
  // Without a group, and with the page off, only names can match.
  const byName = group === undefined || !categoryPage || matchCategoriesByName || makesOwn;
  const resolved = resolveCategory(name, offered, mapping, byName);
  // What cannot be read is not gone: the category that somebody chose goes with the assignment.
  const stands = resolved.kind === 'gone' && mapping?.kind === 'category' && refused.includes('categories');
  return { category: stands ? { kind: 'mapped', category: mapping, byName: false } : resolved, offered };
}
