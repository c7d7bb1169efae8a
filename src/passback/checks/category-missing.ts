import type { SectionCheck } from './subject.ts';

/**
 * No category for the group in this section: "the assignments in that assignment group are not synced" (the guide).
 * Where the SIS needs none, only a group that somebody set to Unassociated is refused.
 */
export const checkCategoryUnassociated: SectionCheck = ({ category, groupName, profile, sectionName }) =>
  category.kind === 'unassociated' && (category.chosen || profile.category === 'required')
    ? { check: 'category_unassociated', sectionName, values: { group: groupName } }
    : null;

/** The category that was chosen is no longer in the SIS. */
export const checkCategoryGone: SectionCheck = ({ category, groupName, sectionName }) =>
  category.kind === 'gone'
    ? { check: 'category_gone', sectionName, values: { group: groupName, category: category.title } }
    : null;
