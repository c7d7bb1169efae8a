import type { AssignmentCheck } from './subject.ts';

/** The SIS needs a name for its line item. */
export const checkNameEmpty: AssignmentCheck = ({ title }) =>
  title.title === '' ? { check: 'name_empty', sectionName: null, values: {} } : null;
