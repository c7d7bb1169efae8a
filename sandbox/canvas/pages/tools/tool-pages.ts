import type { Request, Response, Router } from 'express';
import { queryOf, routeId } from '../../front/request-fields.ts';
import { renderSelfPostingForm } from '../../front/self-posting-form.ts';
import { beginLaunch } from '../../lti/begin-launch.ts';
import { type Placement, placements, type ResourceLink } from '../../school/records/tool.ts';
import { sendNoTool, sendUnauthorized } from '../error-pages.ts';
import type { PageDeps } from '../page-deps.ts';
import { inAccount, inCourse } from '../person-routes.ts';
import { buildAccountShell, buildCourseShell } from '../shell.ts';
import type { CourseVisit, Visit } from '../visit.ts';
import { findToolForAddress } from './find-tool.ts';
import { frameAllow } from './frame-allow.ts';

/** `/…/external_tools/…`: opens tools, framed or alone, and takes the browser back from them. */
export function addToolPages(router: Router, deps: PageDeps): void {
  router.get(
    '/courses/:id/external_tools/retrieve',
    inCourse(deps, [], (visit, req, res) => showRetrieved(deps, visit, req, res)),
  );
  router.get(
    '/courses/:id/external_tools/:toolId',
    inCourse(deps, [], async (visit, req, res) => {
      const launch = readLaunch(req, 'course_navigation');
      if (launch === null) return sendNoTool(deps, visit, res);
      if (queryOf(req).get('display') === 'borderless') {
        const resourceLink = await findLink(visit, queryOf(req));
        return startLaunch(deps, visit, res, {
          ...launch,
          courseId: visit.course.id,
          ...(resourceLink && { resourceLink }),
        });
      }
      await showFrame(deps, visit, res, launch);
    }),
  );
  router.get(
    '/accounts/:id/external_tools/:toolId',
    inAccount(deps, async (visit, req, res) => {
      const launch = readLaunch(req, 'account_navigation');
      if (launch === null) return sendNoTool(deps, visit, res);
      if (queryOf(req).get('display') === 'borderless') {
        return startLaunch(deps, visit, res, { ...launch, courseId: null });
      }
      const tool = await visit.store.tools.find(launch.toolId);
      const entry = tool?.placements.find((placement) => placement.placement === launch.placement);
      if (entry === undefined) return sendNoTool(deps, visit, res);
      await deps.render.page(res, 'tool', {
        shell: await buildAccountShell(visit, {
          title: entry.text,
          current: entry.text,
          scripts: toolScripts,
        }),
        title: entry.text,
        src: frameAddress(`/accounts/${visit.account.id}`, launch),
        allow: frameAllow,
      });
    }),
  );
  for (const scope of ['courses', 'accounts']) {
    for (const [way, subject] of Object.entries(returnSubjects)) {
      // Needs no login: the browser may hold the login cookie back when it comes from a tool on another site.
      router.get(`/${scope}/:id/external_content/${way}/:service`, async (req, res) => {
        const query = queryOf(req);
        await deps.render.part(res, 'external-content', {
          subject,
          message: query.get('lti_errormsg') ?? query.get('lti_msg'),
          back: `/${scope}/${routeId(req, 'id') ?? ''}`,
        });
      });
    }
  }
}

/** Sent to the page around a tool's frame when the tool comes back (CF4). */
const returnSubjects = { success: 'externalContentReady', cancel: 'externalContentCancel' } as const;
const toolScripts = ['platform-messages.js', 'messages.js'];

interface WantedLaunch {
  readonly toolId: number;
  readonly placement: Placement;
  /** A different launch address from the placement's own; null: its own. */
  readonly url: string | null;
  /** The link that was followed (`resource_link_lookup_uuid`). */
  readonly lookupUuid?: string;
}

/** What the address asks for. Null: the tool id or placement is malformed. */
function readLaunch(req: Request, standard: Placement): WantedLaunch | null {
  const toolId = routeId(req, 'toolId');
  const query = queryOf(req);
  const placement = readPlacement(query.get('launch_type'), standard);
  return toolId === null || placement === null ? null : { toolId, placement, url: query.get('url') };
}

const readPlacement = (name: string | null, standard: Placement): Placement | null =>
  name === null ? standard : (placements.find((placement) => placement === name) ?? null);

const frameAddress = (base: string, { toolId, placement, url, lookupUuid }: WantedLaunch): string =>
  `${base}/external_tools/${toolId}?${new URLSearchParams({
    display: 'borderless',
    launch_type: placement,
    ...(url === null ? {} : { url }),
    ...(lookupUuid === undefined ? {} : { [lookupField]: lookupUuid }),
  })}`;

const lookupField = 'resource_link_lookup_uuid';

/** The link in the course that the address names. */
async function findLink(
  { store, course }: CourseVisit,
  query: URLSearchParams,
): Promise<ResourceLink | null> {
  const lookupUuid = query.get(lookupField);
  return lookupUuid === null ? null : store.tools.findResourceLink(course.id, lookupUuid);
}

/** Only the tool: the form that posts login initiation into the frame or window that asked. */
async function startLaunch(
  deps: PageDeps,
  visit: Visit,
  res: Response,
  {
    toolId,
    placement,
    url,
    courseId,
    resourceLink,
  }: WantedLaunch & { readonly courseId: number | null; readonly resourceLink?: ResourceLink },
): Promise<void> {
  const launch = await beginLaunch(deps.context, {
    user: visit.user,
    courseId,
    toolId,
    placement,
    ...(url === null ? {} : { targetLinkUri: url }),
    ...(resourceLink && { resourceLink }),
  });
  if (launch.ok) {
    res.set('Cache-Control', 'no-store').type('html').send(renderSelfPostingForm(launch.form));
    return;
  }
  if (launch.reason === 'unauthorized') return sendUnauthorized(deps, visit, res);
  return sendNoTool(deps, visit, res);
}

/** The tool inside the shell of the course. */
async function showFrame(
  { render, ...deps }: PageDeps,
  visit: CourseVisit,
  res: Response,
  launch: WantedLaunch,
): Promise<void> {
  const tool = await visit.store.tools.find(launch.toolId);
  const entry = tool?.placements.find((placement) => placement.placement === launch.placement);
  if (entry === undefined) return sendNoTool({ render, ...deps }, visit, res);
  await render.page(res, 'tool', {
    shell: await buildCourseShell(visit, { title: entry.text, current: entry.text, scripts: toolScripts }),
    title: entry.text,
    src: frameAddress(`/courses/${visit.course.id}`, launch),
    allow: frameAllow,
  });
}

/** `retrieve`: opens the tool that an address belongs to, with exactly that address (CT23). */
async function showRetrieved(deps: PageDeps, visit: CourseVisit, req: Request, res: Response): Promise<void> {
  const query = queryOf(req);
  const link = await findLink(visit, query);
  const url = link?.url ?? query.get('url') ?? '';
  // A link may ask for any placement.
  const placement = readPlacement(query.get('placement'), 'course_navigation');
  const tool = await findToolForAddress(visit, { url, clientId: query.get('client_id') });
  if (tool === null || placement === null) return sendNoTool(deps, visit, res);
  await showFrame(deps, visit, res, {
    toolId: tool.id,
    placement,
    url,
    ...(link && { lookupUuid: link.lookupUuid }),
  });
}
