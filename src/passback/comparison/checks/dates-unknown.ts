import type { AssignmentCheck } from './subject.ts';

/**
 * Canvas gave neither the overrides nor all dates. Sent anyway, a section might get another's due date
 * (CF13).
 */
export const checkDatesUnknown: AssignmentCheck = ({ assignment }) =>
  assignment.datesKnown ? null : { check: 'dates_unknown', sectionName: null, values: {} };
