import type { LaunchContext } from '../../domain/launch-context.ts';
import { ProductError } from '../../errors.ts';
import { type CourseRef, courseKey } from '../../store/passback/course-record.ts';

/** The course of a launch: the only one that the calls of this launch may touch. @throws ProductError `context_missing` */
export function courseOfLaunch({ course, institutionId }: LaunchContext): CourseRef {
  if (!course) throw new ProductError('context_missing');
  const { contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl } = course;
  const key = courseKey(institutionId, contextId);
  return { key, institutionId, contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl };
}
