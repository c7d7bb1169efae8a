import { json, Router, urlencoded } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { withoutQuery } from '../lti/begin-launch.ts';
import type { ExternalTool, ResourceLink } from '../school/records/tool.ts';
import { addApiRoute, findCourse, requireAny } from './api-caller.ts';

const path = '/api/v1/courses/:course_id/lti_resource_links';
const bodySchema = z.object({
  url: z.url(),
  title: z.string().max(255).nullish(),
  custom: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
});

/**
 * Links to a tool, each with its own custom parameters. Anyone who may edit the course can make them
 * (app/controllers/lti/resource_links_controller.rb: `manage_course_content_add`).
 */
export function createResourceLinksRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  router.use('/api/v1/courses/:course_id/lti_resource_links', json(), urlencoded({ extended: true }));
  addApiRoute(router, context, 'post', path, async (caller, req, res) => {
    const inCourse = await findCourse(context, caller, req, res);
    if (inCourse === null || !requireAny(inCourse, ['manage_course_content'], context, res)) return;
    const body = bodySchema.safeParse(req.body ?? {});
    const courseId = inCourse.course.id;
    const tool = body.success ? findTool(await store.tools.list(), courseId, body.data.url) : undefined;
    if (!body.success || tool === undefined) {
      return res.status(404).json({ errors: [{ message: 'No tool found for the provided URL' }] });
    }
    const { url, title = null, custom } = body.data;
    const link = await store.tools.createResourceLink({ courseId, toolId: tool.id, url, title, custom });
    return res.json(toJson(link, publicUrl));
  });
  return router;
}

const findTool = (tools: readonly ExternalTool[], courseId: number, url: string): ExternalTool | undefined =>
  tools.find(
    (tool) =>
      (tool.courseId === null || tool.courseId === courseId) &&
      [tool.targetLinkUri, ...tool.placements.map((placement) => placement.targetLinkUri)]
        .map(withoutQuery)
        .includes(withoutQuery(url)),
  );

function toJson(link: ResourceLink, publicUrl: string): Readonly<Record<string, unknown>> {
  const { id, courseId, toolId, url, title, custom, resourceLinkUuid, lookupUuid } = link;
  return {
    id,
    context_id: courseId,
    context_type: 'Course',
    context_external_tool_id: toolId,
    resource_type: 'course',
    canvas_launch_url: `${publicUrl}/courses/${courseId}/external_tools/retrieve?resource_link_lookup_uuid=${lookupUuid}`,
    resource_link_uuid: resourceLinkUuid,
    lookup_uuid: lookupUuid,
    title,
    url,
    custom,
    workflow_state: 'active',
  };
}
