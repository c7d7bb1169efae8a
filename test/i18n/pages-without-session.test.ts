import { expect } from 'chai';
import request from 'supertest';
import { type Installation, startInstallation } from '../lti/registration/installation.ts';
import { createAdminApp } from '../support/admin-app.ts';
import {
  beginLogin,
  CookieJar,
  type LtiFixture,
  loginParameters,
  postLaunch,
  startLti,
} from '../support/lti/lti-fixture.ts';
import { useMongo } from '../support/mongodb.ts';
import { findTextOutsideMessages, pseudo, pseudoTag, readPage } from '../support/pseudo-language.ts';

const languages = { [pseudoTag]: pseudo };

function expectTranslated(html: string, place: string, data: readonly string[] = []): void {
  expect(html, place).to.contain('⟦').and.to.contain(`lang="${pseudoTag}"`);
  expect(html, place).not.to.match(/\{\w+\}/);
  expect(findTextOutsideMessages(readPage(html), data), place).to.deep.equal([]);
}

describe('a translation of the pages without a session', () => {
  const mongo = useMongo();

  describe('login and launch', () => {
    let tool: LtiFixture;
    before(async () => {
      tool = await startLti(mongo.connection(), { languages });
    });
    after(() => tool.close());

    const post = (path: string, fields: Record<string, string>, language = pseudoTag) =>
      request(tool.address)
        .post(path)
        .type('form')
        .set({ origin: tool.url, 'accept-language': language })
        .send(fields);

    it('covers the browser’s proof by Platform Storage; after the launch, the launch’s locale decides', async () => {
      const asked = await request(tool.address)
        .get('/lti/login')
        .set('accept-language', pseudoTag)
        .query({ ...loginParameters(tool), lti_storage_target: '_parent' });
      expectTranslated(asked.text, 'login');
      const read = (name: string): string => new RegExp(`data-${name}="([^"]*)"`).exec(asked.text)?.[1] ?? '';
      const authorization = new URL(read('authorization-url').replaceAll('&amp;', '&')).searchParams;
      const state = authorization.get('state') ?? '';
      const claims = tool.platform.claims(authorization.get('nonce') ?? '', { locale: pseudoTag });
      const fields = { state, id_token: await tool.platform.sign(claims) };

      expectTranslated((await post('/lti/launch', fields)).text, 'asking Platform Storage');
      const ready = await post('/lti/launch', { ...fields, storage_proof: read('secret') }, 'en');
      expectTranslated(ready.text, 'ready in a new window');
    });

    it('covers the way through a new window', async () => {
      const { state, nonce } = await beginLogin(tool, new CookieJar());
      const idToken = await tool.platform.sign(tool.platform.claims(nonce));
      const offered = await post('/lti/launch', { state, id_token: idToken });
      expectTranslated(offered.text, 'offering a new window');
      const again = await post('/lti/login/window', { state });
      expectTranslated(again.text, 'going on in the new window');
    });

    it('uses English for a launch that asks for no other language', async () => {
      const jar = new CookieJar();
      const { state, nonce } = await beginLogin(tool, jar);
      const idToken = await tool.platform.sign(tool.platform.claims(nonce));
      const { text } = await postLaunch(tool, new CookieJar(), { state, id_token: idToken });
      expect(text).to.contain('lang="en"').and.not.to.contain('⟦');
    });
  });

  it('covers the app’s refusals, as a page and as JSON', async () => {
    const { app, close } = await createAdminApp(mongo.connection(), { languages });
    try {
      const get = (path: string, accept: string) =>
        request(app).get(path).set({ accept, 'accept-language': pseudoTag });
      for (const path of [
        '/nothing/here',
        '/lti/login',
        '/lti/login?iss=https://unknown.example&login_hint=1&target_link_uri=https://tool.example',
        '/lti/register',
        '/canvas/oauth/callback',
        '/canvas/oauth/callback?error=access_denied&state=x',
        '/canvas/connected',
        '/s/none/post-grades',
        '/s/none/administration',
      ]) {
        const page = await get(path, 'text/html');
        expectTranslated(page.text, path, ['https://unknown.example']);
        if (page.status < 400) continue;
        const { body } = await get(path, 'application/json');
        for (const part of ['title', 'happened', 'grades', 'todo']) {
          expect(body[part], `${path} ${part}`).to.match(/^⟦/);
        }
      }
      const launch = await request(app)
        .post('/lti/launch')
        .type('form')
        .set({ accept: 'text/html', 'accept-language': pseudoTag })
        .send({ error: 'login_required', state: 'x' });
      expectTranslated(launch.text, 'a sign-in that Canvas refused');
    } finally {
      await close();
    }
  });

  describe('registration', () => {
    // Installing reads every institution in the database, and those above were encrypted with another key.
    const own = useMongo();
    let site: Installation;
    before(async () => {
      site = await startInstallation(own.uri(), { languages });
    });
    after(() => site.close());

    it('covers the registration form, its success page, and a link used twice', async () => {
      const query = new URLSearchParams({ url: await site.makeLink() });
      const inCanvas = await fetch(`${site.canvas.url}/accounts/1/developer_keys/registration?${query}`, {
        headers: { cookie: site.adminCookie },
      });
      const frame =
        /<iframe[^>]* src="([^"]+)"/.exec(await inCanvas.text())?.[1]?.replaceAll('&amp;', '&') ?? '';
      const headers = { accept: 'text/html', 'accept-language': pseudoTag, origin: site.toolUrl };
      const data = ['Lakeview Schools', 'Lakeview SIS', 'Small School', site.canvas.url];
      const shown = await fetch(frame, { headers });
      expectTranslated(await shown.text(), 'asking', data);
      const body = new URLSearchParams([...new URL(frame).searchParams, ['sis_label', 'Lakeview SIS']]);
      const register = () => fetch(`${site.toolUrl}/lti/register`, { method: 'POST', headers, body });
      expectTranslated(await (await register()).text(), 'done', data);
      expectTranslated(await (await register()).text(), 'used', data);
    }).timeout(60_000);
  });
});
