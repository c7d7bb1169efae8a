import { expect } from 'chai';
import supertest from 'supertest';
import { claim } from '../../../src/lti/launch/claims.ts';
import {
  beginLogin,
  CookieJar,
  type LtiFixture,
  launch,
  postLaunch,
  startLti,
} from '../../support/lti/lti-fixture.ts';
import { useMongo } from '../../support/mongodb.ts';

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const teacher = { [claim.roles]: [`${membership}#Instructor`] };
const assistant = {
  [claim.roles]: [`${membership}/Instructor#TeachingAssistant`, `${membership}#Instructor`],
};

describe('sessions', () => {
  const mongo = useMongo();
  let tool: LtiFixture;
  beforeEach(async () => {
    await mongo.connection().dropDatabase();
    tool = await startLti(mongo.connection());
  });
  afterEach(() => tool.close());

  const get = (path: string, jar: CookieJar): supertest.Test =>
    supertest(tool.address).get(path).set('cookie', jar.header());

  async function enter(jar: CookieJar, changes = {}): Promise<string> {
    const response = await launch(tool, changes, jar);
    expect(response.status).to.equal(303);
    return response.headers['location'] ?? '';
  }

  it('every placement leads to its page', async () => {
    const administrator = {
      [claim.roles]: ['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator'],
      [claim.custom]: { canvas_membership_roles: 'Account Admin', canvas_root_account_admin: true },
    };
    const pages = [
      ['course_navigation', 'grade-sync', teacher],
      ['post_grades', 'post-grades', teacher],
      ['course_assignments_menu', 'categories', teacher],
      ['account_navigation', 'administration', administrator],
    ] as const;
    for (const [placement, page, roles] of pages) {
      const jar = new CookieJar();
      const path = await enter(jar, { ...roles, [claim.placement]: placement });
      expect(path).to.match(new RegExp(`^/s/[\\w-]{12}/${page}$`));
      expect((await get(path, jar)).status).to.equal(200);
    }
  });

  it('a launch address that names a run opens Grade Sync on it; anything but an id is ignored', async () => {
    const open = async (query: string): Promise<string> => {
      const jar = new CookieJar();
      const target = `${tool.url}/lti/launch${query}`;
      const login = await beginLogin(tool, jar, { target_link_uri: target });
      const changes = { ...teacher, [claim.targetLinkUri]: target, [claim.placement]: 'course_navigation' };
      const idToken = await tool.platform.sign(tool.platform.claims(login.nonce, changes));
      const response = await postLaunch(tool, jar, { state: login.state, id_token: idToken });
      return (response.headers['location'] ?? '').replace(/^\/s\/[\w-]{12}/, '');
    };
    expect(await open('?run=4f2a_b-9')).to.equal('/grade-sync?run=4f2a_b-9');
    expect(await open('?run=..%2F..%2Fpost-grades')).to.equal('/grade-sync');
    expect(await open('?other=1')).to.equal('/grade-sync');
  });

  it('S10 each launch has its own session: a teacher and then an assistant in one browser stay apart', async () => {
    const jar = new CookieJar();
    const [first, second] = [await enter(jar, teacher), await enter(jar, assistant)];
    expect(first).to.not.equal(second);
    expect((await get(first, jar)).text).to.contain('teacher of Biology');
    expect((await get(second, jar)).text).to.contain('ta of Biology');
  });

  it('S10 S13 S18 a session’s address opens nothing without its own cookie', async () => {
    const [mine, other] = [new CookieJar(), new CookieJar()];
    const path = await enter(mine);
    await enter(other);
    const attempts = [new CookieJar(), other];
    const renamed = new CookieJar();
    const [, otherSecret = ''] = [...other.cookies].find(([name]) => name.includes('gp-s-')) ?? [];
    renamed.cookies.set(`__Host-gp-s-${path.split('/')[2]}`, otherSecret);
    for (const jar of [...attempts, renamed]) {
      const response = await get(path, jar);
      expect(response.status).to.equal(401);
      expect(response.text).to.match(/^session_missing/);
    }
    expect((await get('/s/no-such-session/grade-sync', mine)).text).to.match(/^session_missing/);
    expect((await get('/s/%24ne/grade-sync', mine)).text).to.match(/^session_missing/);
  });

  it('a session ends after 8 hours, and says so for another day', async () => {
    const jar = new CookieJar();
    const path = await enter(jar);
    tool.travel(8 * 60 * 60_000 - 60_000);
    expect((await get(path, jar)).status).to.equal(200);
    tool.travel(60_001);
    expect((await get(path, jar)).text).to.match(/^session_expired/);
    expect(await tool.sessions.sweep(new Date(Date.now() + 9 * 60 * 60_000))).to.equal(0);
    expect((await get(path, jar)).text).to.match(/^session_expired/);
    expect(await tool.sessions.sweep(new Date(Date.now() + 33 * 60 * 60_000))).to.equal(1);
    expect((await get(path, jar)).text).to.match(/^session_missing/);
  });

  describe('S75 an idle limit of the institution', () => {
    const minute = 60_000;
    beforeEach(async () => {
      const { institution } = tool;
      const settings = { ...institution.settings, idleMinutes: 20 };
      await tool.institutions.update({ ...institution, settings });
    });

    it('S75 ends a session that was idle for that long, and says so', async () => {
      const jar = new CookieJar();
      const path = await enter(jar);
      for (let turn = 0; turn < 3; turn += 1) {
        tool.travel(20 * minute);
        expect((await get(path, jar)).status, 'used in time').to.equal(200);
      }
      tool.travel(21 * minute + 1);
      const answer = await get(path, jar);
      expect(answer.status).to.equal(401);
      expect(answer.text).to.match(/^session_idle: .*20 minutes/);
    });

    it('S75 ignores a page that reloads itself', async () => {
      const jar = new CookieJar();
      const path = await enter(jar);
      tool.travel(15 * minute);
      expect((await get(path, jar).set('x-live', 'yes')).status).to.equal(200);
      tool.travel(6 * minute + 1000);
      expect((await get(path, jar)).text).to.match(/^session_idle/);
    });

    it('S75 tells a person whose form came too late that nothing of it was done', async () => {
      const jar = new CookieJar();
      const path = await enter(jar);
      const csrf = /name="csrf" value="([^"]+)"/.exec((await get(path, jar)).text)?.[1] ?? '';
      tool.travel(22 * minute);
      const post = supertest(tool.address).post(path).set({ origin: tool.url, cookie: jar.header() });
      const answer = await post.type('form').send({ csrf });
      expect(answer.status).to.equal(401);
      expect(answer.text).to.match(/^session_form_late: .*What you entered wasn’t saved or sent/);
    });

    it('S75 counts from the launch if an earlier version started the session', async () => {
      const jar = new CookieJar();
      const path = await enter(jar);
      await mongo
        .connection()
        .collection('sessions')
        .updateMany({}, { $unset: { seenAt: '' } });
      tool.travel(20 * minute);
      expect((await get(path, jar)).status).to.equal(200);
      await mongo
        .connection()
        .collection('sessions')
        .updateMany({}, { $unset: { seenAt: '' } });
      tool.travel(2 * minute);
      expect((await get(path, jar)).text).to.match(/^session_idle/);
    });
  });

  it('the database holds no session’s secret', async () => {
    const jar = new CookieJar();
    await enter(jar);
    const rows = JSON.stringify(await mongo.connection().collection('sessions').find().toArray());
    for (const secret of jar.cookies.values()) expect(rows).to.not.contain(secret);
  });

  it('a browser keeps at most 12 session cookies; the oldest go first', async () => {
    const jar = new CookieJar();
    const first = await enter(jar);
    for (let round = 0; round < 14; round += 1) await enter(jar);
    const names = [...jar.cookies.keys()].filter((name) => name.includes('gp-s-'));
    expect(names).to.have.length(12);
    expect((await get(first, jar)).text).to.match(/^session_missing/);
    expect(
      [...jar.cookies.keys()].filter((name) => name.includes('login')),
      'login cookies are cleared',
    ).to.be.empty;
  });

  describe('S15 forms', () => {
    async function prepare(): Promise<{ path: string; jar: CookieJar; csrf: string }> {
      const jar = new CookieJar();
      const path = await enter(jar);
      const csrf = /name="csrf" value="([^"]+)"/.exec((await get(path, jar)).text)?.[1] ?? '';
      return { path, jar, csrf };
    }
    const post = (
      path: string,
      jar: CookieJar,
      headers: Record<string, string>,
      csrf: string,
    ): supertest.Test =>
      supertest(tool.address).post(path).set(headers).set('cookie', jar.header()).type('form').send({ csrf });

    it('S15 are accepted from our own page, with the session’s token', async () => {
      const { path, jar, csrf } = await prepare();
      expect((await post(path, jar, { origin: tool.url }, csrf)).text).to.equal('posted');
      const blanked = { origin: 'null', 'sec-fetch-site': 'same-origin' };
      expect((await post(path, jar, blanked, csrf)).text, 'origin blanked by a policy').to.equal('posted');
      const script = await supertest(tool.address)
        .post(path)
        .set({ origin: tool.url, 'x-csrf-token': csrf, cookie: jar.header() });
      expect(script.text).to.equal('posted');
    });

    it('S15 are refused with a foreign, blank or missing origin', async () => {
      const { path, jar, csrf } = await prepare();
      const origins: Record<string, string>[] = [
        { origin: 'https://evil.example' },
        { origin: tool.platform.origin },
        { origin: `${tool.url}.evil.example` },
        { origin: 'null' },
        { origin: 'null', 'sec-fetch-site': 'cross-site' },
        { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
        {},
      ];
      for (const headers of origins) {
        const response = await post(path, jar, headers, csrf);
        expect(response.status, JSON.stringify(headers)).to.equal(403);
        expect(response.text).to.match(/^form_forged/);
      }
    });

    it('S15 are refused without a token, with a wrong one, or with that of another session in the same browser', async () => {
      const { path, jar, csrf } = await prepare();
      const other = await enter(jar);
      for (const [target, token] of [
        [path, ''],
        [path, `${csrf}x`],
        [other, csrf],
      ] as const) {
        expect((await post(target, jar, { origin: tool.url }, token)).text).to.match(/^form_forged/);
      }
      const operator = await supertest(tool.address)
        .post(path)
        .set({ origin: tool.url, cookie: jar.header() })
        .type('form')
        .send('csrf[$ne]=x');
      expect(operator.text).to.match(/^form_forged/);
    });
  });

  describe('roles', () => {
    it('S12 assistants and designers get in only while the institution says so', async () => {
      const designer = { [claim.roles]: [`${membership}#ContentDeveloper`] };
      expect((await launch(tool, designer)).text).to.match(/^role_refused/);
      const jar = new CookieJar();
      const path = await enter(jar, assistant);
      const { institution } = tool;
      const settings = { ...institution.settings, alsoMayPost: ['designer'] as const };
      await tool.institutions.update({ ...institution, settings });
      expect((await get(path, jar)).text).to.match(/^role_refused/);
      expect((await launch(tool, designer)).status).to.equal(303);
      expect((await launch(tool, assistant)).text).to.match(/^role_refused/);
    });

    it('S12 students, observers, the test student and strangers get no session', async () => {
      const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';
      const person = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person';
      const nobody = [
        [`${membership}#Learner`],
        [`${membership}#Mentor`],
        [`${membership}#Learner`, testUser],
        [`${membership}#Instructor`, testUser],
        [`${person}#Instructor`],
        [`${person}#Administrator`],
        [],
      ];
      for (const roles of nobody) {
        for (const placement of ['course_navigation', 'post_grades', 'account_navigation']) {
          const response = await launch(tool, { [claim.roles]: roles, [claim.placement]: placement });
          expect(response.status, roles.join()).to.equal(403);
          const code = placement === 'account_navigation' ? 'administration_refused' : 'role_refused';
          expect(response.text.startsWith(code)).to.equal(true);
        }
      }
      expect(await mongo.connection().collection('sessions').countDocuments()).to.equal(0);
    });

    it('S8 S12 administrators of a sub-account do not administer the whole institution', async () => {
      const administrator = {
        [claim.roles]: ['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator'],
        [claim.placement]: 'account_navigation',
      };
      for (const flag of [false, 'false', '$Canvas.user.isRootAccountAdmin', undefined]) {
        const custom = {
          canvas_membership_roles: 'Account Admin',
          canvas_permissions: 'manage_grades,view_all_grades',
          canvas_root_account_admin: flag,
        };
        const response = await launch(tool, { ...administrator, [claim.custom]: custom });
        expect(response.text, String(flag)).to.match(/^administration_refused/);
      }
    });

    it('an institution that is switched off lets nobody in and ends open sessions', async () => {
      const jar = new CookieJar();
      const path = await enter(jar);
      await tool.institutions.update({ ...tool.institution, enabled: false });
      expect((await get(path, jar)).text).to.match(/^institution_disabled/);
      const { response } = await beginLogin(tool, new CookieJar());
      expect(response.text).to.match(/^institution_disabled/);
    });
  });

  it('S16 only the institution’s Canvas may frame a session’s pages and refusals', async () => {
    const jar = new CookieJar();
    const path = await enter(jar);
    for (const response of [await get(path, jar), await get(path, new CookieJar())]) {
      const policy = String(response.headers['content-security-policy']);
      expect(policy.match(/frame-ancestors [^;]*/g)).to.deep.equal([
        `frame-ancestors ${tool.platform.origin}`,
      ]);
      expect(policy).to.contain("script-src 'self'");
      expect(response.headers['x-frame-options']).to.equal(undefined);
    }
    const unknown = await get('/s/none/grade-sync', jar);
    expect(unknown.headers['content-security-policy']).to.contain("frame-ancestors 'none'");
  });

  it('S13 the ticket to a new window works once, and only from our own page', async () => {
    const jar = new CookieJar();
    const path = await enter(jar);
    const id = path.split('/')[2] ?? '';
    await tool.sessions.offer(id, 'ticket-1', new Date(Date.now() + 60_000));
    const move = (origin: string, ticket: string): supertest.Test =>
      supertest(tool.address).post('/lti/session/window').type('form').set('origin', origin).send({ ticket });
    expect((await move('https://evil.example', 'ticket-1')).status).to.equal(403);
    expect((await move(tool.url, 'ticket-2')).status).to.equal(401);
    const moved = await move(tool.url, 'ticket-1');
    expect(moved.status).to.equal(303);
    expect(moved.headers['location']).to.equal(path);
    expect((await move(tool.url, 'ticket-1')).status).to.equal(401);
    expect((await get(path, jar)).status, 'the old secret is gone').to.equal(401);
    await tool.sessions.offer(id, 'ticket-3', new Date(Date.now() - 1));
    expect((await move(tool.url, 'ticket-3')).status, 'too late').to.equal(401);
  });
});
