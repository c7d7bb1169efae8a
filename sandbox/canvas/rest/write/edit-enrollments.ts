import { type Response, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../../canvas-context.ts';
import { queryOf, requestFields, routeId } from '../../front/request-fields.ts';
import { type Enrollment, type EnrollmentState, enrollmentTypes } from '../../school/records/enrollment.ts';
import { type ApiCaller, addApiRoute } from '../api-caller.ts';
import { sendNotFound, sendUnauthorized } from '../api-errors.ts';
import { flag, id, readBodies } from './write-fields.ts';

const ofCourse = '/api/v1/courses/:course_id/enrollments';
const ofSection = '/api/v1/sections/:section_id/enrollments';

const bodySchema = z.object({
  enrollment: z.object({
    user_id: id,
    type: z.enum(enrollmentTypes).default('StudentEnrollment'),
    course_section_id: id.optional(),
    limit_privileges_to_course_section: flag.optional(),
  }),
});

const stateAfter: Readonly<Record<string, EnrollmentState>> = {
  conclude: 'completed',
  delete: 'deleted',
  deactivate: 'inactive',
  inactivate: 'inactive',
};

/**
 * Lets administrators enroll, conclude and remove people (app/controllers/enrollments_api_controller.rb). To
 * move a student as the People page does: enroll in the new section, delete the old enrollment.
 */
export function createEnrollmentEditRouter(context: CanvasContext): Router {
  const router = Router();
  const { store } = context;
  router.use([ofCourse, ofSection], ...readBodies);

  const enrol = async (
    caller: ApiCaller,
    sectionId: number,
    input: unknown,
    res: Response,
  ): Promise<unknown> => {
    if (!requireAdministrator(context, caller, res)) return undefined;
    const body = bodySchema.safeParse(input);
    if (!body.success) return res.status(400).json({ errors: body.error.issues });
    const { user_id, type, limit_privileges_to_course_section: limited } = body.data.enrollment;
    if ((await store.people.find(user_id)) === null) return sendNotFound(res);
    const enrollment = await store.people.enrol(user_id, sectionId, type);
    if (limited) await store.people.limitToSection(enrollment.id, true);
    return res.json(toJson({ ...enrollment, limitedToSection: limited ?? false }));
  };

  addApiRoute(router, context, 'post', ofCourse, async (caller, req, res) => {
    const courseId = routeId(req, 'course_id') ?? 0;
    const sections = await store.courses.sections(courseId);
    const wanted = bodySchema.safeParse(req.body).data?.enrollment.course_section_id;
    const section = wanted === undefined ? sections[0] : sections.find((one) => one.id === wanted);
    if (section === undefined) return sendNotFound(res);
    return enrol(caller, section.id, req.body, res);
  });
  addApiRoute(router, context, 'post', ofSection, async (caller, req, res) => {
    const section = await store.courses.findSection(routeId(req, 'section_id') ?? 0);
    if (section === null) return sendNotFound(res);
    return enrol(caller, section.id, req.body, res);
  });

  const changeState = async (
    caller: ApiCaller,
    found: Enrollment | undefined,
    state: EnrollmentState | undefined,
    res: Response,
  ): Promise<unknown> => {
    if (!requireAdministrator(context, caller, res)) return undefined;
    if (found === undefined || state === undefined) return sendNotFound(res);
    await store.people.setEnrollmentState(found.id, state);
    return res.json(toJson({ ...found, state }));
  };
  const find = async (
    courseId: number | null,
    enrollmentId: number | null,
  ): Promise<Enrollment | undefined> =>
    (await store.people.enrollments(courseId ?? 0)).find((one) => one.id === enrollmentId);

  addApiRoute(router, context, 'delete', `${ofCourse}/:id`, async (caller, req, res) => {
    const task = queryOf(req).get('task') ?? requestFields(req)['task'] ?? 'conclude';
    const found = await find(routeId(req, 'course_id'), routeId(req, 'id'));
    return changeState(caller, found, stateAfter[task], res);
  });
  addApiRoute(router, context, 'put', `${ofCourse}/:id/reactivate`, async (caller, req, res) =>
    changeState(caller, await find(routeId(req, 'course_id'), routeId(req, 'id')), 'active', res),
  );
  return router;
}

/** Answers "not authorized" itself if the caller does not administer the account. */
export function requireAdministrator(context: CanvasContext, { user }: ApiCaller, res: Response): boolean {
  if (user.accountAdmin) return true;
  sendUnauthorized(res, context.faults.quirks.deniedStatus);
  return false;
}

const toJson = (enrollment: Enrollment) => ({
  id: enrollment.id,
  course_id: enrollment.courseId,
  course_section_id: enrollment.sectionId,
  user_id: enrollment.userId,
  type: enrollment.type,
  role: enrollment.type,
  enrollment_state: enrollment.state,
  limit_privileges_to_course_section: enrollment.limitedToSection,
});
