import type { SectionCheck, SectionSubject } from './subject.ts';

/**
 * The group has no category in this section: "the assignments in that assignment group are not synced" (the
 * guide). Exception: if the SIS requires no category and has none for the class, a group that nobody set to
 * Unassociated is sent without one. So is an assignment whose group nobody knows.
 */
export const checkCategoryUnassociated: SectionCheck = (subject) => {
  const { assignment, category, groupName: group, profile, sectionName } = subject;
  if (category.kind !== 'unassociated') return null;
  if (hasNothingToChoose(subject)) return null;
  if (assignment.groupId === '') {
    return profile.category === 'required' ? { check: 'no_group', sectionName, values: {} } : null;
  }
  const isNeeded = category.chosen || profile.category === 'required' || subject.classHasCategories;
  const values = { group, groupId: assignment.groupId };
  return isNeeded ? { check: 'category_unassociated', sectionName, values } : null;
};

/** The mapped category is no longer in the SIS. */
export const checkCategoryGone: SectionCheck = ({ assignment, category, groupName: group, sectionName }) =>
  category.kind === 'gone'
    ? {
        check: 'category_gone',
        sectionName,
        values: { group, groupId: assignment.groupId, category: category.title },
      }
    : null;

/** The SIS needs a category and shows none for the class, so no choice in Canvas helps. */
export const checkCategoriesMissing: SectionCheck = (subject) => {
  if (!hasNothingToChoose(subject)) return null;
  const check = subject.refused.includes('categories') ? 'categories_unreadable' : 'categories_none';
  return { check, sectionName: subject.sectionName, values: {} };
};

function hasNothingToChoose({ category, classHasCategories, profile, refused }: SectionSubject): boolean {
  if (profile.category !== 'required' || category.kind !== 'unassociated' || category.chosen) return false;
  return !classHasCategories || refused.includes('categories');
}
