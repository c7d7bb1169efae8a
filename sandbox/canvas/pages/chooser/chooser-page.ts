import type { Router } from 'express';
import { findLoggedInUser, readLoginCookie, setLoginCookie } from '../../front/login-cookie.ts';
import { queryOf, requestFields, textFields } from '../../front/request-fields.ts';
import type { PageDeps } from '../page-deps.ts';
import { groupPeople } from './group-people.ts';
import { ownAddress } from './own-address.ts';

/** `/`: choose a person. This is the sandbox's login. */
export function addChooser(router: Router, deps: PageDeps): void {
  const { context, sisUrl, render } = deps;
  const { store, publicUrl } = context;

  router.get('/', async (req, res) => {
    const account = await store.account.get();
    const current = await findLoggedInUser(req, context);
    const returnTo = queryOf(req).get('return_to');
    await render.part(res, 'chooser', {
      school: account.name,
      sisName: account.sisName ?? 'the SIS',
      sisUrl,
      current: current?.name ?? null,
      groups: await groupPeople(store),
      returnTo: ownAddress(returnTo, publicUrl) === null ? null : returnTo,
    });
  });

  // The address of the real Canvas's login page.
  router.get('/login/canvas', (req, res) => {
    const returnTo = queryOf(req).get('return_to');
    res.redirect(302, returnTo === null ? '/' : `/?${new URLSearchParams({ return_to: returnTo })}`);
  });

  router.post('/login', async (req, res) => {
    const fields = textFields(req.body);
    const userId = Number(fields['user'] ?? Number.NaN);
    const user = Number.isSafeInteger(userId) ? await store.people.find(userId) : null;
    if (user === null) return res.redirect(303, '/');
    const before = readLoginCookie(req);
    if (before !== null) await store.sessions.close(before);
    setLoginCookie(res, context, await store.sessions.open(user.id));
    res.redirect(303, ownAddress(requestFields(req)['return_to'] ?? null, publicUrl) ?? '/dashboard');
  });

  router.post('/logout', async (req, res) => {
    const before = readLoginCookie(req);
    if (before !== null) await store.sessions.close(before);
    setLoginCookie(res, context, '');
    res.redirect(303, '/');
  });
}
