import type { AssignmentCheck } from './subject.ts';

/** Canvas leaves the assignment out of the final grade, and the institution does not send such work. */
export const checkNotCounted: AssignmentCheck = ({ assignment, settings }) =>
  assignment.omitFromFinalGrade && !settings.sendNotCounted
    ? { check: 'not_counted', sectionName: null, values: {} }
    : null;

/** Canvas hides the assignment in its gradebook, and the institution does not send such work. */
export const checkHiddenInGradebook: AssignmentCheck = ({ assignment, settings }) =>
  assignment.hideInGradebook && !settings.sendHiddenInGradebook
    ? { check: 'hidden_in_gradebook', sectionName: null, values: {} }
    : null;
