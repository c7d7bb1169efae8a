import type { SectionCheck } from './subject.ts';

/** OneRoster requires a due date for every line item; an institution may let one go without, or with a stand-in (P15). */
export const checkDueDateMissing: SectionCheck = ({ dueDay, sectionName }) =>
  dueDay === null ? { check: 'due_date_missing', sectionName, values: {} } : null;
