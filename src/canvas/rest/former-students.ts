import { z } from 'zod';
import type { CanvasMember } from '../../domain/course.ts';
import { idField, sisIdField } from '../answer-fields.ts';
import type { CanvasGet } from './canvas-calls.ts';
import { readList } from './read-list.ts';

/** One enrollment (`lib/api/v1/user.rb`, `doc/api/enrollments.md`); SIS ids need the right to read them. */
const enrollmentSchema = z.object({
  id: idField,
  user_id: idField,
  course_section_id: idField,
  sis_section_id: sisIdField,
  user: z.object({ name: z.string(), sis_user_id: sisIdField, login_id: z.string().nullish() }),
});

/**
 * The students who have left the course, whom Names & Roles does not list. Canvas tells no LTI id of theirs here, so that
 * their Canvas id stands in its place.
 */
export async function readFormerStudents(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly CanvasMember[]> {
  const parameters = new URLSearchParams([
    ['type[]', 'StudentEnrollment'],
    ['state[]', 'completed'],
    ['state[]', 'inactive'],
    ['per_page', '100'],
  ]);
  const address = `/api/v1/courses/${encodeURIComponent(courseId)}/enrollments?${parameters}`;
  const what = 'former enrollments';
  const enrollments = await readList(get, { address, schema: enrollmentSchema, what }, signal);
  const former = new Map<string, CanvasMember>();
  for (const { user_id, course_section_id, sis_section_id, user } of enrollments) {
    const known = former.get(user_id);
    former.set(user_id, {
      ltiUserId: `canvas:${user_id}`,
      canvasUserId: user_id,
      sisId: user.sis_user_id,
      integrationId: null,
      loginId: user.login_id ?? null,
      name: user.name,
      isStudent: true,
      hasOtherRole: false,
      isTestStudent: false,
      active: false,
      sectionIds: [...(known?.sectionIds ?? []), course_section_id],
      sectionSisIds: [...(known?.sectionSisIds ?? []), ...(sis_section_id === null ? [] : [sis_section_id])],
    });
  }
  return [...former.values()];
}
