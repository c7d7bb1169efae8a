import { Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../../canvas-context.ts';
import { queryOf, routeId } from '../../front/request-fields.ts';
import type { AssignmentChange } from '../../school/assignment-store.ts';
import { type Assignment, checkpointTags } from '../../school/records/assignment.ts';
import type { FieldProblem } from '../../school/sis-rules.ts';
import { addApiRoute, findCourse, requireAny } from '../api-caller.ts';
import { sendNotFound } from '../api-errors.ts';
import { toAssignmentsJson } from '../assignments.ts';
import { flag, id, instant, readBodies, readBody } from './write-fields.ts';

const listPath = '/api/v1/courses/:course_id/assignments';

const overrideSchema = z.object({
  course_section_id: id.optional(),
  student_ids: z.array(id).optional(),
  title: z.string().optional(),
  due_at: instant.optional(),
  unlock_at: instant.optional(),
  lock_at: instant.optional(),
  unassign_item: flag.optional(),
});

const checkpointSchema = z.object({
  tag: z.enum(checkpointTags),
  points_possible: z.coerce.number(),
  due_at: instant,
});

const fieldsSchema = z.object({
  name: z.string().optional(),
  description: z.string().nullable().optional(),
  assignment_group_id: id.optional(),
  points_possible: z.coerce.number().nullable().optional(),
  grading_type: z
    .enum(['points', 'percent', 'letter_grade', 'gpa_scale', 'pass_fail', 'not_graded'])
    .optional(),
  submission_types: z.array(z.string()).optional(),
  due_at: instant.optional(),
  unlock_at: instant.optional(),
  lock_at: instant.optional(),
  published: flag.optional(),
  post_to_sis: flag.optional(),
  omit_from_final_grade: flag.optional(),
  hide_in_gradebook: flag.optional(),
  only_visible_to_overrides: flag.optional(),
  assignment_overrides: z.array(overrideSchema).optional(),
  /** Not a field of Canvas, where parts come from making a discussion: each with its tag, points and date. */
  checkpoints: z.array(checkpointSchema).optional(),
  /** Not a field of Canvas, where modules are assigned: the sections that get this assignment's module. */
  module_section_ids: z.array(id).nullable().optional(),
});
const bodySchema = z.object({ assignment: fieldsSchema });

/** Creates, edits and deletes assignments (app/controllers/assignments_api_controller.rb). */
export function createAssignmentEditRouter(context: CanvasContext): Router {
  const router = Router();
  const { store } = context;
  router.use(listPath, ...readBodies);

  addApiRoute(router, context, 'post', listPath, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null || !requireAny(inCourse, ['manage_assignments'], context, res)) return undefined;
    const body = readBody(bodySchema, req, res);
    if (body === null) return undefined;
    const { course } = inCourse;
    const [first] = await store.groups.list(course.id);
    const change = toChange(body.assignment);
    const groupId = change.groupId ?? first?.id ?? (await store.groups.create(course.id, 'Assignments')).id;
    const made = await store.assignments.create(course.id, { name: '', ...change, groupId });
    if (!made.ok) return res.status(400).json({ errors: toErrors(made.problems) });
    const [shown] = await toAssignmentsJson(context, inCourse, [made.value], queryOf(req));
    return res.status(201).json(shown);
  });

  addApiRoute(router, context, 'put', `${listPath}/:id`, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null || !requireAny(inCourse, ['manage_assignments'], context, res)) return undefined;
    const before = await findAssignment(context, inCourse.course.id, routeId(req, 'id'));
    if (before === null) return sendNotFound(res);
    const body = readBody(bodySchema, req, res);
    if (body === null) return undefined;
    const saved = await store.assignments.edit(before.id, toChange(body.assignment));
    if (!saved.ok) return res.status(400).json({ errors: toErrors(saved.problems) });
    const [shown] = await toAssignmentsJson(context, inCourse, [saved.value], queryOf(req));
    return res.json(shown);
  });

  addApiRoute(router, context, 'delete', `${listPath}/:id`, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null || !requireAny(inCourse, ['manage_assignments'], context, res)) return undefined;
    const before = await findAssignment(context, inCourse.course.id, routeId(req, 'id'));
    if (before === null) return sendNotFound(res);
    const [shown] = await toAssignmentsJson(context, inCourse, [before], queryOf(req));
    await store.assignments.remove(before.id);
    return res.json(shown);
  });
  return router;
}

async function findAssignment(
  { store }: CanvasContext,
  courseId: number,
  assignmentId: number | null,
): Promise<Assignment | null> {
  const found = assignmentId === null ? null : await store.assignments.find(assignmentId);
  return found?.courseId === courseId ? found : null;
}

function toChange(fields: z.infer<typeof fieldsSchema>): AssignmentChange {
  return {
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(fields.description === undefined ? {} : { description: fields.description }),
    ...(fields.assignment_group_id === undefined ? {} : { groupId: fields.assignment_group_id }),
    ...(fields.points_possible === undefined ? {} : { pointsPossible: fields.points_possible }),
    ...(fields.grading_type === undefined ? {} : { gradingType: fields.grading_type }),
    ...(fields.submission_types === undefined ? {} : { submissionTypes: fields.submission_types }),
    ...(fields.due_at === undefined ? {} : { dueAt: fields.due_at }),
    ...(fields.unlock_at === undefined ? {} : { unlockAt: fields.unlock_at }),
    ...(fields.lock_at === undefined ? {} : { lockAt: fields.lock_at }),
    ...(fields.published === undefined ? {} : { published: fields.published }),
    ...(fields.post_to_sis === undefined ? {} : { postToSis: fields.post_to_sis }),
    ...(fields.omit_from_final_grade === undefined
      ? {}
      : { omitFromFinalGrade: fields.omit_from_final_grade }),
    ...(fields.hide_in_gradebook === undefined ? {} : { hideInGradebook: fields.hide_in_gradebook }),
    ...(fields.only_visible_to_overrides === undefined
      ? {}
      : { onlyVisibleToOverrides: fields.only_visible_to_overrides }),
    ...(fields.module_section_ids === undefined ? {} : { moduleSectionIds: fields.module_section_ids }),
    ...(fields.assignment_overrides === undefined
      ? {}
      : { overrides: fields.assignment_overrides.map(toOverride) }),
    ...(fields.checkpoints === undefined ? {} : { checkpoints: fields.checkpoints.map(toCheckpoint) }),
  };
}

const toCheckpoint = ({ tag, points_possible, due_at }: z.infer<typeof checkpointSchema>) => ({
  tag,
  pointsPossible: points_possible,
  dueAt: due_at,
  sectionDues: [],
});

function toOverride(row: z.infer<typeof overrideSchema>) {
  const sectionId = row.course_section_id ?? null;
  return {
    title: row.title ?? (sectionId === null ? 'Students' : 'Section'),
    sectionId,
    studentIds: sectionId === null ? (row.student_ids ?? []) : null,
    dueAt: row.due_at ?? null,
    unlockAt: row.unlock_at ?? null,
    lockAt: row.lock_at ?? null,
    ...(row.unassign_item ? { unassigned: true } : {}),
  };
}

/** By field, as a record's `errors.as_json` writes them. */
const toErrors = (problems: readonly FieldProblem[]) =>
  Object.fromEntries(
    problems.map(({ field, message }) => [field, [{ attribute: field, type: message, message }]]),
  );
