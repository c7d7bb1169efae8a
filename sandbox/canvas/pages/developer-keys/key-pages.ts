import type { Response, Router } from 'express';
import { textFields } from '../../front/request-fields.ts';
import { installApiKey } from '../../install-tool.ts';
import { addLtiKey } from '../../registration/developer-keys.ts';
import type { PageDeps } from '../page-deps.ts';
import { inAccount } from '../person-routes.ts';
import { buildAccountShell } from '../shell.ts';
import type { AccountVisit } from '../visit.ts';
import { listKeys } from './key-list.ts';
import { explain, readTypedConfig } from './typed-config.ts';

/** `/accounts/:id/developer_keys`: list, add, and switch on or off the school's LTI and API keys. */
export function addDeveloperKeyPages(router: Router, deps: PageDeps): void {
  const base = '/accounts/:id/developer_keys';
  router.get(
    base,
    inAccount(deps, (visit, _req, res) => showKeys(deps, visit, res, null)),
  );
  router.post(
    `${base}/lti`,
    inAccount(deps, async (visit, req, res) => {
      const fields = textFields(req.body);
      try {
        const config = await readTypedConfig(fields);
        await addLtiKey(visit.store, config, { redirectUris: lines(fields['redirect_uris']), active: false });
      } catch (error) {
        return showKeys(deps, visit, res, { form: 'lti', text: explain(error), fields });
      }
      goBack(visit, res);
    }),
  );
  router.post(
    `${base}/api`,
    inAccount(deps, async (visit, req, res) => {
      const fields = textFields(req.body);
      const redirectUris = lines(fields['redirect_uris']);
      const name = fields['name']?.trim() ?? '';
      if (name === '' || redirectUris.length === 0) {
        const text = 'A key needs a name and a redirect URI.';
        return showKeys(deps, visit, res, { form: 'api', text, fields });
      }
      const scopes = lines(fields['scopes']);
      await installApiKey(visit.store, {
        name,
        redirectUris,
        ...(fields['require_scopes'] === undefined ? {} : { scopes }),
        allowIncludes: fields['allow_includes'] !== undefined,
      });
      goBack(visit, res);
    }),
  );
  router.post(
    `${base}/:keyId/state`,
    inAccount(deps, async (visit, req, res) => {
      const { tools } = visit.store;
      const id = Number(req.params['keyId']);
      const active = textFields(req.body)['state'] === 'on';
      const ltiKey = await tools.findLtiKey(id);
      if (ltiKey !== null) await tools.replaceLtiKey({ ...ltiKey, active });
      const apiKey = await tools.findApiKey(id);
      if (apiKey !== null) await tools.replaceApiKey({ ...apiKey, active });
      goBack(visit, res);
    }),
  );
}

/** A rejected form, with what was typed into it. */
interface Problem {
  readonly form: 'lti' | 'api';
  readonly text: string;
  readonly fields: Readonly<Record<string, string>>;
}

async function showKeys(
  { render }: PageDeps,
  visit: AccountVisit,
  res: Response,
  problem: Problem | null,
): Promise<void> {
  const base = `/accounts/${visit.account.id}/developer_keys`;
  const model = {
    shell: await buildAccountShell(visit, { title: 'Developer Keys', current: 'Developer Keys' }),
    base,
    keys: await listKeys(visit.store, base),
    problem,
  };
  await render.page(res, 'developer-keys', model, problem === null ? 200 : 422);
}

const goBack = ({ account }: AccountVisit, res: Response): void =>
  res.redirect(303, `/accounts/${account.id}/developer_keys?notice=key-saved`);

const lines = (text: string | undefined): readonly string[] =>
  (text ?? '').split(/\s+/u).filter((line) => line !== '');
