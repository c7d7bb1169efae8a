import type { SectionCheck } from './subject.ts';

/** OneRoster requires a due date for every line item. */
export const checkDueDateMissing: SectionCheck = ({ dates, sectionName }) =>
  dates.dueAt === null ? { check: 'due_date_missing', sectionName, values: {} } : null;
