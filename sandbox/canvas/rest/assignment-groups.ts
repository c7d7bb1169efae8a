import { json, type Request, type Response, Router, urlencoded } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf, routeId } from '../front/request-fields.ts';
import type { GroupChange } from '../school/group-store.ts';
import type { AssignmentGroup } from '../school/records/assignment-group.ts';
import { type ApiCaller, addApiRoute, type CourseCaller, findCourse, requireAny } from './api-caller.ts';
import { sendNotFound } from './api-errors.ts';
import { listVisibleAssignments, toAssignmentsJson } from './assignments.ts';

const listPath = '/api/v1/courses/:course_id/assignment_groups';

/** Canvas ignores `""` for integration_data and refuses anything else that is no object. */
const bodySchema = z.object({
  name: z.string().min(1).max(255).optional(),
  position: z.coerce.number().int().optional(),
  group_weight: z.coerce.number().optional(),
  sis_source_id: z.string().nullable().optional(),
  integration_data: z.union([z.literal(''), z.record(z.string(), z.unknown())]).optional(),
});

/**
 * Assignment groups (app/controllers/assignment_groups_api_controller.rb, lib/api/v1/assignment_group.rb).
 */
export function createAssignmentGroupsRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  router.use('/api/v1/courses/:course_id/assignment_groups', json(), urlencoded({ extended: true }));

  addApiRoute(router, context, 'get', listPath, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null) return;
    const groups = await store.groups.list(inCourse.course.id);
    const query = queryOf(req);
    const page = takePage(req, res, publicUrl, groups, pageSize(query, apiPages));
    res.json(await toGroupsJson(context, inCourse, page, query));
  });

  addApiRoute(router, context, 'get', `${listPath}/:assignment_group_id`, async (caller, req, res) => {
    const found = await findGroup(context, caller, req, res);
    if (found === null) return;
    const [shown] = await toGroupsJson(context, found.inCourse, [found.group], queryOf(req));
    res.json(shown);
  });

  addApiRoute(router, context, 'post', listPath, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null || !requireAny(inCourse, ['manage_assignments'], context, res)) return;
    const body = bodySchema.safeParse(req.body ?? {});
    if (!body.success) return res.status(400).json({ message: 'Invalid integration data' });
    const { id } = await store.groups.create(inCourse.course.id, body.data.name ?? 'Assignments');
    const made = await store.groups.update(id, toChange(body.data));
    return made === null ? sendNotFound(res) : res.json(toGroupJson(made));
  });

  addApiRoute(router, context, 'delete', `${listPath}/:assignment_group_id`, async (caller, req, res) => {
    const found = await findGroup(context, caller, req, res);
    if (found === null || !requireAny(found.inCourse, ['manage_assignments'], context, res)) return;
    await store.groups.remove(found.group.id);
    return res.json(toGroupJson(found.group));
  });

  addApiRoute(router, context, 'put', `${listPath}/:assignment_group_id`, async (caller, req, res) => {
    const found = await findGroup(context, caller, req, res);
    if (found === null || !requireAny(found.inCourse, ['manage_assignments'], context, res)) return;
    const body = bodySchema.safeParse(req.body ?? {});
    if (!body.success) return res.status(400).json({ message: 'Invalid integration data' });
    const updated = await store.groups.update(found.group.id, toChange(body.data));
    if (updated === null) return sendNotFound(res);
    return res.json(toGroupJson(updated));
  });
  return router;
}

async function findGroup(
  context: CanvasContext,
  caller: ApiCaller,
  req: Request,
  res: Response,
): Promise<{ inCourse: CourseCaller; group: AssignmentGroup } | null> {
  const inCourse = await findCourse(context, caller, req, res);
  if (inCourse === null) return null;
  const group = await context.store.groups.find(routeId(req, 'assignment_group_id') ?? 0);
  if (group !== null && group.courseId === inCourse.course.id) return { inCourse, group };
  sendNotFound(res);
  return null;
}

function toChange(body: z.infer<typeof bodySchema>): GroupChange {
  const data = body.integration_data;
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.position === undefined ? {} : { position: body.position }),
    ...(body.group_weight === undefined ? {} : { groupWeight: body.group_weight }),
    ...(body.sis_source_id === undefined ? {} : { sisSourceId: body.sis_source_id || null }),
    ...(data === undefined || data === '' ? {} : { integrationData: data }),
  };
}

async function toGroupsJson(
  context: CanvasContext,
  caller: CourseCaller,
  groups: readonly AssignmentGroup[],
  query: URLSearchParams,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (!query.getAll('include[]').includes('assignments')) return groups.map(toGroupJson);
  const assignments = await listVisibleAssignments(context, caller);
  return Promise.all(
    groups.map(async (group) => ({
      ...toGroupJson(group),
      assignments: await toAssignmentsJson(
        context,
        caller,
        assignments.filter(({ groupId }) => groupId === group.id),
        query,
      ),
    })),
  );
}

/** SIS fields are always shown: no permission guards them (CF7). */
const toGroupJson = (group: AssignmentGroup): Readonly<Record<string, unknown>> => ({
  id: group.id,
  name: group.name,
  position: group.position,
  group_weight: group.groupWeight,
  sis_source_id: group.sisSourceId,
  integration_data: group.integrationData,
  rules: {},
});
