import { expect } from 'chai';
import { toolConfigurationName } from '../../../sandbox/canvas/registration/registration-message.ts';
import type { LtiDeveloperKey } from '../../../sandbox/canvas/school/records/tool.ts';
import { toProductError } from '../../../src/errors.ts';
import { createLanguageChooser } from '../../../src/i18n/language.ts';
import { buildRegistration, readRegistered } from '../../../src/lti/registration/registration-message.ts';
import { describeMissing } from '../../../src/lti/registration/send-registration.ts';
import { listPlacements } from '../../../src/lti/registration/tool-config.ts';
import { en } from '../../support/english.ts';
import { launchInCanvas } from '../../support/launch-in-canvas.ts';
import { useMongo } from '../../support/mongodb.ts';
import { readText } from '../../support/read-page.ts';
import { type Installation, startInstallation } from './installation.ts';

const membersScope = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

describe('dynamic registration against the sandbox Canvas (CF9)', () => {
  const mongo = useMongo();
  let site: Installation;
  before('start tool and Canvas', async () => {
    site = await startInstallation(mongo.uri());
  });
  after('stop tool and Canvas', () => site.close());

  /** Enters a link on Canvas's page "LTI Registration". Returns the address of the tool's frame. */
  async function openInCanvas(link: string, fields: Record<string, string> = {}): Promise<string> {
    const query = new URLSearchParams({ url: link, ...fields });
    const page = await fetch(`${site.canvas.url}/accounts/1/developer_keys/registration?${query}`, {
      headers: { cookie: site.adminCookie },
    });
    const html = await page.text();
    const src = /<iframe[^>]* src="([^"]+)"/.exec(html)?.[1];
    expect(src, readText(html)).to.be.a('string');
    return String(src).replaceAll('&amp;', '&');
  }

  /** Presses Install on the tool's page. */
  async function install(frame: string, sisLabel = 'Lakeview SIS', origin = site.toolUrl): Promise<Response> {
    const fields = new URL(frame).searchParams;
    return fetch(`${site.toolUrl}/lti/register`, {
      method: 'POST',
      headers: { origin, accept: 'text/html' },
      body: new URLSearchParams({ ...Object.fromEntries(fields), sis_label: sisLabel }),
    });
  }

  /** The key that the last registration made, and its institution. */
  async function findLast() {
    const [key] = (await site.canvas.store.tools.listLtiKeys()).slice(-1);
    const { institutions } = site.product.services.stores;
    const [institution] = await institutions.listByPlatform(site.canvas.issuer, String(key?.id));
    if (key === undefined || institution === undefined) throw new Error('nothing is registered');
    return { key, institution };
  }

  /** What the administrator does in Canvas after the tool's page has closed: takes away, and switches on. */
  async function review(key: LtiDeveloperKey, taken: readonly string[]): Promise<void> {
    const page = `${site.canvas.url}/accounts/1/developer_keys/registrations/${key.registrationId}`;
    const shown = await fetch(page, { headers: { cookie: site.adminCookie } });
    const boxes = [...(await shown.text()).matchAll(/name="granted" value="([^"]+)"/g)].map(
      ([, name]) => name ?? '',
    );
    expect(boxes).to.include.members([membersScope, 'post_grades']);
    const granted = boxes.filter((name) => !taken.includes(name));
    const body = new URLSearchParams(granted.map((name): [string, string] => ['granted', name]));
    const saved = {
      method: 'POST',
      headers: { cookie: site.adminCookie },
      body,
      redirect: 'manual',
    } as const;
    expect((await fetch(shown.url, saved)).status).to.equal(303);
  }

  const readPage = async (response: Response) => readText(await response.text());
  const open = (address: string) => fetch(address, { headers: { accept: 'text/html' } });

  it('installs from the link to the closing message: page, key in Canvas, institution, its own keys', async () => {
    const link = await site.makeLink();
    const frame = await openInCanvas(link);
    const shown = await open(frame);
    expect(shown.status).to.equal(200);
    expect(shown.headers.get('content-security-policy')).to.contain(`frame-ancestors ${site.canvas.url}`);
    expect(shown.headers.get('cache-control')).to.equal('no-store');
    const page = await readPage(shown);
    expect(page).to.contain('Install Grade Passback').and.to.contain('Lakeview Schools');
    expect(page).to.contain('reading who is in a course');

    const done = await install(frame, 'Lake SIS');
    const closing = await done.text();
    expect(done.status, readText(closing)).to.equal(200);
    expect(closing).to.contain('/lti/assets/close.js');
    expect(readText(closing)).not.to.match(/didn’t grant|won’t appear/);
    const script = await (await fetch(`${site.toolUrl}/lti/assets/close.js`)).text();
    expect(script).to.contain("subject: 'org.imsglobal.lti.close'");

    const [key] = (await site.canvas.store.tools.listLtiKeys()).slice(-1);
    expect(key).to.include({ name: 'Lake SIS', active: false });
    expect(key?.redirectUris).to.deep.equal([
      `${site.toolUrl}/lti/launch`,
      'https://eu.tool.example/lti/launch',
    ]);
    const { stores, engine } = site.product.services;
    const [institution] = await stores.institutions.listByPlatform(site.canvas.issuer, String(key?.id));
    expect(institution).to.deep.include({ name: 'Lakeview Schools', enabled: true, sis: null });
    expect(institution?.platform).to.deep.include({
      authorizationEndpoint: site.canvas.authorizationUrl,
      tokenEndpoint: site.canvas.tokenUrl,
      jwksUrl: site.canvas.jwksUrl,
    });
    expect(institution?.canvas).to.deep.equal({ baseUrl: site.canvas.url, apiKey: null });
    expect(institution?.settings.sisLabel).to.equal('Lake SIS');
    expect((await engine.readKeySet()).keys).to.have.length(1);
    // Canvas deployed while registering, and says so: the operator can approve it before anybody opens it.
    const [deployment, ...others] = await stores.deployments.list(institution?.id ?? '');
    const deployed = await site.canvas.store.tools.findForKey(key?.id ?? 0, null);
    expect(deployment).to.include({ deploymentId: deployed?.deploymentId, state: 'pending' });
    expect(others).to.deep.equal([]);
    expect(readText(closing)).to.contain(en.registration.deployedStep);
  });

  it('CF9 approves the deployment that Canvas made if the link approves the first; the key works once it is switched on', async () => {
    const frame = await openInCanvas(await site.makeLink({ approveFirst: true }));
    expect(await readPage(await install(frame))).to.contain(en.registration.approvedStep);
    const { key, institution } = await findLast();
    const { stores, engine } = site.product.services;
    const [deployment] = await stores.deployments.list(institution.id);
    expect(deployment?.state).to.equal('approved');
    await review(key, []);
    expect(await engine.serviceToken(institution, [membersScope])).to.be.a('string');
  });

  it('CF9 notices what the administrator took away after the closing message: at a launch, and when Canvas gives no token', async () => {
    await install(await openInCanvas(await site.makeLink({ approveFirst: true })));
    const { key, institution } = await findLast();
    const { stores, engine } = site.product.services;
    const faults = async (): Promise<readonly string[]> =>
      (await stores.canvasKeyFaults.read(institution.id)).map(({ code }) => code);
    await review(key, [membersScope, 'post_grades']);
    expect((await site.canvas.store.tools.findLtiKey(key.id))?.scopes).to.not.include(membersScope);
    const tool = await site.canvas.store.tools.findForKey(key.id, null);
    const shown = tool?.placements.filter(({ enabled }) => enabled).map(({ placement }) => placement);
    expect(shown).to.deep.equal(['course_navigation', 'course_assignments_menu', 'account_navigation']);

    const { people } = site.canvas.store;
    const [teacher] = (await Promise.all((await people.list()).map(({ id }) => people.enrollmentsOfUser(id))))
      .flat()
      .filter(({ type }) => type === 'TeacherEnrollment');
    const launch = () => launchInCanvas(site, teacher?.userId ?? 0, teacher?.courseId ?? 0, tool?.id);
    await launch();
    expect(await faults()).to.deep.equal(['canvas_roster_withheld']);
    const refusal = await engine.serviceToken(institution, [membersScope]).catch(toProductError);
    expect(refusal).to.include({ code: 'canvas_scope_missing' });

    await review(key, []);
    await site.canvas.store.account.setTheme('forest');
    const { base, cookie } = await launch();
    const page = await (await fetch(`${site.toolUrl}${base}/sign-out`, { headers: { cookie } })).text();
    expect(page, 'the colours of the theme').to.contain('/ui/brand.css?primary=%231b6b3a');
    expect(await faults()).to.deep.equal([]);
    expect(await engine.serviceToken(institution, [membersScope])).to.be.a('string');
  });

  it('S72 names a client id that another installation already has, and keeps the link usable', async () => {
    const { tools } = site.canvas.store;
    const keys = [...(await tools.listLtiKeys()), ...(await tools.listApiKeys())];
    const next = String(Math.max(...keys.map(({ id }) => id)) + 1);
    const { institutions } = site.product.services.stores;
    const [other] = await institutions.list();
    if (other === undefined) throw new Error('no institution');
    const { id: _id, ...facts } = other;
    const taken = await institutions.create({
      ...facts,
      platform: { ...other.platform, issuer: site.canvas.issuer, clientId: next },
    });
    const link = await site.makeLink();
    const refused = await install(await openInCanvas(link));
    expect(refused.status).to.equal(409);
    expect(await readPage(refused))
      .to.contain(`client ID ${next}, which another installation here already has`)
      .and.to.contain('belongs to a different Canvas, yours needs an issuer of its own: lti_iss');
    await institutions.remove(taken.id);
    expect((await install(await openInCanvas(link))).status).to.equal(200);
  });

  it('CF9 a link installs once; opened again it updates what it installed, and nothing else', async () => {
    const link = await site.makeLink();
    const first = await openInCanvas(link);
    expect((await install(first, 'Lake SIS')).status).to.equal(200);
    const { tools } = site.canvas.store;
    const keys = await tools.listLtiKeys();
    const clientId = String(keys.at(-1)?.id);
    const { stores } = site.product.services;
    const find = async () =>
      (await stores.institutions.listByPlatform(site.canvas.issuer, clientId))[0] ?? null;
    const before = await find();
    expect((await install(await openInCanvas(link))).status).to.equal(410);
    // The link outlives its days, for as long as the institution is here.
    await stores.installLinks.sweep(new Date('2100-01-01'));

    const frame = await openInCanvas(link, { update: clientId });
    const shown = await open(frame);
    expect(shown.headers.get('content-security-policy')).to.contain(`frame-ancestors ${site.canvas.url}`);
    expect(await readPage(shown)).to.contain(`installed Grade Passback under client ID ${clientId}`);
    const pressUpdate = (address: string) => {
      const fields = new URL(address).searchParams;
      fields.set('update', '1');
      fields.set('sis_label', 'Hill SIS');
      return fetch(`${site.toolUrl}/lti/register`, {
        method: 'POST',
        headers: { origin: site.toolUrl, accept: 'text/html' },
        body: fields,
      });
    };
    expect(await readPage(await pressUpdate(frame))).to.contain('The registration is updated');
    const updated = await find();
    const label = { sisLabel: 'Hill SIS' };
    expect(updated).to.deep.equal({ ...before, settings: { ...before?.settings, ...label } });
    const current = await tools.listLtiKeys();
    expect(current).to.have.length(keys.length);
    expect(current.find(({ id }) => String(id) === clientId)?.name).to.equal('Hill SIS');

    // Opened as a new registration, Canvas makes another key.
    const refused = await pressUpdate(await openInCanvas(link));
    expect(refused.status).to.equal(409);
    expect(await readPage(refused)).to.contain('Canvas made a new key instead of updating');
    expect(await find()).to.deep.equal(updated);
  });

  it('if two people press Install at once, exactly one installs', async () => {
    const link = await site.makeLink();
    const [one, two] = [await openInCanvas(link), await openInCanvas(link)];
    const before = await site.canvas.store.tools.listLtiKeys();
    const answers = await Promise.all([install(one), install(two)]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 410]);
    expect(await site.canvas.store.tools.listLtiKeys()).to.have.length(before.length + 1);
  });

  it('an unknown, an expired and a misplaced link are each refused with their own message', async () => {
    const guessed = await open(await openInCanvas(`${site.toolUrl}/lti/register?invite=${'x'.repeat(43)}`));
    expect(guessed.status).to.equal(404);
    expect(await readPage(guessed)).to.contain('This install link doesn’t exist');
    const link = await site.makeLink();
    const alone = await open(link);
    expect(alone.status).to.equal(400);
    expect(await readPage(alone)).to.contain('Please open this link in Canvas');
    await mongo
      .connection()
      .collection('install_links')
      .updateMany({ usedAt: null }, { $set: { expiresAt: new Date(0) } });
    const late = await open(await openInCanvas(link));
    expect(late.status).to.equal(410);
    expect(await readPage(late)).to.contain('This install link has expired');
  });

  it('S20 operators and lists instead of text open nothing', async () => {
    for (const query of ['invite[$ne]=x', 'invite=a&invite=b', '']) {
      const answer = await open(
        `${site.toolUrl}/lti/register?${query}&openid_configuration=https://a.example`,
      );
      expect(answer.status, query).to.equal(404);
    }
  });

  it('S15 a form from another page installs nothing', async () => {
    const frame = await openInCanvas(await site.makeLink());
    const before = await site.canvas.store.tools.listLtiKeys();
    expect((await install(frame, 'SIS', 'https://evil.example')).status).to.equal(403);
    expect(await site.canvas.store.tools.listLtiKeys()).to.have.length(before.length);
    expect((await install(frame)).status).to.equal(200);
  });

  it('a registration that Canvas refuses leaves the link usable and no institution behind', async () => {
    const frame = await openInCanvas(await site.makeLink());
    const { stores } = site.product.services;
    const before = await stores.institutions.list();
    const fault = site.canvas.faults.add({
      kind: 'status',
      status: 500,
      pathPattern: '/api/lti/registrations',
    });
    const refused = await install(frame);
    expect(refused.status).to.equal(502);
    expect(await readPage(refused)).to.contain('Canvas didn’t register Grade Passback');
    expect(await stores.institutions.list()).to.have.length(before.length);
    site.canvas.faults.remove(fault);
    expect((await install(frame)).status).to.equal(200);
  });

  it('Canvas refuses somebody else’s registration token, and the link stays usable', async () => {
    const frame = new URL(await openInCanvas(await site.makeLink()));
    const good = frame.href;
    const configuration = new URL(frame.searchParams.get('openid_configuration') ?? '');
    configuration.searchParams.set('registration_token', 'not-a-token');
    frame.searchParams.set('openid_configuration', configuration.href);
    const refused = await open(frame.href);
    expect(refused.status).to.equal(502);
    expect(await readPage(refused)).to.contain('status 401');
    expect((await install(good)).status).to.equal(200);
  });

  it('CF9 the token may come only in the configuration’s address', async () => {
    const frame = new URL(await openInCanvas(await site.makeLink()));
    frame.searchParams.delete('registration_token');
    expect((await install(frame.href)).status).to.equal(200);
  });

  it('CF9 names what a platform’s answer does not grant', () => {
    const asked = buildRegistration({ publicUrl: site.toolUrl }, { sisLabel: 'SIS' });
    const [, ...messages] = asked[toolConfigurationName].messages;
    const scope = asked.scope.replace(membersScope, '').trim();
    const answer = { ...asked, client_id: 7, scope, [toolConfigurationName]: { messages } };
    const registered = readRegistered(answer, { sisLabel: 'SIS' });
    if (registered === null) throw new Error('no answer');
    const { notGranted, notShown } = describeMissing(createLanguageChooser({ en })('en'), registered);
    expect(notGranted).to.equal('Canvas didn’t grant: reading who is in a course (names and roles).');
    expect(notShown).to.equal('It won’t appear in: course navigation.');
  });

  it('S22 S28 an OpenID configuration elsewhere is refused, and nobody gets the token', async () => {
    const frame = new URL(await openInCanvas(await site.makeLink()));
    const canvas = new URL(site.canvas.url);
    for (const address of [
      'https://evil.example/openid',
      'http://169.254.169.254/latest/meta-data',
      `http://127.0.0.1:${canvas.port}/api/lti/security/openid-configuration`,
      `http://user@${canvas.host}/api/lti/security/openid-configuration`,
      `http://${canvas.host}.evil.example/`,
      `http://${canvas.host}@evil.example/`,
      `https://${canvas.host}/api/lti/security/openid-configuration`,
      'file:///etc/passwd',
      'no address',
    ]) {
      frame.searchParams.set('openid_configuration', address);
      const refused = await open(frame.href);
      expect(refused.status, address).to.equal(403);
      expect(await readPage(refused)).to.contain('This link is for another Canvas');
    }
  });

  it('a Canvas that claims another issuer than the link’s is refused', async () => {
    const frame = await openInCanvas(await site.makeLink({ issuer: 'https://canvas.instructure.com' }));
    const refused = await open(frame);
    expect(refused.status).to.equal(403);
    expect(await readPage(refused)).to.contain(site.canvas.issuer);
  });

  it('pasted JSON and an entered address make the same key; the app is installed by client id', async () => {
    const { store, url } = site.canvas;
    const post = (path: string, fields: Record<string, string>) =>
      fetch(`${url}/accounts/1/${path}`, {
        method: 'POST',
        headers: { cookie: site.adminCookie },
        body: new URLSearchParams(fields),
        redirect: 'manual',
      });
    const config = `${site.toolUrl}/lti/config.json?sis_label=Focus`;
    const json = await (await fetch(config)).text();
    const redirects = { redirect_uris: `${site.toolUrl}/lti/launch` };
    expect((await post('developer_keys/lti', { ...redirects, json })).status).to.equal(303);
    expect((await post('developer_keys/lti', { ...redirects, url: config })).status).to.equal(303);
    const [pasted, fetched] = (await store.tools.listLtiKeys()).slice(-2);
    if (pasted === undefined || fetched === undefined) throw new Error('no keys');
    expect({ ...fetched, id: 0 }).to.deep.equal({ ...pasted, id: 0 });
    expect((await post('developer_keys/lti', { ...redirects, json: '{"title":"x"}' })).status).to.equal(422);

    const off = await post('apps', { client_id: String(fetched.id) });
    expect(off.headers.get('location')).to.contain('key-unknown');
    await post(`developer_keys/${fetched.id}/state`, { state: 'on' });
    await post('apps', { client_id: String(fetched.id) });
    const tool = await store.tools.findForKey(fetched.id, null);
    expect(tool?.placements.map(({ placement }) => placement)).to.deep.equal(
      listPlacements({ sisLabel: 'Focus' }).map(({ placement }) => placement),
    );
    expect(tool?.requiredPermissions).to.equal('view_all_grades');
  });
});
