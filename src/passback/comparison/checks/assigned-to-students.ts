import type { AssignmentCheck } from './subject.ts';

/**
 * A line item has one due date for its class. "Differentiated assignments by user will not work" (the guide).
 * Course pacing gives every student such dates automatically.
 */
export const checkAssignedToStudents: AssignmentCheck = ({ assignment }) => {
  const students = assignment.overrides.reduce(
    (count, override) => count + (override.kind === 'students' ? override.studentIds.length : 0),
    0,
  );
  const differs = assignment.overrides.some((override) => override.kind === 'students');
  if (!differs) return null;
  const check = assignment.inPacedCourse ? 'paced_course' : 'assigned_to_students';
  return { check, sectionName: null, values: { students: String(students) } };
};
