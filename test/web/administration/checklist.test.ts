import { expect } from 'chai';
import { commands } from '../../../src/cli/commands/index.ts';
import { type Http, HttpFailure } from '../../../src/http/http.ts';
import { type AdminApp, administratorOf, createAdminApp } from '../../support/admin-app.ts';
import { en, say } from '../../support/english.ts';
import { useMongo } from '../../support/mongodb.ts';
import { buildSisConnection } from '../../support/passback-fixtures.ts';
import { readText } from '../../support/read-page.ts';

const membersScope = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';
const texts = en.administration.setup;

/** A Canvas that took Names & Roles away from the LTI key and knows the API key; a SIS that does not answer. */
const answer: Http = async ({ method, url, body }) => {
  const { host, pathname } = new URL(url);
  if (host !== 'canvas.example') throw new HttpFailure('connect', null);
  const json = (status: number, content: object) => ({ status, headers: {}, body: JSON.stringify(content) });
  if (method === 'GET') return { status: 302, headers: { location: '/login' }, body: '' };
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  if (pathname !== '/login/oauth2/token') throw new HttpFailure('connect', null);
  if (form.get('grant_type') === 'authorization_code') return json(400, { error: 'invalid_grant' });
  if (form.get('scope') === membersScope) return json(400, { error: 'invalid_scope' });
  return json(200, { access_token: 'a', token_type: 'Bearer', expires_in: 3600 });
};

describe('Administration › Overview: the checklist', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  before(async () => {
    tool = await createAdminApp(mongo.connection(), { wrapHttp: () => answer });
  });
  after(() => tool.close());

  it('says what is set up; checked, what Canvas and the SIS answer now, as `doctor` does', async function () {
    // The LTI engine makes a 4096-bit key.
    this.timeout(60_000);
    const origin = 'https://canvas.example';
    const institution = await tool.addInstitution({
      platform: {
        issuer: origin,
        clientId: 'checklist',
        authorizationEndpoint: `${origin}/authorize`,
        tokenEndpoint: `${origin}/login/oauth2/token`,
        jwksUrl: `${origin}/jwks`,
      },
      canvas: { baseUrl: origin, apiKey: { clientId: '1', clientSecret: 's' } },
      sis: buildSisConnection('s'),
    });
    await tool.services.engine.registerPlatform(institution);
    await tool.services.stores.deployments.decide(institution.id, '1:a', 'approved');
    const visitor = await tool.visit(administratorOf(institution));
    const sayFound = (finding: { readonly text: Parameters<typeof say>[0] }, values = {}) =>
      say(finding.text, { sis: institution.settings.sisLabel, ...values });

    const overview = readText((await visitor.get('/administration')).text);
    expect(overview).to.contain(say(texts.count, { done: 2, all: 5 }));
    for (const finding of [texts.findings.keyWorks, texts.findings.apiUntested, texts.findings.courseNone]) {
      expect(overview).to.contain(sayFound(finding));
    }

    const checked = await visitor.post('/administration/check');
    expect(checked.status).to.equal(200);
    const page = readText(checked.text);
    const doctor = commands.find(({ name }) => name === 'doctor');
    const terminal = { read: async () => '', ask: async () => '', progress: () => {} };
    const told = await doctor?.prepare({ institution: institution.id })({
      services: tool.services,
      terminal,
    });
    const list = texts.parts.roster;
    for (const text of [page, told?.text ?? '']) {
      expect(text).to.contain(sayFound(texts.findings.keyLacks, { list }));
      expect(text).to.contain(texts.findings.keyLacks.remedy);
      expect(text).to.contain(sayFound(texts.findings.deploymentApproved));
      expect(text).to.contain(sayFound(texts.findings.apiWorks));
      expect(text).to.contain(texts.findings.sisFails.remedy);
      expect(text).to.contain(texts.findings.courseNone.remedy);
    }
  });
});
