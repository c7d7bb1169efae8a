import { Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf } from '../front/request-fields.ts';
import type { Section } from '../school/records/course.ts';
import { addApiRoute, findCourse, requireAny, showsSisIds } from './api-caller.ts';
import { toApiTime } from './api-time.ts';

/**
 * The sections of a course (app/controllers/sections_controller.rb, lib/api/v1/section.rb). People who are
 * limited to their own sections get all of them too.
 */
export function createSectionsRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  addApiRoute(router, context, 'get', '/api/v1/courses/:course_id/sections', async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null || !requireAny(inCourse, ['read_roster', 'view_all_grades'], context, res)) return;
    const { course } = inCourse;
    const query = queryOf(req);
    const all = await store.courses.sections(course.id);
    const page = takePage(req, res, publicUrl, all, pageSize(query, apiPages));
    const withCount = query.getAll('include[]').includes('total_students');
    const enrollments = withCount ? await store.people.enrollments(course.id) : [];
    const withSis = showsSisIds(inCourse);
    res.json(
      page.map((section) => ({
        ...toSectionJson(section, withSis),
        ...(withSis ? { sis_course_id: course.sisCourseId } : {}),
        ...(withCount
          ? {
              total_students: enrollments.filter(
                (e) => e.sectionId === section.id && e.type === 'StudentEnrollment' && e.state === 'active',
              ).length,
            }
          : {}),
      })),
    );
  });
  return router;
}

function toSectionJson(section: Section, withSis: boolean): Readonly<Record<string, unknown>> {
  return {
    id: section.id,
    course_id: section.courseId,
    name: section.name,
    start_at: toApiTime(null),
    end_at: toApiTime(null),
    restrict_enrollments_to_section_dates: null,
    nonxlist_course_id: section.nonXlistCourseId,
    ...(withSis ? { sis_section_id: section.sisSectionId, integration_id: section.integrationId } : {}),
  };
}
