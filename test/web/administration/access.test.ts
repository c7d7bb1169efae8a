import { expect } from 'chai';
import request from 'supertest';
import type { Institution } from '../../../src/domain/institution.ts';
import type { CourseRole, LaunchContext } from '../../../src/domain/launch-context.ts';
import { type AdminApp, administratorOf, createAdminApp } from '../../support/admin-app.ts';
import { useMongo } from '../../support/mongodb.ts';
import { buildLaunch } from '../../support/passback-fixtures.ts';
import { readText } from '../../support/read-page.ts';
import { buildRunRecord } from '../../support/run-records.ts';

const pages = [
  '/administration',
  '/administration/runs',
  '/administration/runs/run-1',
  '/administration/runs/run-1/students',
  '/administration/runs/run-1/grades.csv',
  '/administration/compare',
  '/administration/sis-connection',
  '/administration/sis-connection/test',
  '/administration/canvas-api',
  '/administration/settings',
  '/administration/audit',
  '/administration/audit.csv',
];
const actions = [
  '/administration/nightly/run-now',
  '/administration/runs/run-1/retry',
  '/administration/compare',
  '/administration/sis-connection',
  '/administration/sis-connection/test',
  '/administration/canvas-api',
  '/administration/canvas-api/disconnect',
  '/administration/settings',
];

describe('Who may administer', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let institution: Institution;

  before(async () => {
    tool = await createAdminApp(mongo.connection());
    institution = await tool.addInstitution();
    await tool.services.stores.passback.runs.insert(
      buildRunRecord({ _id: 'run-1', institutionId: institution.id }),
    );
  });
  after(() => tool?.close());

  const inCourse = (role: CourseRole, over: Partial<LaunchContext> = {}): LaunchContext => {
    const { person } = buildLaunch();
    return buildLaunch({ institutionId: institution.id, person: { ...person, role }, ...over });
  };
  const inAccount = (role: CourseRole): LaunchContext =>
    inCourse(role, { placement: 'account_navigation', course: null });

  it('S12 an administrator from the account navigation sees every page', async () => {
    const administrator = await tool.visit(administratorOf(institution));
    for (const page of pages) expect((await administrator.get(page)).status, page).to.equal(200);
  });

  const roles = ['teacher', 'ta', 'designer', 'student', 'observer', 'none'] as const;
  const refused: readonly (readonly [string, () => LaunchContext])[] = [
    ...roles.map((role) => [`${role} of a course`, () => inCourse(role)] as const),
    ...roles.map((role) => [`${role} from the account navigation`, () => inAccount(role)] as const),
    // The role belongs to the account; a course launch never carries it, and would not count if it did.
    ['administrator inside a course', () => inCourse('administrator')],
  ];
  for (const [who, launch] of refused) {
    it(`S12 refuses every page and form to ${who}`, async () => {
      const before = await tool.services.stores.institutions.find(institution.id);
      const visitor = await tool.visit(launch());
      for (const page of pages) {
        const answer = await visitor.get(page);
        expect(answer.status, page).to.equal(403);
        expect(readText(answer.text)).to.contain('This page is for Canvas administrators');
        expect(answer.text).not.to.contain('client');
      }
      for (const action of actions) {
        const fields = { clientId: '1', clientSecret: 'x', sisLabel: 'Taken', resend: 'score' };
        expect((await visitor.post(action, fields)).status, action).to.equal(403);
      }
      expect(await tool.services.stores.institutions.find(institution.id)).to.deep.equal(before);
    });
  }

  it('S31 records who was refused', async () => {
    await (await tool.visit(inCourse('teacher'))).get('/administration');
    await tool.services.audit.settled();
    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['access'],
      page: null,
      limit: 1,
    });
    expect(lines[0]).to.deep.include({ outcome: 'refused', action: 'access' });
    expect(lines[0]?.actor.role).to.equal('teacher');
  });

  it('S8 S12 needs a valid session: refuses none, another’s cookie, and a disabled institution', async () => {
    const administrator = await tool.visit(administratorOf(institution));
    const stranger = await tool.visit(inCourse('teacher'));
    for (const page of pages) {
      const path = `${administrator.base}${page}`;
      expect((await request(tool.app).get(path)).status, page).to.equal(401);
      const theirs = request(tool.app).get(path).set('cookie', stranger.cookie);
      expect((await theirs).status, page).to.equal(401);
    }
    const off = await tool.addInstitution({
      enabled: false,
      platform: { ...institution.platform, clientId: 'off' },
    });
    const visitor = await tool.visit(administratorOf(off));
    expect((await visitor.get('/administration')).status).to.equal(403);
  });

  it('S15 refuses forms without the token, with a wrong one, and from a foreign origin', async () => {
    const visitor = await tool.visit(administratorOf(institution));
    const own = { origin: 'https://tool.example' };
    const token = `csrf=${visitor.csrfToken}`;
    for (const action of actions) {
      const answers = [
        await visitor.postRaw(action, own, 'sisLabel=x'),
        await visitor.postRaw(action, own, 'csrf=wrong&sisLabel=x'),
        await visitor.postRaw(action, { origin: 'https://evil.example' }, `${token}&sisLabel=x`),
        await visitor.postRaw(action, {}, `${token}&sisLabel=x`),
      ];
      expect(
        answers.map(({ status }) => status),
        action,
      ).to.deep.equal([403, 403, 403, 403]);
    }
  });

  it('S15 a GET changes nothing', async () => {
    const { institutions } = tool.services.stores;
    const before = await institutions.find(institution.id);
    const visitor = await tool.visit(administratorOf(institution));
    for (const action of actions) await visitor.get(`${action}?sisLabel=Changed&clientId=1&clientSecret=2`);
    expect(await institutions.find(institution.id)).to.deep.equal(before);
  });

  it('S16 only the institution’s own Canvas may frame the pages: Canvas opens them in an iframe', async () => {
    const visitor = await tool.visit(administratorOf(institution));
    for (const page of pages) {
      const policy = (await visitor.get(page)).headers['content-security-policy'] ?? '';
      expect(/frame-ancestors ([^;]*)/.exec(policy)?.[1], page).to.equal(
        'https://canvas.example https://sso.canvaslms.com',
      );
    }
  });

  it('S20 refuses odd input or takes it as text, never as an object', async () => {
    const visitor = await tool.visit(administratorOf(institution));
    const queries = ['state[$gt]=', 'page=-1', 'page[]=1', 'from=never', 'state=__proto__', 'course[$ne]=x'];
    for (const query of queries) {
      const { status } = await visitor.get(`/administration/runs?${query}`);
      expect(status, query).to.be.oneOf([200, 400]);
    }
    expect((await visitor.get('/administration/audit?page=%7B%7D')).status).to.equal(400);
    expect((await visitor.get('/administration/runs/..%2f..%2fx')).status).to.equal(404);
    expect(
      (await visitor.post('/administration/settings', { __proto__: 'x', resend: ['a', 'b'] })).status,
    ).to.equal(422);
  });
});

