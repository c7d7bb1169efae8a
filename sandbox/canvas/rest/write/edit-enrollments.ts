import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../../canvas-context.ts';
import { queryOf, requestFields, routeId } from '../../front/request-fields.ts';
import type { Section } from '../../school/records/course.ts';
import { type Enrollment, type EnrollmentState, enrollmentTypes } from '../../school/records/enrollment.ts';
import { type ApiCaller, type ApiMethod, addApiRoute } from '../api-caller.ts';
import { sendNotFound, sendUnauthorized } from '../api-errors.ts';
import { flag, id, readBodies, readBody } from './write-fields.ts';

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
  const { people, courses } = context.store;
  router.use([ofCourse, ofSection], ...readBodies);

  /** The section that the path names, or the body, or else the course's first. */
  async function findSection(req: Request): Promise<Section | null> {
    const sectionId = routeId(req, 'section_id');
    if (sectionId !== null) return courses.findSection(sectionId);
    const sections = await courses.sections(routeId(req, 'course_id') ?? 0);
    const wanted = bodySchema.safeParse(req.body).data?.enrollment.course_section_id;
    return sections.find(({ id }) => wanted === undefined || id === wanted) ?? null;
  }

  for (const path of [ofCourse, ofSection]) {
    addApiRoute(router, context, 'post', path, async (caller, req, res) => {
      const section = await findSection(req);
      if (section === null) return sendNotFound(res);
      if (!requireAdministrator(context, caller, res)) return undefined;
      const body = readBody(bodySchema, req, res);
      if (body === null) return undefined;
      const { user_id, type, limit_privileges_to_course_section: limited = false } = body.enrollment;
      if ((await people.find(user_id)) === null) return sendNotFound(res);
      const enrollment = await people.enroll(user_id, section.id, type);
      if (limited) await people.limitToSection(enrollment.id, true);
      return res.json(toJson({ ...enrollment, limitedToSection: limited }));
    });
  }

  /** A route that brings one enrollment of a course into a state. */
  const addChange = (
    method: ApiMethod,
    path: string,
    readState: (req: Request) => EnrollmentState | undefined,
  ): void =>
    addApiRoute(router, context, method, path, async (caller, req, res) => {
      if (!requireAdministrator(context, caller, res)) return undefined;
      const inCourse = await people.enrollments(routeId(req, 'course_id') ?? 0);
      const found = inCourse.find(({ id }) => id === routeId(req, 'id'));
      const state = readState(req);
      if (found === undefined || state === undefined) return sendNotFound(res);
      await people.setEnrollmentState(found.id, state);
      return res.json(toJson({ ...found, state }));
    });
  addChange(
    'delete',
    `${ofCourse}/:id`,
    (req) => stateAfter[queryOf(req).get('task') ?? requestFields(req)['task'] ?? 'conclude'],
  );
  addChange('put', `${ofCourse}/:id/reactivate`, () => 'active');
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
