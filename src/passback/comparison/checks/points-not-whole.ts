import type { AssignmentCheck } from './subject.ts';

/** Some SISs accept only whole maximum points (Skyward: "8/10.5 fails"). */
export const checkPointsNotWhole: AssignmentCheck = ({ assignment, profile }) =>
  profile.wholePointsOnly &&
  assignment.pointsPossible !== null &&
  !Number.isInteger(assignment.pointsPossible)
    ? {
        check: 'points_not_whole',
        sectionName: null,
        values: { points: String(assignment.pointsPossible) },
      }
    : null;
