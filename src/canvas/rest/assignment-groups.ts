import { z } from 'zod';
import type { CanvasAssignmentGroup } from '../../domain/course.ts';
import { idField } from '../answer-fields.ts';
import type { CanvasGet } from './canvas-get.ts';
import { readList } from './read-list.ts';

/** `lib/api/v1/assignment_group.rb`. */
const groupSchema = z
  .object({ id: idField, name: z.string(), position: z.number().nullable() })
  .transform(({ id, name, position }): CanvasAssignmentGroup => ({ id, name, position: position ?? 0 }));

export function readAssignmentGroups(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly CanvasAssignmentGroup[]> {
  const address = `/api/v1/courses/${encodeURIComponent(courseId)}/assignment_groups?per_page=100`;
  return readList(get, address, groupSchema, 'assignment groups', signal);
}
