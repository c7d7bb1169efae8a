import type { AssignmentCheck } from './subject.ts';

/** A line item needs a maximum. 0 is one where the institution sends extra credit (P17). */
export const checkPointsMissing: AssignmentCheck = ({ assignment: { pointsPossible }, settings }) => {
  const isExtraCredit = pointsPossible === 0 && settings.zeroPoints === 'send';
  return isExtraCredit || (pointsPossible !== null && pointsPossible > 0)
    ? null
    : { check: 'points_missing', sectionName: null, values: {} };
};
