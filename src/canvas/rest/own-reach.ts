import { z } from 'zod';
import { type Reach, wholeCourse } from '../../domain/reach.ts';
import { idField, sisIdField } from '../answer-fields.ts';
import type { CanvasGet } from './canvas-calls.ts';
import { readList } from './read-list.ts';

/**
 * One enrollment (`lib/api/v1/user.rb`); `sis_section_id` needs the right to read SIS data on the root
 * account.
 */
const enrollmentSchema = z.object({
  id: idField,
  course_section_id: idField,
  sis_section_id: sisIdField,
  enrollment_state: z.string(),
  limit_privileges_to_course_section: z.boolean().nullish(),
});

/**
 * All but deleted ones: whether a person is limited depends on ended enrollments too
 * (`section_visibilities_for`).
 */
const states = ['active', 'invited', 'creation_pending', 'rejected', 'completed', 'inactive'] as const;

/**
 * The part of a course that the token's owner may see. Canvas limits people all of whose enrollments are
 * limited (`enrollment_visibility_level_for` in `app/models/course.rb`). An administrator without any sees
 * the whole course. Everybody may read their own enrollments (`user_id` in `doc/api/enrollments.md`).
 */
export async function readOwnReach(get: CanvasGet, courseId: string, signal: AbortSignal): Promise<Reach> {
  const parameters = new URLSearchParams([
    ['user_id', 'self'],
    ...states.map((state): [string, string] => ['state[]', state]),
    ['per_page', '100'],
  ]);
  const address = `/api/v1/courses/${encodeURIComponent(courseId)}/enrollments?${parameters}`;
  const own = await readList(get, { address, schema: enrollmentSchema, what: 'own enrollments' }, signal);
  const isLimited = own.length > 0 && own.every((one) => one.limit_privileges_to_course_section === true);
  if (!isLimited) return wholeCourse;
  const active = own.filter((one) => one.enrollment_state === 'active');
  return {
    kind: 'sections',
    ids: [...new Set(active.map((one) => one.course_section_id))],
    sisIds: [...new Set(active.flatMap((one) => one.sis_section_id ?? []))],
  };
}
