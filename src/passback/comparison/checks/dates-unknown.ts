import type { AssignmentCheck } from './subject.ts';

/** Canvas told neither the overrides nor all dates: sent anyway, a section might get the due date of another (CF13). */
export const checkDatesUnknown: AssignmentCheck = ({ assignment }) =>
  assignment.datesKnown ? null : { check: 'dates_unknown', sectionName: null, values: {} };
