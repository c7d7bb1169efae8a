import type { AssignmentCheck } from './subject.ts';

/** A score out of nothing means nothing to a gradebook. */
export const checkPointsMissing: AssignmentCheck = ({ assignment }) =>
  assignment.pointsPossible === null || assignment.pointsPossible <= 0
    ? { check: 'points_missing', sectionName: null, values: {} }
    : null;
