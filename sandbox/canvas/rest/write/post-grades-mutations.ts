import { type Response, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../../canvas-context.ts';
import { plain } from '../../school/models.ts';
import type { Enrollment } from '../../school/records/enrollment.ts';
import { type ApiCaller, addApiRoute, enterCourse, requireAny } from '../api-caller.ts';
import { readBodies } from './write-fields.ts';

const path = '/api/graphql';
const bodySchema = z.object({
  query: z.string().max(10_000),
  variables: z.object({ assignmentId: z.coerce.string() }).partial().nullish(),
});

/**
 * "Post grades" and "Hide grades" of the gradebook, which Canvas offers in GraphQL only
 * (app/graphql/mutations/post_assignment_grades.rb, hide_assignment_grades.rb). Other GraphQL is not answered.
 * The assignment's id stands in the mutation or in the variable `assignmentId`. `setOverrideScore` sets a student's final
 * grade by hand (app/graphql/mutations/set_override_score.rb), of the
 * course or of a grading period, its arguments written in the mutation.
 */
export function createPostGradesRouter(context: CanvasContext): Router {
  const router = Router();
  const { store } = context;
  router.use(path, ...readBodies);
  addApiRoute(router, context, 'post', path, async (caller, req, res) => {
    const body = bodySchema.safeParse(req.body);
    const { query = '', variables } = body.data ?? {};
    if (/\bsetOverrideScore\b/u.test(query)) return overrideScore(context, caller, query, res);
    const mutation = /\b(post|hide)AssignmentGrades\b/u.exec(query)?.[1];
    const written = /assignmentId:\s*"?(\d+)/u.exec(query)?.[1] ?? variables?.assignmentId;
    if (mutation === undefined || written === undefined) {
      return res.json({
        errors: [
          { message: 'The sandbox knows postAssignmentGrades, hideAssignmentGrades and setOverrideScore.' },
        ],
      });
    }
    const assignment = await store.assignments.find(Number(written));
    const course = assignment === null ? null : await store.courses.find(assignment.courseId);
    if (assignment === null || course === null) return res.json({ errors: [{ message: 'not found' }] });
    const inCourse = await enterCourse(context, caller, course, res);
    if (inCourse === null || !requireAny(inCourse, ['manage_grades'], context, res)) return undefined;
    if (mutation === 'post') await store.gradebook.postGrades(assignment.id);
    else await store.gradebook.hideGrades(assignment.id);
    return res.json({
      data: { [`${mutation}AssignmentGrades`]: { assignment: { _id: String(assignment.id) } } },
    });
  });
  return router;
}

async function overrideScore(context: CanvasContext, caller: ApiCaller, query: string, res: Response) {
  const { store } = context;
  const id = Number(/enrollmentId:\s*"?(\d+)/u.exec(query)?.[1]);
  const written = /overrideScore:\s*(-?[\d.]+|null)/u.exec(query)?.[1];
  const found = await store.models.enrollments.findOne({ id }, plain).lean<Enrollment>();
  const course = found === null ? null : await store.courses.find(found.courseId);
  if (course === null || written === undefined) return res.json({ errors: [{ message: 'not found' }] });
  const inCourse = await enterCourse(context, caller, course, res);
  if (inCourse === null || !requireAny(inCourse, ['manage_grades'], context, res)) return undefined;
  const score = written === 'null' ? null : Number(written);
  const periodId = /gradingPeriodId:\s*"?(\d+)/u.exec(query)?.[1];
  const field = periodId === undefined ? 'overrideScore' : `periodOverrides.${periodId}`;
  await store.models.enrollments.updateOne({ id }, { $set: { [field]: score } });
  return res.json({ data: { setOverrideScore: { grades: [{ overrideScore: score }] } } });
}
