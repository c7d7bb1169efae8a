import { json, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf, routeId } from '../front/request-fields.ts';
import { ltiScopes } from '../lti/scopes.ts';
import type { Course } from '../school/records/course.ts';
import type { LineItem } from '../school/records/line-item.ts';
import { lineItemsType, lineItemType, toLineItemJson } from './line-item-json.ts';
import { authorizeService, type ServiceCaller, sendServiceError } from './service-auth.ts';

const bodySchema = z.object({
  scoreMaximum: z.coerce.number().nonnegative(),
  label: z.string().min(1),
  tag: z.string().nullish(),
  resourceId: z.string().nullish(),
  resourceLinkId: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
  'https://canvas.instructure.com/lti/submission_type': z.record(z.string(), z.unknown()).nullish(),
});

const readScopes = [ltiScopes.lineItem, ltiScopes.lineItemReadonly];

/** AGS line items: only those of the calling key (app/controllers/lti/ims/line_items_controller.rb). */
export function createLineItemsRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  const path = '/api/lti/courses/:courseId/line_items';
  router.use(path, json({ type: ['application/json', 'application/vnd.ims.lis.v2.lineitem+json'] }));

  router.get(path, async (req, res) => {
    const caller = await authorizeGradebook(context, req, res, readScopes);
    if (caller === null) return;
    const query = queryOf(req);
    const own = await store.tools.lineItems(caller.course.id, caller.key.id);
    const present = await keepActive(context, own);
    const wanted = present.filter(
      (item) =>
        matches(query.get('tag'), item.tag) &&
        matches(query.get('resource_id'), item.resourceId) &&
        matches(query.get('resource_link_id'), item.resourceLinkId),
    );
    const limit = Number.parseInt(query.get('limit') ?? '', 10);
    const size = limit > 0 ? Math.min(limit, apiPages.maximum) : pageSize(query, apiPages);
    const page = takePage(req, res, publicUrl, wanted, size);
    res
      .set('Content-Type', `${lineItemsType}; charset=utf-8`)
      .send(JSON.stringify(page.map((item) => toLineItemJson(publicUrl, item))));
  });

  router.post(path, async (req, res) => {
    const caller = await authorizeGradebook(context, req, res, [ltiScopes.lineItem]);
    if (caller === null) return;
    const body = bodySchema.safeParse(req.body);
    if (!body.success) return sendServiceError(res, 400, 'bad_request', 'Invalid line item');
    const item = await createWithAssignment(context, caller, body.data);
    sendLineItem(res, 201, publicUrl, item);
  });

  router.get(`${path}/:id`, async (req, res) => {
    const found = await findOwn(context, req, res, readScopes);
    if (found !== null) sendLineItem(res, 200, publicUrl, found.item);
  });

  router.delete(`${path}/:id`, async (req, res) => {
    const found = await findOwn(context, req, res, [ltiScopes.lineItem]);
    if (found === null) return;
    await store.assignments.remove(found.item.assignmentId);
    await store.tools.removeLineItem(found.item.id);
    res.status(204).end();
  });
  return router;
}

const matches = (wanted: string | null, value: string | null): boolean => wanted === null || wanted === value;

/** Line items whose assignment still exists. */
async function keepActive(
  { store }: CanvasContext,
  items: readonly LineItem[],
): Promise<readonly LineItem[]> {
  const found = await Promise.all(items.map((item) => store.assignments.find(item.assignmentId)));
  return items.filter((_, index) => found[index] !== null);
}

function sendLineItem(res: Response, status: number, publicUrl: string, item: LineItem): void {
  res
    .status(status)
    .set('Content-Type', `${lineItemType}; charset=utf-8`)
    .send(JSON.stringify(toLineItemJson(publicUrl, item)));
}

/**
 * Like `authorizeService`, but AGS does not find a course that is over: `Course.not_completed.find` in
 * app/controllers/lti/ims/concerns/gradebook_services.rb. Names & Roles and REST still answer then.
 */
async function authorizeGradebook(
  context: CanvasContext,
  req: Request,
  res: Response,
  scopes: readonly string[],
): Promise<ServiceCaller | null> {
  const caller = await authorizeService(context, req, res, scopes);
  if (caller === null) return null;
  const { term } = await context.store.account.get();
  if (!isCompleted(caller.course, term.endAt, context.clock())) return caller;
  if (context.faults.quirks.concludedStatus === 422) {
    // Behind the flag `ags_improved_course_concluded_response_codes`.
    const message = 'This course has concluded. AGS requests will no longer be accepted for this course.';
    sendServiceError(res, 422, 'unprocessable_entity', message);
  } else res.status(404).json({ errors: [{ message: 'The specified resource does not exist.' }] });
  return null;
}

/**
 * A course without an end date ends with its term, whether or not it restricts participation to its dates.
 */
function isCompleted({ workflowState, endAt }: Course, termEndAt: Date | null, now: Date): boolean {
  const end = endAt ?? termEndAt;
  return workflowState === 'completed' || (end !== null && end.getTime() <= now.getTime());
}

/**
 * A line item of the calling key; another key's gets 412
 * (app/controllers/lti/ims/concerns/gradebook_services.rb).
 */
export async function findOwn(
  context: CanvasContext,
  req: Request,
  res: Response,
  scopes: readonly string[],
): Promise<{ caller: ServiceCaller; item: LineItem } | null> {
  const caller = await authorizeGradebook(context, req, res, scopes);
  if (caller === null) return null;
  const item = await context.store.tools.findLineItem(routeId(req, 'id') ?? 0);
  if (item === null || item.courseId !== caller.course.id) {
    sendServiceError(res, 404, 'not_found', 'The specified resource does not exist.');
    return null;
  }
  if (item.clientId !== caller.key.id) {
    const message = 'Tool does not have permission to view line_item';
    sendServiceError(res, 412, 'precondition_failed', message);
    return null;
  }
  return { caller, item };
}

/** A line item made by a tool gets its own published assignment, which is not marked Sync to SIS. */
async function createWithAssignment(
  { store }: CanvasContext,
  { course, key }: ServiceCaller,
  body: z.infer<typeof bodySchema>,
): Promise<LineItem> {
  const [group = await store.groups.create(course.id, 'Assignments')] = await store.groups.list(course.id);
  const made = await store.assignments.create(course.id, {
    name: body.label,
    groupId: group.id,
    pointsPossible: body.scoreMaximum,
    submissionTypes: ['none'],
    postToSis: false,
    unlockAt: toDate(body.startDateTime),
    dueAt: toDate(body.endDateTime),
  });
  if (!made.ok) throw new Error('Canvas refused the assignment of a line item');
  return store.tools.createLineItem({
    courseId: course.id,
    assignmentId: made.value.id,
    clientId: key.id,
    label: body.label,
    scoreMaximum: body.scoreMaximum,
    tag: body.tag ?? null,
    resourceId: body.resourceId ?? null,
    resourceLinkId: body.resourceLinkId ?? null,
    submissionType: body['https://canvas.instructure.com/lti/submission_type'] ?? null,
  });
}

function toDate(text: string | null | undefined): Date | null {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}
