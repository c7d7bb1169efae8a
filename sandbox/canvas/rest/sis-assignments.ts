import { type Request, type Response, Router } from 'express';
import { trusted } from 'mongoose';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf, routeId } from '../front/request-fields.ts';
import { plain } from '../school/models.ts';
import type { Assignment, AssignmentOverride } from '../school/records/assignment.ts';
import type { AssignmentGroup } from '../school/records/assignment-group.ts';
import type { Course, Section } from '../school/records/course.ts';
import type { User } from '../school/records/user.ts';
import { type ApiCaller, addApiRoute, findCourse, requireAny } from './api-caller.ts';
import { sendNotFound, sendUnauthorized } from './api-errors.ts';
import { parseApiTime, toApiTime } from './api-time.ts';

/**
 * `/api/sis/…/assignments`: published assignments marked Sync to SIS (app/controllers/sis_api_controller.rb).
 */
export function createSisAssignmentsRouter(context: CanvasContext): Router {
  const router = Router();
  addApiRoute(router, context, 'get', '/api/sis/courses/:course_id/assignments', async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null || !requireAny(inCourse, ['view_all_grades'], context, res)) return;
    if (!(await requireGradeExport(context, res))) return;
    if (inCourse.course.workflowState === 'unpublished') {
      const error = 'Grade data is not available for non-published courses';
      return res.status(400).json({ code: 'unpublished_course', error });
    }
    return sendAssignments(context, [inCourse.course], req, res);
  });
  addApiRoute(
    router,
    context,
    'get',
    '/api/sis/accounts/:account_id/assignments',
    async (caller, req, res) => {
      const account = await context.store.account.get();
      if (routeId(req, 'account_id') !== account.id) return sendNotFound(res);
      if (!caller.inAccount.has('view_all_grades'))
        return sendUnauthorized(res, context.faults.quirks.deniedStatus);
      if (!(await requireGradeExport(context, res))) return;
      return sendAssignments(context, await listPublishedCourses(context, caller, req), req, res);
    },
  );
  return router;
}

async function requireGradeExport({ store }: CanvasContext, res: Response): Promise<boolean> {
  const { sisSettings } = await store.account.get();
  if (sisSettings.gradeExportEnabled) return true;
  const error = 'A SIS integration is not configured and the bulk SIS Grade Export feature is not enabled';
  res.status(400).json({ code: 'not_enabled', error });
  return false;
}

/** Published courses within `starts_before` and `ends_after`. */
async function listPublishedCourses(
  { store }: CanvasContext,
  caller: ApiCaller,
  req: Request,
): Promise<readonly Course[]> {
  const query = queryOf(req);
  const startsBefore = parseApiTime(query.get('starts_before') ?? '');
  const endsAfter = parseApiTime(query.get('ends_after') ?? '');
  const courses = await store.courses.list(caller.user);
  return courses.filter(
    (course) =>
      course.workflowState !== 'unpublished' &&
      (startsBefore === null || course.startAt === null || course.startAt < startsBefore) &&
      (endsAfter === null || course.endAt === null || course.endAt > endsAfter),
  );
}

async function sendAssignments(
  { store, publicUrl }: CanvasContext,
  courses: readonly Course[],
  req: Request,
  res: Response,
): Promise<void> {
  const byCourse = new Map(courses.map((course) => [course.id, course]));
  const all = await store.models.assignments
    .find(
      { courseId: trusted({ $in: [...byCourse.keys()] }), published: true, postToSis: true, deleted: false },
      plain,
    )
    .sort({ id: 1 })
    .lean<Assignment[]>();
  const query = queryOf(req);
  const page = takePage(req, res, publicUrl, all, pageSize(query, apiPages));
  const withStudents = query.getAll('include[]').includes('student_overrides');
  const shown = [];
  for (const assignment of page) {
    const course = byCourse.get(assignment.courseId);
    if (course === undefined) continue;
    shown.push({
      ...toSisAssignment(assignment, await store.groups.find(assignment.groupId)),
      sections: toSections(assignment, course, await store.courses.sections(course.id)),
      ...(withStudents ? { user_overrides: await toStudentOverrides(store, assignment) } : {}),
    });
  }
  res.json(shown);
}

/** The fields of lib/api/v1/sis_assignment.rb. */
const toSisAssignment = (assignment: Assignment, group: AssignmentGroup | null) => ({
  id: assignment.id,
  name: assignment.name,
  course_id: assignment.courseId,
  created_at: toApiTime(assignment.createdAt),
  due_at: toApiTime(assignment.dueAt),
  unlock_at: toApiTime(assignment.unlockAt),
  lock_at: toApiTime(assignment.lockAt),
  points_possible: assignment.pointsPossible,
  submission_types: assignment.submissionTypes.join(','),
  integration_id: assignment.integrationId,
  integration_data: assignment.integrationData,
  include_in_final_grade: !assignment.omitFromFinalGrade && assignment.gradingType !== 'not_graded',
  assignment_group:
    group === null
      ? null
      : {
          id: group.id,
          name: group.name,
          group_weight: group.groupWeight,
          sis_source_id: group.sisSourceId,
          integration_data: group.integrationData,
        },
});

/** Sections with their own dates. An assignment with overrides only lists just those sections. */
function toSections(assignment: Assignment, course: Course, sections: readonly Section[]) {
  const overrideOf = (section: Section): AssignmentOverride | undefined =>
    assignment.overrides.find((override) => override.sectionId === section.id);
  return sections
    .filter((section) => !assignment.onlyVisibleToOverrides || overrideOf(section) !== undefined)
    .map((section) => {
      const override = overrideOf(section);
      return {
        id: section.id,
        name: section.name,
        sis_id: section.sisSectionId,
        integration_id: section.integrationId,
        origin_course: {
          id: course.id,
          name: course.name,
          sis_id: course.sisCourseId,
          integration_id: course.integrationId,
        },
        ...(override === undefined
          ? {}
          : { override: { override_title: override.title, ...overrideDates(override) } }),
      };
    });
}

const overrideDates = (override: AssignmentOverride) => ({
  due_at: toApiTime(override.dueAt),
  unlock_at: toApiTime(override.unlockAt),
  lock_at: toApiTime(override.lockAt),
});

async function toStudentOverrides(store: CanvasContext['store'], assignment: Assignment) {
  const overrides = assignment.overrides.filter((override) => override.studentIds !== null);
  const users: readonly User[] = await store.people.findMany(
    overrides.flatMap((override) => override.studentIds ?? []),
  );
  return overrides.map((override) => ({
    id: override.id,
    title: override.title,
    ...overrideDates(override),
    students: (override.studentIds ?? []).map((id) => ({
      user_id: id,
      sis_user_id: users.find((user) => user.id === id)?.sisUserId ?? null,
    })),
  }));
}
