import { randomUUID } from 'node:crypto';
import type { Router } from 'express';
import { queryOf } from '../../front/request-fields.ts';
import { openidConfigurationPath } from '../../registration/registration-router.ts';
import { makeRegistrationToken } from '../../registration/registration-tokens.ts';
import type { PageDeps } from '../page-deps.ts';
import { inAccount } from '../person-routes.ts';
import { buildAccountShell } from '../shell.ts';

/**
 * `…/developer_keys/registration?url=…`: frames the tool's own registration page until the tool says it is
 * done.
 */
export function addRegistrationPage(router: Router, { context, ...deps }: PageDeps): void {
  const { render } = deps;
  router.get(
    '/accounts/:id/developer_keys/registration',
    inAccount({ context, ...deps }, async (visit, req, res) => {
      const base = `/accounts/${visit.account.id}/developer_keys`;
      const query = queryOf(req);
      const url = query.get('url') ?? '';
      const isAddress = URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol);
      const updated = Number(query.get('update') ?? '');
      const updatedKeyId = Number.isSafeInteger(updated) && updated > 0 ? updated : null;
      const id = randomUUID();
      const src = async (): Promise<string> => {
        const address = new URL(url);
        const pending = { id, updatedKeyId };
        const token = await makeRegistrationToken(context, visit.user.id, visit.account.id, pending);
        // Canvas reads the token from the configuration's address, and from the header of the tool's
        // registration.
        const configuration = new URL(openidConfigurationPath, context.publicUrl);
        configuration.searchParams.set('registration_token', token);
        address.searchParams.set('openid_configuration', configuration.href);
        address.searchParams.set('registration_token', token);
        return address.href;
      };
      await render.page(res, 'lti-registration', {
        shell: await buildAccountShell(visit, {
          title: 'LTI Registration',
          current: 'Developer Keys',
          crumbs: [
            { label: 'Developer Keys', href: base },
            { label: 'LTI Registration', href: '' },
          ],
          scripts: ['registration.js'],
          notice: url === '' || isAddress ? null : { kind: 'error', text: 'That is not an address.' },
        }),
        action: `${base}/registration`,
        url,
        updatedKeyId,
        src: isAddress ? await src() : null,
        done: `${base}/registrations/${id}`,
      });
    }),
  );
}
