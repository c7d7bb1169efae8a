import type { AssignmentCheck } from './subject.ts';

/** "Differentiated assignments by user will not work" (the guide): a line item has one due date for its class. */
export const checkAssignedToStudents: AssignmentCheck = ({ assignment }) => {
  const students = assignment.overrides.reduce(
    (count, override) => count + (override.kind === 'students' ? override.studentIds.length : 0),
    0,
  );
  const differs = assignment.overrides.some((override) => override.kind === 'students');
  return differs
    ? { check: 'assigned_to_students', sectionName: null, values: { students: String(students) } }
    : null;
};
