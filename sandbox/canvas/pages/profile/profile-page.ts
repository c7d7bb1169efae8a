import type { Router } from 'express';
import { trusted } from 'mongoose';
import { textFields } from '../../front/request-fields.ts';
import { plain } from '../../school/models.ts';
import type { OauthToken } from '../../school/records/oauth.ts';
import { formatTime } from '../date-text.ts';
import type { PageDeps } from '../page-deps.ts';
import { forPerson } from '../person-routes.ts';
import { buildShell } from '../shell.ts';

/**
 * Some of Canvas's languages. The sandbox's own pages stay English; tools are launched in the person's
 * language.
 */
const languages = [
  ['en', 'English (US)'],
  ['es', 'Español'],
  ['fr', 'Français'],
  ['de', 'Deutsch'],
  ['ar', 'العربية'],
  ['zh-Hans', '简体中文'],
] as const;

/** `/profile/settings`: the person, logging out, and the apps that may act for them. */
export function addProfile(router: Router, deps: PageDeps): void {
  router.get(
    '/profile/settings',
    forPerson(deps, async (visit, _req, res) => {
      const { store, user, account } = visit;
      const tokens = await store.models.oauthTokens.find({ userId: user.id }, plain).lean<OauthToken[]>();
      const keys = await store.models.apiKeys
        .find({ id: trusted({ $in: tokens.map((token) => token.clientId) }) }, plain)
        .lean<{ id: number; name: string }[]>();
      await deps.render.page(res, 'profile', {
        shell: buildShell(visit, { title: `${user.name}'s settings` }, 'account'),
        facts: [
          ['Name', user.name],
          ['Login', user.loginId],
          ['Email', user.email],
        ],
        languages: languages.map(([locale, name]) => ({ locale, name, isChosen: locale === user.locale })),
        highContrast: user.highContrast === true,
        integrations: tokens.map((token) => ({
          name: keys.find((key) => key.id === token.clientId)?.name ?? 'Unknown application',
          expires: formatTime(token.expiresAt, account.timeZone),
        })),
      });
    }),
  );
  router.post(
    '/profile/language',
    forPerson(deps, async ({ store, user }, req, res) => {
      const { locale } = textFields(req.body);
      const known = languages.some(([code]) => code === locale);
      if (known && locale !== undefined) await store.people.setLocale(user.id, locale);
      res.redirect(303, `/profile/settings?notice=${known ? 'language-saved' : 'language-unknown'}`);
    }),
  );
  router.post(
    '/profile/high-contrast',
    forPerson(deps, async ({ store, user }, req, res) => {
      await store.people.setHighContrast(user.id, textFields(req.body)['highContrast'] === 'on');
      res.redirect(303, '/profile/settings');
    }),
  );
  router.post(
    '/profile/withdraw-consent',
    forPerson(deps, async ({ store, user }, _req, res) => {
      await store.oauth.revokeAllOf(user.id);
      res.redirect(303, '/profile/settings?notice=consent-withdrawn');
    }),
  );
}
