import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../../canvas-context.ts';
import { routeId } from '../../front/request-fields.ts';
import type { CellRef } from '../../school/gradebook-store.ts';
import { type Assignment, checkpointTags } from '../../school/records/assignment.ts';
import type { Submission } from '../../school/records/submission.ts';
import { sectionsByStudent } from '../../school/submission-maker.ts';
import { type ApiCaller, addApiRoute, type CourseCaller, findCourse, requireAny } from '../api-caller.ts';
import { sendNotFound } from '../api-errors.ts';
import { toSubmissionJson } from '../submission-json.ts';
import { flag, readBodies, readBody } from './write-fields.ts';

const path = '/api/v1/courses/:course_id/assignments/:assignment_id/submissions/:user_id';

const bodySchema = z.object({
  submission: z.object({
    /** Points, or a percentage with `%`; empty clears the grade. */
    posted_grade: z.coerce.string().optional(),
    excuse: flag.optional(),
    late_policy_status: z.enum(['late', 'missing', 'none', '']).nullable().optional(),
    custom_grade_status_id: z.coerce.number().int().positive().optional(),
  }),
  /** The part to grade in a discussion with checkpoints. */
  sub_assignment_tag: z.enum(checkpointTags).optional(),
});
type Body = z.infer<typeof bodySchema>;

/** Grades, excuses and sets statuses (app/controllers/submissions_api_controller.rb, `update`). */
export function createGradeRouter(context: CanvasContext): Router {
  const router = Router();
  router.use(path, ...readBodies);
  addApiRoute(router, context, 'put', path, async (caller, req, res) => {
    const found = await findCell(context, caller, req, res);
    if (found === null) return;
    const body = readBody(bodySchema, req, res);
    if (body === null) return undefined;
    const graded = await grade(context, found, body);
    if (graded === null) return res.status(400).json({ errors: [{ message: 'invalid grade' }] });
    return res.json(await show(context, found, graded));
  });
  return router;
}

interface FoundCell {
  readonly inCourse: CourseCaller;
  readonly assignment: Assignment;
  readonly cell: CellRef;
}

async function findCell(
  context: CanvasContext,
  caller: ApiCaller,
  req: Request,
  res: Response,
): Promise<FoundCell | null> {
  const inCourse = await findCourse(context, caller, req, res);
  if (inCourse === null || !requireAny(inCourse, ['manage_grades'], context, res)) return null;
  const { store } = context;
  const assignment = await store.assignments.find(routeId(req, 'assignment_id') ?? 0);
  const studentId = routeId(req, 'user_id') ?? 0;
  const exists = assignment !== null && (await store.gradebook.find(assignment.id, studentId)) !== null;
  if (assignment === null || assignment.courseId !== inCourse.course.id || !exists) {
    sendNotFound(res);
    return null;
  }
  const cell = { assignmentId: assignment.id, studentId, graderId: caller.user.id };
  return { inCourse, assignment, cell };
}

/** Null if the grade is unreadable, or if the assignment has parts and none is named. */
async function grade(
  { store: { gradebook } }: CanvasContext,
  { assignment, cell }: FoundCell,
  { submission, sub_assignment_tag: tag }: Body,
): Promise<Submission | null> {
  let graded = await gradebook.find(cell.assignmentId, cell.studentId);
  const {
    posted_grade: text,
    excuse,
    late_policy_status: status,
    custom_grade_status_id: custom,
  } = submission;
  if (text === '') graded = await gradebook.clearScore(cell);
  else if (text !== undefined) {
    const score = readScore(text, assignment.pointsPossible);
    const hasParts = (assignment.checkpoints ?? []).length > 0;
    if (score === null || (hasParts && tag === undefined)) return null;
    graded =
      hasParts && tag !== undefined
        ? await gradebook.setPartScore(cell, tag, score)
        : await gradebook.setScore(cell, score);
  }
  if (status !== undefined) graded = await gradebook.setStatus(cell, status || 'none');
  if (custom !== undefined) graded = await gradebook.setCustomStatus(cell, custom);
  if (excuse === true) graded = await gradebook.setStatus(cell, 'excused');
  if (excuse === false && graded?.excused) graded = await gradebook.clearScore(cell);
  return graded;
}

function readScore(text: string, possible: number | null): number | null {
  const [, digits, percent] = /^(-?\d+(?:\.\d+)?)(%?)$/u.exec(text.trim()) ?? [];
  if (digits === undefined) return null;
  return percent === '%' ? (Number(digits) * (possible ?? 0)) / 100 : Number(digits);
}

async function show(
  { store, clock, publicUrl }: CanvasContext,
  { inCourse, assignment, cell }: FoundCell,
  graded: Submission,
): Promise<Readonly<Record<string, unknown>>> {
  const sections = sectionsByStudent(await store.people.enrollments(inCourse.course.id));
  const sectionIds = sections.get(cell.studentId) ?? [];
  return toSubmissionJson(graded, { assignment, sectionIds, now: clock(), seesUnposted: true, publicUrl });
}
