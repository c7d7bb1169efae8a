import type { SectionCheck } from './subject.ts';

/**
 * The class does not have the category that the institution named for final grades, or the institution named none and the
 * SIS needs one. Sent without it, a final grade might count in the SIS's own average.
 */
export const checkFinalGradeCategory: SectionCheck = ({ category, profile, refused, sectionName }) => {
  const isMissing =
    category.kind === 'gone' || (category.kind === 'unassociated' && profile.category === 'required');
  if (!isMissing) return null;
  if (refused.includes('categories')) return { check: 'categories_unreadable', sectionName, values: {} };
  const named = category.kind === 'gone' ? category.title : '';
  return { check: 'category_gone', sectionName, values: { category: named } };
};
