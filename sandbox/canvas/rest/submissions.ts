import { type Request, type Response, Router } from 'express';
import { trusted } from 'mongoose';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf, routeId } from '../front/request-fields.ts';
import { datesForStudent } from '../school/dates.ts';
import { plain } from '../school/models.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { Submission } from '../school/records/submission.ts';
import { sectionsByStudent } from '../school/submission-maker.ts';
import {
  type ApiCaller,
  addApiRoute,
  type CourseCaller,
  enterCourse,
  findCourse,
  showsSisIds,
} from './api-caller.ts';
import { sendNotFound, sendUnauthorized } from './api-errors.ts';
import { limitFields, toSubmissionJson } from './submission-json.ts';
import { readBookmarkedPage, submissionFilter } from './submission-pages.ts';
import { readSubmissionQuery, type SubmissionQuery } from './submission-query.ts';

/** `students/submissions` of a course or section (app/controllers/submissions_api_controller.rb). */
export function createSubmissionsRouter(context: CanvasContext): Router {
  const router = Router();
  const ofCourse = '/api/v1/courses/:course_id/students/submissions';
  const ofSection = '/api/v1/sections/:section_id/students/submissions';
  addApiRoute(router, context, 'get', ofCourse, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse !== null) await answer(context, inCourse, null, req, res);
  });
  addApiRoute(router, context, 'get', ofSection, async (caller, req, res) => {
    const inSection = await findSection(context, caller, req, res);
    if (inSection !== null) await answer(context, inSection.inCourse, inSection.sectionId, req, res);
  });
  return router;
}

async function findSection(
  context: CanvasContext,
  caller: ApiCaller,
  req: Request,
  res: Response,
): Promise<{ inCourse: CourseCaller; sectionId: number } | null> {
  const sectionId = routeId(req, 'section_id') ?? 0;
  const section = await context.store.courses.findSection(sectionId);
  const course = section === null ? null : await context.store.courses.find(section.courseId);
  if (course === null) {
    sendNotFound(res);
    return null;
  }
  const inCourse = await enterCourse(context, caller, course, res);
  return inCourse === null ? null : { inCourse, sectionId };
}

async function answer(
  context: CanvasContext,
  caller: CourseCaller,
  sectionId: number | null,
  req: Request,
  res: Response,
): Promise<unknown> {
  const { store, faults } = context;
  const [everyone, assignments] = await Promise.all([
    store.people.enrollments(caller.course.id),
    store.assignments.list(caller.course.id),
  ]);
  // `all_student_enrollments` includes the test student and ended enrollments.
  const students = everyone.filter(
    (e) => e.type === 'StudentEnrollment' || e.type === 'StudentViewEnrollment',
  );
  const asked = students.filter(
    (e) =>
      (sectionId === null || e.sectionId === sectionId) &&
      (caller.visibleSections === null || caller.visibleSections.includes(e.sectionId)),
  );
  const read = readSubmissionQuery(queryOf(req), caller, asked, assignments);
  if (!read.ok) {
    if (read.status === 'unauthorized') return sendUnauthorized(res, faults.quirks.deniedStatus);
    return res.status(read.status).json('body' in read ? read.body : {});
  }
  const showAll = makeShow(context, caller, read.query, students);
  const params = queryOf(req);
  const show: Show = (cell) => showAll(cell).map((json) => limitFields(json, params));
  if (read.query.grouped)
    return res.json(await readGrouped(context, caller, read.query, asked, show, req, res));
  const cells = await readBookmarkedPage(context, caller.course.id, read.query, req, res);
  return res.json(cells.flatMap(show));
}

type Show = (cell: Submission) => readonly Readonly<Record<string, unknown>>[];

/** The JSON of one submission, or nothing if the caller may not see it: rows are dropped AFTER paging. */
function makeShow(
  { clock, publicUrl }: CanvasContext,
  caller: CourseCaller,
  query: SubmissionQuery,
  students: readonly Enrollment[],
): Show {
  const sections = sectionsByStudent(students);
  const assignments = new Map(query.assignments.map((assignment) => [assignment.id, assignment]));
  const seesUnposted = caller.granted.has('manage_grades') || caller.granted.has('view_all_grades');
  return (cell) => {
    const assignment = assignments.get(cell.assignmentId);
    if (assignment === undefined) return [];
    const sectionIds = sections.get(cell.userId) ?? [];
    if (!query.canViewAll && datesForStudent(assignment, cell.userId, sectionIds) === null) return [];
    return [toSubmissionJson(cell, { assignment, sectionIds, now: clock(), seesUnposted, publicUrl })];
  };
}

/** Grouped answers are paged by student enrollment; a student of several sections shows one of them. */
async function readGrouped(
  { store, publicUrl }: CanvasContext,
  caller: CourseCaller,
  query: SubmissionQuery,
  enrollments: readonly Enrollment[],
  show: Show,
  req: Request,
  res: Response,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const wanted = enrollments.filter((e) => query.studentIds.includes(e.userId));
  const page = takePage(req, res, publicUrl, wanted, pageSize(queryOf(req), apiPages));
  const userIds = [...new Set(page.map((e) => e.userId))];
  const cells = await store.models.submissions
    .find({ ...submissionFilter(caller.course.id, query), userId: trusted({ $in: userIds }) }, plain)
    .sort({ id: 1 })
    .lean<Submission[]>();
  const users = new Map((await store.people.findMany(userIds)).map((user) => [user.id, user]));
  return userIds.map((userId) => ({
    user_id: userId,
    section_id: page.find((e) => e.userId === userId)?.sectionId,
    submissions: cells.filter((cell) => cell.userId === userId).flatMap(show),
    ...(showsSisIds(caller)
      ? {
          integration_id: users.get(userId)?.integrationId ?? null,
          sis_user_id: users.get(userId)?.sisUserId ?? null,
        }
      : {}),
  }));
}
