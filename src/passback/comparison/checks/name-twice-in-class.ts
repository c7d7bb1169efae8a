import type { SectionCheck } from './subject.ts';

/** Some SISs refuse or confuse two line items with the same name in one class. */
export const checkNameTwice: SectionCheck = ({ title, titleTaken, profile, sectionName }) =>
  profile.uniqueTitles && titleTaken
    ? { check: 'name_twice_in_class', sectionName, values: { title: title.title } }
    : null;
