import type { AssignmentCheck } from './subject.ts';

/** A line item needs a maximum. */
export const checkPointsMissing: AssignmentCheck = ({ assignment }) =>
  assignment.pointsPossible === null || assignment.pointsPossible <= 0
    ? { check: 'points_missing', sectionName: null, values: {} }
    : null;
