import type { SectionCheck } from './subject.ts';

/** Two columns of one name in one class, where the SIS confuses or refuses them. */
export const checkNameTwice: SectionCheck = ({ title, titleTaken, profile, sectionName }) =>
  profile.uniqueTitles && titleTaken
    ? { check: 'name_twice_in_class', sectionName, values: { title: title.title } }
    : null;
