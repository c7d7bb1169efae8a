import type { AssignmentCheck } from './subject.ts';

/** A line item has one due date for its class. "Differentiated assignments by user will not work" (the guide). */
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
