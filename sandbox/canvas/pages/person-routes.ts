import type { Request, RequestHandler, Response } from 'express';
import { findLoggedInUser } from '../front/login-cookie.ts';
import { queryOf, routeId } from '../front/request-fields.ts';
import { type Permission, permissionsInCourse } from '../school/permissions.ts';
import { sendNotFound, sendUnauthorized } from './error-pages.ts';
import type { PageDeps } from './page-deps.ts';
import type { AccountVisit, CourseVisit, Visit } from './visit.ts';

type Answer<V> = (visit: V, req: Request, res: Response) => Promise<void>;

/** A page for anybody who is logged in. Others choose a person first and come back. */
export const forPerson =
  ({ context }: PageDeps, answer: Answer<Visit>): RequestHandler =>
  async (req, res) => {
    const user = await findLoggedInUser(req, context);
    if (user === null) {
      const back = req.method === 'GET' ? `?${new URLSearchParams({ return_to: req.originalUrl })}` : '';
      return res.redirect(303, `/${back}`);
    }
    const { store } = context;
    const account = await store.account.get();
    await answer({ store, user, account, notice: queryOf(req).get('notice') }, req, res);
  };

/**
 * A page of the course `:id`. It needs one of the permissions in `needed`, and always the right to read the
 * course.
 */
export const inCourse = (
  deps: PageDeps,
  needed: readonly Permission[],
  answer: Answer<CourseVisit>,
): RequestHandler =>
  forPerson(deps, async (visit, req, res) => {
    const id = routeId(req, 'id');
    const course = id === null ? null : await visit.store.courses.find(id);
    if (course === null) return sendNotFound(deps, visit, res);
    const everywhere = await visit.store.people.enrollmentsOfUser(visit.user.id);
    const own = everywhere.filter((enrollment) => enrollment.courseId === course.id);
    const { user, account } = visit;
    const now = deps.context.clock();
    const granted = permissionsInCourse({ user, enrollments: own, account, course, now });
    const isAllowed = needed.length === 0 || needed.some((permission) => granted.has(permission));
    if (!granted.has('read') || !isAllowed) return sendUnauthorized(deps, visit, res);
    await answer({ ...visit, course, granted, own }, req, res);
  });

/** A page of the account `:id`, for administrators. */
export const inAccount = (deps: PageDeps, answer: Answer<AccountVisit>): RequestHandler =>
  forPerson(deps, async (visit, req, res) => {
    if (routeId(req, 'id') !== visit.account.id) return sendNotFound(deps, visit, res);
    if (!visit.user.accountAdmin) return sendUnauthorized(deps, visit, res);
    await answer({ ...visit, isAdministrator: true }, req, res);
  });
