import type { Router } from 'express';
import { routeId, textFields } from '../../front/request-fields.ts';
import { installByClientId } from '../../registration/developer-keys.ts';
import type { PageDeps } from '../page-deps.ts';
import { inAccount } from '../person-routes.ts';
import { buildAccountShell } from '../shell.ts';

/**
 * `/accounts/:id/apps`: the apps installed in the account, and "+ App" by client ID (Canvas: Settings ›
 * Apps).
 */
export function addAppPages(router: Router, deps: PageDeps): void {
  router.get(
    '/accounts/:id/apps',
    inAccount(deps, async (visit, _req, res) => {
      const base = `/accounts/${visit.account.id}/apps`;
      const apps = (await visit.store.tools.list()).filter((tool) => tool.courseId === null);
      await deps.render.page(res, 'apps', {
        shell: await buildAccountShell(visit, { title: 'Apps', current: 'Apps' }),
        action: base,
        apps: apps.map((tool) => ({
          name: tool.name,
          clientId: tool.developerKeyId,
          deploymentId: tool.deploymentId,
          placements: tool.placements.filter(({ enabled }) => enabled).map(({ placement }) => placement),
          removeAction: `${base}/${tool.id}/remove`,
        })),
      });
    }),
  );
  router.post(
    '/accounts/:id/apps',
    inAccount(deps, async ({ store, account }, req, res) => {
      const clientId = Number(textFields(req.body)['client_id'] ?? '');
      const tool = Number.isSafeInteger(clientId) ? await installByClientId(store, clientId) : null;
      const notice = tool === null ? 'key-unknown' : 'app-installed';
      res.redirect(303, `/accounts/${account.id}/apps?notice=${notice}`);
    }),
  );
  router.post(
    '/accounts/:id/apps/:toolId/remove',
    inAccount(deps, async ({ store, account }, req, res) => {
      const toolId = routeId(req, 'toolId');
      if (toolId !== null) await store.tools.removeTool(toolId);
      res.redirect(303, `/accounts/${account.id}/apps?notice=app-removed`);
    }),
  );
}
