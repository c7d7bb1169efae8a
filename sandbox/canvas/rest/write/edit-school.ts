import { Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../../front/page-links.ts';
import { queryOf, routeId } from '../../front/request-fields.ts';
import type { User } from '../../school/records/user.ts';
import { addApiRoute, findCourse } from '../api-caller.ts';
import { sendNotFound, sendUnauthorized } from '../api-errors.ts';
import { toApiTime } from '../api-time.ts';
import { requireAdministrator } from './edit-enrollments.ts';
import { clearable, flag, instant, readBodies, readBody } from './write-fields.ts';

const courseBody = z.object({
  course: z.object({
    name: z.string().min(1).optional(),
    event: z.enum(['offer', 'claim', 'conclude']).optional(),
    end_at: instant.optional(),
    restrict_enrollments_to_course_dates: flag.optional(),
  }),
});
const stateAfter = { offer: 'available', claim: 'unpublished', conclude: 'completed' } as const;
const termBody = z.object({ enrollment_term: z.object({ end_at: instant }) });
const newUserBody = z.object({
  user: z.object({ name: z.string().min(1) }),
  pseudonym: z.object({ unique_id: z.string().min(1), sis_user_id: clearable.optional() }),
});
const userBody = z.object({
  user: z.object({ name: z.string().min(1).optional(), locale: z.string().optional() }),
});
const loginBody = z.object({ login: z.object({ sis_user_id: clearable }) });
const nicknameBody = z.object({ nickname: z.string().trim().min(1).max(59) });

/**
 * What an administrator changes in a school: courses and terms end, people arrive, people get another SIS id
 * or language (app/controllers/courses_controller.rb, terms_controller.rb, users_controller.rb,
 * pseudonyms_controller.rb). In this sandbox a person has one login, whose id is the person's.
 */
export function createSchoolEditRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  router.use(['/api/v1/courses/:id', '/api/v1/accounts/:account_id', '/api/v1/users/:id'], ...readBodies);

  addApiRoute(router, context, 'put', '/api/v1/courses/:id', async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res, 'id');
    if (inCourse === null || !requireAdministrator(context, caller, res)) return undefined;
    const body = readBody(courseBody, req, res);
    if (body === null) return undefined;
    const { name, event, end_at, restrict_enrollments_to_course_dates: restrict } = body.course;
    const { course } = inCourse;
    if (name !== undefined) await store.models.courses.updateOne({ id: course.id }, { $set: { name } });
    if (event !== undefined) await store.courses.setWorkflowState(course.id, stateAfter[event]);
    if (end_at !== undefined || restrict !== undefined) {
      const endAt = end_at === undefined ? course.endAt : end_at;
      await store.courses.setEndAt(course.id, endAt, restrict ?? course.restrictEnrollments ?? false);
    }
    const after = (await store.courses.find(course.id)) ?? course;
    return res.json({
      id: after.id,
      name: after.name,
      workflow_state: after.workflowState,
      end_at: toApiTime(after.endAt),
      restrict_enrollments_to_course_dates: after.restrictEnrollments ?? false,
    });
  });

  addApiRoute(router, context, 'get', '/api/v1/accounts/:account_id/courses', async (caller, req, res) => {
    if (!requireAdministrator(context, caller, res)) return;
    const all = await store.courses.list(caller.user);
    const page = takePage(req, res, publicUrl, all, pageSize(queryOf(req), apiPages));
    res.json(
      page.map(({ id, name, code, workflowState, sisCourseId }) => ({
        ...{ id, name, course_code: code, workflow_state: workflowState, sis_course_id: sisCourseId },
      })),
    );
  });

  const termPath = '/api/v1/accounts/:account_id/terms/:id';
  addApiRoute(router, context, 'put', termPath, async (caller, req, res) => {
    if (!requireAdministrator(context, caller, res)) return undefined;
    const { term } = await store.account.get();
    if (routeId(req, 'id') !== term.id) return sendNotFound(res);
    const body = readBody(termBody, req, res);
    if (body === null) return undefined;
    const { end_at: endAt } = body.enrollment_term;
    await store.account.setTermEnd(endAt);
    return res.json({
      id: term.id,
      name: term.name,
      start_at: toApiTime(term.startAt),
      end_at: toApiTime(endAt),
    });
  });

  addApiRoute(router, context, 'post', '/api/v1/accounts/:account_id/users', async (caller, req, res) => {
    if (!requireAdministrator(context, caller, res)) return undefined;
    const body = readBody(newUserBody, req, res);
    if (body === null) return undefined;
    const { unique_id: loginId, sis_user_id: sisUserId = null } = body.pseudonym;
    if ((await store.people.findByLogin(loginId)) !== null) {
      const message = 'ID already in use for this account and authentication provider';
      return res.status(400).json({ errors: { pseudonym: { unique_id: [{ message }] } } });
    }
    const { name } = body.user;
    const user = await store.people.create({ name, loginId, email: `${loginId}@school.example`, sisUserId });
    return res.json(toUserJson(user));
  });

  addApiRoute(router, context, 'put', '/api/v1/users/:id', async (caller, req, res) => {
    const userId = req.params['id'] === 'self' ? caller.user.id : (routeId(req, 'id') ?? 0);
    const user = await store.people.find(userId);
    if (user === null) return sendNotFound(res);
    if (user.id !== caller.user.id && !caller.user.accountAdmin) {
      return sendUnauthorized(res, context.faults.quirks.deniedStatus);
    }
    const body = readBody(userBody, req, res);
    if (body === null) return undefined;
    const { name, locale } = body.user;
    if (name !== undefined) await store.models.users.updateOne({ id: user.id }, { $set: { name } });
    if (locale !== undefined) await store.people.setLocale(user.id, locale);
    return res.json(toUserJson((await store.people.find(user.id)) ?? user));
  });

  addApiRoute(router, context, 'get', '/api/v1/users/:id/logins', async (caller, req, res) => {
    if (!requireAdministrator(context, caller, res)) return undefined;
    const user = await store.people.find(routeId(req, 'id') ?? 0);
    return user === null ? sendNotFound(res) : res.json([toLoginJson(user)]);
  });
  const loginPath = '/api/v1/accounts/:account_id/logins/:id';
  addApiRoute(router, context, 'put', loginPath, async (caller, req, res) => {
    if (!requireAdministrator(context, caller, res)) return undefined;
    const user = await store.people.find(routeId(req, 'id') ?? 0);
    if (user === null) return sendNotFound(res);
    const body = readBody(loginBody, req, res);
    if (body === null) return undefined;
    const { sis_user_id: sisUserId } = body.login;
    await store.people.setSisUserId(user.id, sisUserId);
    return res.json(toLoginJson({ ...user, sisUserId }));
  });

  const nicknamePath = '/api/v1/users/self/course_nicknames/:course_id';
  router.use(nicknamePath, ...readBodies);
  addApiRoute(router, context, 'put', nicknamePath, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null) return undefined;
    const body = readBody(nicknameBody, req, res);
    if (body === null) return undefined;
    const { course } = inCourse;
    await store.courses.setNickname(course.id, caller.user.id, body.nickname);
    return res.json({ course_id: course.id, name: course.name, nickname: body.nickname });
  });
  return router;
}

const toUserJson = (user: User) => ({
  id: user.id,
  name: user.name,
  sortable_name: user.sortableName,
  login_id: user.loginId,
  sis_user_id: user.sisUserId,
  locale: user.locale,
});

const toLoginJson = (user: User) => ({
  id: user.id,
  user_id: user.id,
  account_id: 1,
  unique_id: user.loginId,
  sis_user_id: user.sisUserId,
});
