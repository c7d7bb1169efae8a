import { Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf } from '../front/request-fields.ts';
import { addApiRoute, findCourse, requireAny, showsSisIds } from './api-caller.ts';
import { toApiTime } from './api-time.ts';
import { readEnrollmentGrades } from './enrollment-grades.ts';

/** The enrollments of a course (app/controllers/enrollments_api_controller.rb). */
export function createEnrollmentsRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  addApiRoute(router, context, 'get', '/api/v1/courses/:course_id/enrollments', async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null) return;
    const { course, visibleSections } = inCourse;
    const query = queryOf(req);
    // Callers always see their own, even if they may not see others (`user_id` in doc/api/enrollments.md).
    const userId = query.get('user_id');
    const asksForSelf = userId === 'self' || userId === String(caller.user.id);
    if (!asksForSelf && !requireAny(inCourse, ['read_roster'], context, res)) return;
    const periods = (await store.account.get()).term.gradingPeriods ?? [];
    const periodId = query.get('grading_period_id');
    const period = periods.find(({ id }) => String(id) === periodId) ?? null;
    if (periodId !== null && period === null) {
      res.status(400).json({ error: 'invalid grading_period_id' });
      return;
    }
    const types = query.getAll('type[]');
    const states = query.getAll('state[]');
    // Without `state[]` Canvas leaves out ended and inactive enrollments.
    const wantedStates = states.length > 0 ? states : ['active'];
    const all = await store.people.enrollments(course.id);
    const fitting = all.filter(
      (enrollment) =>
        (types.length === 0 || types.includes(enrollment.type)) &&
        wantedStates.includes(enrollment.state) &&
        (!asksForSelf || enrollment.userId === caller.user.id) &&
        (asksForSelf || userId === null || userId === String(enrollment.userId)) &&
        (visibleSections === null || visibleSections.includes(enrollment.sectionId)),
    );
    const page = takePage(req, res, publicUrl, fitting, pageSize(query, apiPages));
    const users = new Map(
      (await store.people.findMany(page.map((e) => e.userId))).map((user) => [user.id, user]),
    );
    const sections = new Map(
      (await store.courses.sections(course.id)).map((section) => [section.id, section]),
    );
    const withSis = showsSisIds(inCourse);
    const seesGrades = inCourse.granted.has('manage_grades') || inCourse.granted.has('view_all_grades');
    const userIds = page.map((enrollment) => enrollment.userId);
    const gradesOf = await readEnrollmentGrades(store.models, course, { userIds, periods, period });
    const overrideOf = ({ overrideScore, periodOverrides }: (typeof page)[number]) =>
      period === null ? overrideScore : periodOverrides?.[period.id];
    const withPoints = query.getAll('include[]').includes('current_points');
    res.json(
      page.map((enrollment) => {
        const user = users.get(enrollment.userId);
        return {
          id: enrollment.id,
          course_id: course.id,
          course_section_id: enrollment.sectionId,
          enrollment_state: enrollment.state,
          type: enrollment.type,
          role: enrollment.type,
          user_id: enrollment.userId,
          limit_privileges_to_course_section: enrollment.limitedToSection,
          created_at: toApiTime(enrollment.createdAt),
          user: {
            id: enrollment.userId,
            name: user?.name,
            sortable_name: user?.sortableName,
            ...(withSis ? { sis_user_id: user?.sisUserId ?? null, login_id: user?.loginId } : {}),
          },
          ...(seesGrades && enrollment.type === 'StudentEnrollment'
            ? {
                grades: {
                  ...gradesOf(enrollment.userId, withPoints),
                  ...(overrideOf(enrollment) == null ? {} : { override_score: overrideOf(enrollment) }),
                },
              }
            : {}),
          ...(withSis
            ? {
                sis_course_id: course.sisCourseId,
                sis_section_id: sections.get(enrollment.sectionId)?.sisSectionId ?? null,
                sis_user_id: user?.sisUserId ?? null,
              }
            : {}),
        };
      }),
    );
  });
  return router;
}
