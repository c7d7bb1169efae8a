import type { Router } from 'express';
import { findLoggedInUser } from '../../front/login-cookie.ts';
import { queryOf, routeId, textFields } from '../../front/request-fields.ts';
import type { AccessLogEntry } from '../../school/records/launch.ts';
import type { PageDeps } from '../page-deps.ts';
import { buildGuestShell, buildShell } from '../shell.ts';
import { describeFault, readFault, readQuirks } from './fault-form.ts';

/** Paths worth disturbing, suggested while typing. */
const suggestions = [
  '^/api/v1/',
  '^/api/v1/courses/\\d+/students/submissions$',
  '^/api/v1/courses/\\d+/assignments$',
  '^/api/lti/courses/\\d+/names_and_roles$',
  '^/api/lti/courses/\\d+/line_items',
  '^/login/oauth2/token$',
];

/** `/faults`: injects faults, for anybody who uses this sandbox. */
export function addFaultPanel(router: Router, { context, render }: PageDeps): void {
  const { faults, store } = context;
  router.get('/faults', async (req, res) => {
    const user = await findLoggedInUser(req, context);
    const account = await store.account.get();
    const notice = queryOf(req).get('notice');
    const head = { title: 'Faults' };
    await render.page(res, 'faults', {
      shell:
        user === null
          ? buildGuestShell(account, head, notice)
          : buildShell({ store, user, account, notice }, head, 'faults'),
      suggestions,
      active: faults.list().map(({ id, fault, left }) => ({
        id,
        text: describeFault(fault),
        left: left === null ? 'until removed' : `${left} more ${left === 1 ? 'time' : 'times'}`,
      })),
      quirks: faults.quirks,
      requests: countRequests(await store.accessLog.read()),
    });
  });
  router.post('/faults', (req, res) => {
    const fault = readFault(textFields(req.body));
    if (fault !== null) faults.add(fault);
    res.redirect(303, `/faults?notice=${fault === null ? 'fault-unreadable' : 'fault-added'}`);
  });
  router.post('/faults/clear', (_req, res) => {
    faults.clear();
    res.redirect(303, '/faults?notice=fault-removed');
  });
  router.post('/faults/quirks', (req, res) => {
    const quirks = readQuirks(textFields(req.body));
    if (quirks !== null) Object.assign(faults.quirks, quirks);
    res.redirect(303, `/faults?notice=${quirks === null ? 'fault-unreadable' : 'quirks-saved'}`);
  });
  router.post('/faults/access-log/clear', async (_req, res) => {
    await store.accessLog.clear();
    res.redirect(303, '/faults?notice=log-cleared');
  });
  router.post('/faults/:id/remove', (req, res) => {
    faults.remove(routeId(req, 'id') ?? 0);
    res.redirect(303, '/faults?notice=fault-removed');
  });
}

/** How often each service was called, busiest first. Every number in a path counts as `:id`. */
function countRequests(
  entries: readonly AccessLogEntry[],
): readonly { readonly request: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { method, path } of entries) {
    if (!path.startsWith('/api/') && !path.startsWith('/login/oauth2/')) continue;
    const request = `${method} ${path.replaceAll(/\/\d+(?=\/|$)/gu, '/:id')}`;
    counts.set(request, (counts.get(request) ?? 0) + 1);
  }
  return [...counts]
    .map(([request, count]) => ({ request, count }))
    .sort((a, b) => b.count - a.count || a.request.localeCompare(b.request));
}
