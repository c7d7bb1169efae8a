import type { Router } from 'express';
import { z } from 'zod';
import { parseToolConfig } from '../../install-tool.ts';
import { withholdFromKey } from '../../registration/developer-keys.ts';
import type { LtiDeveloperKey } from '../../school/records/tool.ts';
import type { PageDeps } from '../page-deps.ts';
import { inAccount } from '../person-routes.ts';
import { buildAccountShell } from '../shell.ts';

/** A form says a list, a single text, or nothing if no box is checked. */
const checkedBoxes = z.object({
  granted: z.union([z.array(z.string()), z.string().transform((name) => [name])]).default([]),
});

/**
 * `…/developer_keys/:keyId/review`: once a tool has registered itself and closed its page, the administrator says what of
 * it is granted and switches the key on (CF9). The same page takes something away later, or gives it back.
 */
export function addReviewPages(router: Router, deps: PageDeps): void {
  const { render } = deps;
  const keysPath = (accountId: number): string => `/accounts/${accountId}/developer_keys`;
  router.get(
    '/accounts/:id/developer_keys/registrations/:registrationId',
    inAccount(deps, async ({ store, account }, req, res) => {
      const keys = await store.tools.listLtiKeys();
      const key = keys.find(({ registrationId }) => registrationId === req.params['registrationId']);
      const base = keysPath(account.id);
      res.redirect(303, key === undefined ? base : `${base}/${key.id}/review?notice=key-registered`);
    }),
  );
  const path = '/accounts/:id/developer_keys/:keyId/review';
  router.get(
    path,
    inAccount(deps, async (visit, req, res) => {
      const base = keysPath(visit.account.id);
      const key = await visit.store.tools.findLtiKey(Number(req.params['keyId']));
      if (key === null) return res.redirect(303, base);
      await render.page(res, 'lti-review', {
        shell: await buildAccountShell(visit, {
          title: key.name,
          current: 'Developer Keys',
          crumbs: [
            { label: 'Developer Keys', href: base },
            { label: key.name, href: '' },
          ],
        }),
        name: key.name,
        active: key.active,
        action: `${base}/${key.id}/review`,
        ...listAsked(key),
      });
    }),
  );
  router.post(
    path,
    inAccount(deps, async ({ store, account }, req, res) => {
      const base = keysPath(account.id);
      const key = await store.tools.findLtiKey(Number(req.params['keyId']));
      if (key === null) return res.redirect(303, base);
      const granted = new Set(checkedBoxes.parse(req.body ?? {}).granted);
      const asked = listAsked(key);
      await withholdFromKey(
        store,
        { ...key, active: true },
        {
          scopes: asked.scopes.map(({ name }) => name).filter((name) => !granted.has(name)),
          placements: asked.placements.map(({ name }) => name).filter((name) => !granted.has(name)),
        },
      );
      res.redirect(303, `${base}?notice=key-saved`);
    }),
  );
}

/** What the tool asks for, and whether it has it. */
function listAsked({ configuration, withheld }: LtiDeveloperKey) {
  const { scopes = [], extensions } = parseToolConfig(configuration);
  const placements = extensions.flatMap(({ settings }) =>
    settings.placements.map(({ placement }) => placement),
  );
  const list = (names: readonly string[], away: readonly string[] = []) =>
    names.map((name) => ({ name, granted: !away.includes(name) }));
  return { scopes: list(scopes, withheld?.scopes), placements: list(placements, withheld?.placements) };
}
