import { Router } from 'express';
import { trusted } from 'mongoose';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { isTrue, queryOf, routeId } from '../front/request-fields.ts';
import { datesForStaff, datesForStudent, type EffectiveDates } from '../school/dates.ts';
import type { Assignment } from '../school/records/assignment.ts';
import { addApiRoute, type CourseCaller, findCourse, showsSisIds } from './api-caller.ts';
import { sendNotFound } from './api-errors.ts';
import { toApiTime } from './api-time.ts';
import { toAllDates, toCheckpointsJson, toOverrideJson, toVisibility } from './assignment-dates.ts';

const coursePath = '/api/v1/courses/:course_id/assignments';

/** The assignments of a course (app/controllers/assignments_api_controller.rb). */
export function createAssignmentsRouter(context: CanvasContext): Router {
  const router = Router();
  const { publicUrl } = context;
  addApiRoute(router, context, 'get', coursePath, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null) return;
    const query = queryOf(req);
    const wantedIds = query.getAll('assignment_ids[]');
    const postToSis = query.get('post_to_sis');
    const search = query.get('search_term')?.toLowerCase() ?? '';
    const wanted = (await listVisibleAssignments(context, inCourse)).filter(
      (assignment) =>
        (wantedIds.length === 0 || wantedIds.includes(String(assignment.id))) &&
        (postToSis === null || assignment.postToSis === isTrue(postToSis)) &&
        assignment.name.toLowerCase().includes(search),
    );
    const page = takePage(req, res, publicUrl, wanted, pageSize(query, apiPages));
    res.json(await toAssignmentsJson(context, inCourse, page, query));
  });
  addApiRoute(router, context, 'get', `${coursePath}/:id`, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null) return;
    const visible = await listVisibleAssignments(context, inCourse);
    const assignment = visible.find(({ id }) => id === routeId(req, 'id'));
    if (assignment === undefined) return sendNotFound(res);
    const [shown] = await toAssignmentsJson(context, inCourse, [assignment], queryOf(req));
    res.json(shown);
  });
  return router;
}

/** A course's assignments by position. Staff see all; students see what is published and assigned to them. */
export async function listVisibleAssignments(
  { store }: CanvasContext,
  caller: CourseCaller,
): Promise<readonly Assignment[]> {
  const all = await store.assignments.list(caller.course.id);
  if (caller.granted.has('read_as_admin')) return all;
  const { id, sectionIds } = asStudent(caller);
  return all.filter(
    (assignment) => assignment.published && datesForStudent(assignment, id, sectionIds) !== null,
  );
}

const asStudent = (caller: CourseCaller) => ({
  id: caller.user.id,
  sectionIds: caller.enrollments
    .filter(({ courseId }) => courseId === caller.course.id)
    .map(({ sectionId }) => sectionId),
});

/** Assignments as the API shows them to the caller (lib/api/v1/assignment.rb). */
export async function toAssignmentsJson(
  context: CanvasContext,
  caller: CourseCaller,
  assignments: readonly Assignment[],
  query: URLSearchParams,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const includes = query.getAll('include[]');
  const isStaff = caller.granted.has('read_as_admin');
  // Silently dropped for callers who may not manage assignments; `all_dates` needs no permission.
  const manages = caller.granted.has('manage_assignments');
  const grades = caller.granted.has('manage_grades');
  const seesOverrides = isStaff && manages;
  // By default the dates are the caller's own; for staff that may be an override's.
  const appliesOverrides = isTrue(query.get('override_assignment_dates') ?? 'true');
  const sectionIds = (await context.store.courses.sections(caller.course.id)).map((section) => section.id);
  const student = asStudent(caller);
  const datesOf = (assignment: Assignment): EffectiveDates => {
    if (!appliesOverrides) return assignment;
    if (isStaff) return datesForStaff(assignment, sectionIds);
    return datesForStudent(assignment, student.id, student.sectionIds) ?? assignment;
  };
  const ungraded = grades ? await countNeedsGrading(context, caller.course.id) : new Map<number, number>();
  return assignments.map((assignment) => {
    const dates = datesOf(assignment);
    return {
      ...plainFields(context, assignment),
      ...toVisibility(assignment),
      due_at: toApiTime(dates.dueAt),
      unlock_at: toApiTime(dates.unlockAt),
      lock_at: toApiTime(dates.lockAt),
      ...(grades ? { needs_grading_count: ungraded.get(assignment.id) ?? 0 } : {}),
      ...(grades || manages ? { has_overrides: hasOverrides(assignment), unpublishable: true } : {}),
      ...(caller.course.paced ? { in_paced_course: true } : {}),
      ...(showsSisIds(caller)
        ? {
            sis_assignment_id: null,
            integration_id: assignment.integrationId,
            integration_data: assignment.integrationData,
          }
        : {}),
      ...(seesOverrides && includes.includes('overrides')
        ? { overrides: assignment.overrides.map((override) => toOverrideJson(assignment, override)) }
        : {}),
      ...(isStaff && includes.includes('all_dates') ? toAllDates(assignment, sectionIds) : {}),
      ...(includes.includes('checkpoints') ? toCheckpointsJson(assignment) : {}),
    };
  });
}

function plainFields({ publicUrl }: CanvasContext, assignment: Assignment) {
  return {
    id: assignment.id,
    name: assignment.name,
    description: assignment.description,
    course_id: assignment.courseId,
    assignment_group_id: assignment.groupId,
    position: assignment.position,
    points_possible: assignment.pointsPossible,
    grading_type: assignment.gradingType,
    grading_standard_id: null,
    submission_types: assignment.submissionTypes,
    created_at: toApiTime(assignment.createdAt),
    updated_at: toApiTime(assignment.updatedAt),
    published: assignment.published,
    workflow_state: assignment.published ? 'published' : 'unpublished',
    omit_from_final_grade: assignment.omitFromFinalGrade,
    post_to_sis: assignment.postToSis,
    post_manually: assignment.postManually,
    hide_in_gradebook: assignment.hideInGradebook ?? false,
    anonymous_grading: false,
    muted: assignment.postManually,
    html_url: `${publicUrl}/courses/${assignment.courseId}/assignments/${assignment.id}`,
    due_date_required: false,
    max_name_length: 255,
  };
}

/** Overrides of the assignment or of its module. */
const hasOverrides = ({ overrides, moduleSectionIds }: Assignment): boolean =>
  overrides.length > 0 || (moduleSectionIds ?? []).length > 0;

/** Submitted work that has no grade yet, counted by assignment. */
async function countNeedsGrading(
  { store }: CanvasContext,
  courseId: number,
): Promise<ReadonlyMap<number, number>> {
  const cells = await store.models.submissions
    .find(
      { courseId, workflowState: trusted({ $in: ['submitted', 'pending_review'] }) },
      { _id: 0, assignmentId: 1 },
    )
    .lean<{ assignmentId: number }[]>();
  const counts = new Map<number, number>();
  for (const { assignmentId } of cells) counts.set(assignmentId, (counts.get(assignmentId) ?? 0) + 1);
  return counts;
}
