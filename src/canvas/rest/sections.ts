import { z } from 'zod';
import type { CanvasSection } from '../../domain/course.ts';
import { idField, sisIdField } from '../answer-fields.ts';
import type { CanvasGet } from './canvas-get.ts';
import { readList } from './read-list.ts';

/** `lib/api/v1/section.rb`; `sis_section_id` comes only with the right to read SIS data on the root account. */
const sectionSchema = z
  .object({ id: idField, name: z.string(), sis_section_id: sisIdField })
  .transform(({ id, name, sis_section_id }): CanvasSection => ({ id, name, sisId: sis_section_id }));

export function readSections(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly CanvasSection[]> {
  const address = `/api/v1/courses/${encodeURIComponent(courseId)}/sections?per_page=100`;
  return readList(get, address, sectionSchema, 'sections', signal);
}
