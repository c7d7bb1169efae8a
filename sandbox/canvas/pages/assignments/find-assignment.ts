import type { Request } from 'express';
import { routeId } from '../../front/request-fields.ts';
import type { Assignment } from '../../school/records/assignment.ts';
import type { CourseVisit } from '../visit.ts';

/** The course's assignment `:assignmentId`, or null. */
export async function findAssignment(
  { store, course }: CourseVisit,
  req: Request,
): Promise<Assignment | null> {
  const assignment = await store.assignments.find(routeId(req, 'assignmentId') ?? 0);
  return assignment?.courseId === course.id ? assignment : null;
}