describe('Two institutions on one issuer and one key set', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let ours: Institution;
  let theirs: Institution;

  before(async () => {
    tool = await createAdminApp(mongo.connection());
    const settings = { ...(await tool.addInstitution()).settings, sisLabel: 'Ours' };
    const { platform } = (await tool.services.stores.institutions.list())[0] ?? {};
    if (platform === undefined) throw new Error('no institution');
    ours = await tool.addInstitution({
      name: 'Our school',
      settings,
      platform: { ...platform, clientId: '10000000000077' },
    });
    theirs = await tool.addInstitution({
      name: 'Their school',
      platform: { ...platform, clientId: '10000000000078' },
    });
    const { runs } = tool.services.stores.passback;
    await runs.insert(
      buildRunRecord({ _id: 'run-ours', institutionId: ours.id, courseTitle: 'Our algebra' }),
    );
  });
  after(() => tool?.close());

  it('S13 the other sees no course, no run and no audit line, and cannot retry', async () => {
    const own = await tool.visit(administratorOf(ours));
    expect(readText((await own.get('/administration')).text)).to.contain('Our algebra');
    await own.post('/administration/settings', {});
    await own.post('/administration/runs/run-ours/retry');
    await tool.services.audit.settled();

    const other = await tool.visit(administratorOf(theirs));
    for (const page of pages.filter((path) => !path.includes('run-1'))) {
      const { status, text } = await other.get(page);
      expect(status, page).to.equal(200);
      for (const secret of ['Our algebra', 'Our school', 'run-ours', 'Ours', ours.id]) {
        expect(text, `${page}: ${secret}`).not.to.contain(secret);
      }
    }
    for (const path of ['', '/students', '/grades.csv']) {
      expect((await other.get(`/administration/runs/run-ours${path}`)).status, path).to.equal(404);
    }
    expect((await other.post('/administration/runs/run-ours/retry')).status).to.equal(404);
  });

  it('S8 changing one changes nothing in the other', async () => {
    const { institutions } = tool.services.stores;
    const before = await institutions.find(ours.id);
    const other = await tool.visit(administratorOf(theirs));
    const answer = await other.post('/administration/canvas-api', { clientId: '5', clientSecret: 'theirs' });
    expect(answer.status).to.equal(303);
    expect((await institutions.find(theirs.id))?.canvas.apiKey?.clientId).to.equal('5');
    expect(await institutions.find(ours.id)).to.deep.equal(before);
  });
});
