import { Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf } from '../front/request-fields.ts';
import type { Course } from '../school/records/course.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import { type ApiCaller, addApiRoute, type CourseCaller, findCourse, showsSisIds } from './api-caller.ts';
import { toApiTime } from './api-time.ts';

/** The `type` of an enrollment inside a course or user answer. */
export const shortType = (enrollment: Enrollment): string =>
  enrollment.type.replace('Enrollment', '').replace('StudentView', 'student_view').toLowerCase();

/** Courses and the caller (app/controllers/courses_controller.rb, users_controller.rb). */
export function createCoursesRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  addApiRoute(router, context, 'get', '/api/v1/users/:id', async (caller, req, res) => {
    if (req.params['id'] !== 'self' && req.params['id'] !== String(caller.user.id)) {
      return res.status(404).json({ errors: [{ message: 'The specified resource does not exist.' }] });
    }
    const { user } = caller;
    return res.json({
      id: user.id,
      name: user.name,
      sortable_name: user.sortableName,
      short_name: user.name,
      ...(showsSisIds({ granted: caller.inAccount })
        ? { sis_user_id: user.sisUserId, integration_id: user.integrationId }
        : {}),
      locale: null,
      effective_locale: user.locale,
      permissions: { can_update_name: true, can_update_avatar: false, limit_parent_app_web_access: false },
    });
  });
  addApiRoute(router, context, 'get', '/api/v1/courses', async (caller, req, res) => {
    // An administrator's own list holds only enrollments; all courses are listed under the account.
    const own = new Set(caller.enrollments.filter((e) => e.state === 'active').map((e) => e.courseId));
    const all = await store.courses.list(caller.user);
    const courses = all.filter((course) => own.has(course.id));
    const page = takePage(req, res, publicUrl, courses, pageSize(queryOf(req), apiPages));
    res.json(page.map((course) => toCourseJson(course, caller)));
  });
  // The scope of this route says `:id` where those below it say `:course_id` (doc/api/oauth2 scopes,
  // courses#show).
  addApiRoute(router, context, 'get', '/api/v1/courses/:id', async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res, 'id');
    if (inCourse === null) return;
    const withTerm = queryOf(req).getAll('include[]').includes('term');
    const withContextId = queryOf(req).getAll('include[]').includes('lti_context_id');
    const withPeriods = queryOf(req).getAll('include[]').includes('grading_periods');
    const { term } = await store.account.get();
    res.json({
      ...toCourseJson(inCourse.course, inCourse),
      ...(withContextId ? { lti_context_id: inCourse.course.ltiContextId } : {}),
      ...(withTerm
        ? {
            term: {
              id: term.id,
              name: term.name,
              start_at: toApiTime(term.startAt),
              end_at: toApiTime(term.endAt),
            },
          }
        : {}),
      // Null without a set of grading periods for the term (lib/api/v1/course.rb).
      ...(withPeriods
        ? {
            grading_periods:
              term.gradingPeriods?.map(({ id, title, startAt, endAt }) => ({
                id,
                title,
                start_date: toApiTime(startAt),
                end_date: toApiTime(endAt),
                workflow_state: 'active',
              })) ?? null,
          }
        : {}),
    });
  });
  return router;
}

export function toCourseJson(
  course: Course,
  caller: ApiCaller & Partial<CourseCaller>,
): Readonly<Record<string, unknown>> {
  const own = caller.enrollments.filter((enrollment) => enrollment.courseId === course.id);
  const nickname = course.nicknames?.[String(caller.user.id)];
  return {
    id: course.id,
    name: nickname ?? course.name,
    ...(nickname === undefined ? {} : { original_name: course.name }),
    account_id: course.accountId ?? 1,
    uuid: course.ltiContextId,
    course_code: course.code,
    default_view: 'assignments',
    root_account_id: 1,
    enrollment_term_id: course.termId ?? 1,
    start_at: toApiTime(course.startAt),
    end_at: toApiTime(course.endAt),
    grading_standard_id: null,
    is_public: false,
    workflow_state: course.workflowState,
    apply_assignment_group_weights: course.applyGroupWeights ?? false,
    time_zone: course.timeZone,
    enrollments: own.map((enrollment) => ({
      type: shortType(enrollment),
      role: enrollment.type,
      user_id: enrollment.userId,
      enrollment_state: enrollment.state,
      limit_privileges_to_course_section: enrollment.limitedToSection,
    })),
    ...(showsSisIds({ granted: caller.granted ?? caller.inAccount })
      ? { sis_course_id: course.sisCourseId, sis_import_id: null, integration_id: course.integrationId }
      : {}),
  };
}
