import { expect } from 'chai';
import request from 'supertest';
import type { Institution } from '../../src/domain/institution.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import { writeConnectedQuery } from '../../src/web/ui/connected-page.ts';
import { type AdminApp, administratorOf, createAdminApp, type Visitor } from '../support/admin-app.ts';
import { useMongo } from '../support/mongodb.ts';
import { buildLaunch } from '../support/passback-fixtures.ts';

describe('S74 signing out', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let institution: Institution;
  before(async () => {
    tool = await createAdminApp(mongo.connection());
    institution = await tool.addInstitution();
  });
  after(() => tool?.close());

  const teacher = (over: Partial<LaunchContext> = {}): LaunchContext =>
    buildLaunch({ institutionId: institution.id, ...over });
  const page = (visitor: Visitor) => visitor.get('/sign-out');
  const readRow = (visitor: Visitor) =>
    mongo
      .connection()
      .collection<{ _id: string }>('sessions')
      .findOne({ _id: visitor.base.slice(3) });

  it('S74 is linked from every page and works without scripts', async () => {
    const visitor = await tool.visit(administratorOf(institution));
    const overview = await visitor.get('/administration');
    expect(overview.text).to.contain(`href="${visitor.base}/sign-out"`);
    const { text } = await page(visitor);
    expect(text).to.contain(`<form class="settings-form" method="post" action="${visitor.base}/sign-out">`);
    expect(text).to.contain('name="which" value="this"').and.to.contain('name="which" value="all"');
  });

  it('is in high contrast for who asked Canvas for it; so is the page at the end of Canvas’s consent', async () => {
    const asked = teacher({ highContrast: true, locale: 'es' });
    expect((await page(await tool.visit(asked))).text).to.match(/<html [^>]*class="plain high-contrast"/);
    const connected = await request(tool.app).get(`/canvas/connected?${writeConnectedQuery(asked)}`);
    expect(connected.text).to.match(/<html lang="es" dir="ltr" class="plain high-contrast"/);
  });

  it('S74 ends this session with its cookie and stored data, and no other', async () => {
    const [visitor, other] = [await tool.visit(teacher()), await tool.visit(teacher())];
    const answer = await visitor.post('/sign-out', { which: 'this' });
    expect(answer.status).to.equal(200);
    expect(answer.text).to.contain('You have signed out').and.to.contain('open Grade Passback again');
    expect(answer.headers['content-security-policy']).to.contain('frame-ancestors https://');
    const [name = ''] = visitor.cookie.split('=');
    expect(String(answer.headers['set-cookie'])).to.match(new RegExp(`^${name}=;.*1970`));
    expect(await readRow(visitor)).to.include({
      launch: null,
      secretHash: '',
      csrfToken: '',
      ticketHash: null,
    });
    const again = await page(visitor);
    expect(again.status).to.equal(401);
    expect(again.text).to.contain('You have signed out');
    expect(again.headers['content-security-policy'], 'readable in the frame').to.contain(
      'frame-ancestors https://',
    );
    expect((await page(other)).status).to.equal(200);
  });

  it('S74 ends all sessions of the person, in other browsers too, and nobody else’s', async () => {
    const person = { ltiUserId: 'sub-all', canvasUserId: '7', name: 'Tess', role: 'teacher' } as const;
    const elsewhere = await tool.addInstitution({
      name: 'Another',
      platform: { ...institution.platform, clientId: '10000000000002' },
    });
    const [here, phone] = [await tool.visit(teacher({ person })), await tool.visit(teacher({ person }))];
    const [colleague, namesake] = [
      await tool.visit(teacher()),
      await tool.visit(buildLaunch({ institutionId: elsewhere.id, person })),
    ];
    const answer = await request(tool.app)
      .post(`${here.base}/sign-out`)
      .set({ origin: 'https://tool.example', cookie: `${here.cookie}; ${phone.cookie}` })
      .type('form')
      .send({ csrf: here.csrfToken, which: 'all' });
    expect(answer.text).to.contain('All your sessions have ended');
    const cleared: unknown = answer.headers['set-cookie'];
    expect(cleared).to.be.an('array').with.length(2);
    for (const ended of [here, phone]) expect((await page(ended)).status).to.equal(401);
    for (const kept of [colleague, namesake]) expect((await page(kept)).status).to.equal(200);
  });

  it('S15 S74 a form from elsewhere ends nothing', async () => {
    const visitor = await tool.visit(teacher());
    const foreign = await visitor.postRaw(
      '/sign-out',
      { origin: 'https://evil.example' },
      `csrf=${visitor.csrfToken}&which=all`,
    );
    expect(foreign.status).to.equal(403);
    const untold = await visitor.postRaw('/sign-out', { origin: 'https://tool.example' }, 'which=all');
    expect(untold.status).to.equal(403);
    expect((await page(visitor)).status).to.equal(200);
  });

  it('S50 S74 the audit record lists it under the person’s usual name', async () => {
    const visitor = await tool.visit(teacher());
    await visitor.post('/sign-out', { which: 'all' });
    await tool.services.audit.settled();
    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['signed_out'],
      page: null,
      limit: 1,
    });
    expect(lines[0]).to.deep.include({ outcome: 'done' });
    expect(lines[0]?.facts).to.include({ all: true });
    expect(lines[0]?.actor.id).to.equal(teacher().person.ltiUserId);
  });
});
