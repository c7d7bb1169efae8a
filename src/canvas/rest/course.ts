import { z } from 'zod';
import type { CanvasAssignmentGroup, CanvasCourse, CanvasSection } from '../../domain/course.ts';
import { ProductError } from '../../errors.ts';
import { idField, instantField, sisIdField } from '../answer-fields.ts';
import { parseAnswer } from '../parse-answer.ts';
import type { CanvasGet } from './canvas-calls.ts';
import { readList } from './read-list.ts';
import { toIanaZone } from './time-zones.ts';

/** Outside a course's dates Canvas answers with only its id and this flag. */
const courseSchema = z.union([
  z.object({ access_restricted_by_date: z.literal(true) }),
  z.object({
    id: idField,
    name: z.string(),
    /** The course's own name, if `name` is the nickname that this person gave it. */
    original_name: z.string().nullish(),
    time_zone: z.string(),
    end_at: instantField.optional(),
    term: z.object({ end_at: instantField.optional() }).nullish(),
    /** Also deleted ones; null if the term is not divided (CF23). */
    grading_periods: z
      .array(
        z.object({
          id: idField,
          title: z.string(),
          start_date: z.iso.datetime({ offset: true }),
          end_date: z.iso.datetime({ offset: true }),
          workflow_state: z.string().optional(),
        }),
      )
      .nullish(),
  }),
]);

/** `lib/api/v1/section.rb`; `sis_section_id` needs the right to read SIS data on the root account. */
const sectionSchema = z
  .object({ id: idField, name: z.string(), sis_section_id: sisIdField })
  .transform(({ id, name, sis_section_id }): CanvasSection => ({ id, name, sisId: sis_section_id }));

/** `lib/api/v1/assignment_group.rb`. */
const groupSchema = z
  .object({ id: idField, name: z.string(), position: z.number().nullable() })
  .transform(({ id, name, position }): CanvasAssignmentGroup => ({ id, name, position: position ?? 0 }));

/**
 * Canvas adds the term to every course on request (`lib/api/v1/course.rb`), unless the key enforces scopes without *Allow Include Parameters*, which would silently cost sections and
 * due dates as well.
 * @throws ProductError `canvas_includes_off`; `canvas_unexpected` for an unknown time zone, in which due
 * dates would be wrong
 */
export async function readCourse(
  get: CanvasGet,
  { courseId, withGradingPeriods }: { readonly courseId: string; readonly withGradingPeriods: boolean },
  signal: AbortSignal,
): Promise<CanvasCourse> {
  const also = withGradingPeriods ? '&include[]=grading_periods' : '';
  const { json } = await get(`${coursePath(courseId)}?include[]=term${also}`, signal);
  const course = parseAnswer(courseSchema, json, 'course');
  if (!('id' in course)) {
    throw new ProductError('canvas_refused', { detail: 'course: closed by its dates', next: 'fix' });
  }
  if (course.term === undefined) {
    throw new ProductError('canvas_includes_off', { detail: 'course: the term is missing', next: 'fix' });
  }
  const timeZone = toIanaZone(course.time_zone);
  if (timeZone === null) {
    throw new ProductError('canvas_unexpected', { detail: 'course: unknown time zone' });
  }
  return {
    id: course.id,
    name: course.original_name ?? course.name,
    timeZone,
    endAt: course.end_at ?? course.term?.end_at ?? null,
    gradingPeriods: (course.grading_periods ?? [])
      .filter(({ workflow_state }) => workflow_state !== 'deleted')
      .map(({ id, title, start_date, end_date }) => ({
        id,
        title,
        startAt: new Date(start_date),
        endAt: new Date(end_date),
      })),
  };
}

export function readSections(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly CanvasSection[]> {
  const address = `${coursePath(courseId)}/sections?per_page=100`;
  return readList(get, { address, schema: sectionSchema, what: 'sections' }, signal);
}

export function readAssignmentGroups(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly CanvasAssignmentGroup[]> {
  const address = `${coursePath(courseId)}/assignment_groups?per_page=100`;
  return readList(get, { address, schema: groupSchema, what: 'assignment groups' }, signal);
}

function coursePath(courseId: string): string {
  return `/api/v1/courses/${encodeURIComponent(courseId)}`;
}
