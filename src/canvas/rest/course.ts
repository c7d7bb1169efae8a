import { z } from 'zod';
import type { CanvasCourse } from '../../domain/course.ts';
import { ProductError } from '../../errors.ts';
import { idField } from '../answer-fields.ts';
import { parseAnswer } from '../parse-answer.ts';
import type { CanvasGet } from './canvas-get.ts';
import { toIanaZone } from './time-zones.ts';

/** A course outside its dates is answered with its id and this mark alone. */
const courseSchema = z.union([
  z.object({ access_restricted_by_date: z.literal(true) }),
  z.object({ id: idField, name: z.string(), time_zone: z.string() }),
]);

/** @throws ProductError `canvas_unexpected` for a time zone that nobody knows: due days would be wrong */
export async function readCourse(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<CanvasCourse> {
  const { json } = await get(`/api/v1/courses/${encodeURIComponent(courseId)}`, signal);
  const course = parseAnswer(courseSchema, json, 'course');
  if (!('id' in course)) {
    throw new ProductError('canvas_refused', { detail: 'course: closed by its dates', next: 'fix' });
  }
  const timeZone = toIanaZone(course.time_zone);
  if (timeZone === null) {
    throw new ProductError('canvas_unexpected', { detail: 'course: unknown time zone' });
  }
  return { id: course.id, name: course.name, timeZone };
}
