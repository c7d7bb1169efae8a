import { expect } from 'chai';
import supertest from 'supertest';
import { claim } from '../../../src/lti/launch/claims.ts';
import { createAttemptLimits } from '../../../src/lti/login/attempt-limits.ts';
import { createRateLimitStore } from '../../../src/store/rate-limits.ts';
import { createAdminApp } from '../../support/admin-app.ts';
import {
  beginLogin,
  CookieJar,
  type LtiFixture,
  type LtiOptions,
  launch,
  loginParameters,
  postLaunch,
  startLti,
} from '../../support/lti/lti-fixture.ts';
import { useMongo } from '../../support/mongodb.ts';

const teacher = { [claim.roles]: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor'] };

describe('S34 limits of logins and launches', () => {
  const mongo = useMongo();
  let tool: LtiFixture;
  const start = async (limits: LtiOptions['limits'] = {}): Promise<void> => {
    await mongo.connection().collection('rate_limits').deleteMany({});
    tool = await startLti(mongo.connection(), { limits });
  };
  afterEach(() => tool.close());

  const logIn = async (hint: string) =>
    (await beginLogin(tool, new CookieJar(), { login_hint: hint })).response;
  const launchAs = async (hint: string) => {
    const jar = new CookieJar();
    const login = await beginLogin(tool, jar, { login_hint: hint });
    const idToken = await tool.platform.sign(tool.platform.claims(login.nonce, teacher));
    return postLaunch(tool, jar, { state: login.state, id_token: idToken });
  };
  const repeat = async (times: number, ask: () => Promise<supertest.Response>): Promise<number[]> => {
    const statuses: number[] = [];
    for (let round = 0; round < times; round += 1) statuses.push((await ask()).status);
    return statuses;
  };

  it('2,000 teachers behind one address can all begin their logins with the default limits', async () => {
    await start();
    const limits = createAttemptLimits(createRateLimitStore(mongo.connection()));
    const answer = { setHeader: () => {} };
    const refusals = new Set<unknown>();
    for (let teacher = 0; teacher < 2000; teacher += 1) {
      const login = { institutionId: 'school', initiation: { loginHint: `teacher-${teacher}` } };
      refusals.add(await limits.takeLogin({ ip: '192.0.2.1' }, answer, login));
    }
    expect([...refusals]).to.deep.equal([null]);
  });

  it('a person who hammers is stopped and told when to come back; a colleague at the same address is not', async () => {
    await start({ person: { points: 5, seconds: 60, localPoints: 2 } });
    const statuses = await repeat(8, () => logIn('restless'));
    expect(statuses).to.deep.equal([302, 302, 302, 302, 302, 429, 429, 429]);
    const refused = await logIn('restless');
    expect(Number(refused.headers['retry-after'])).to.be.within(1, 60);
    expect(refused.text).to.contain('too_many_requests');
    expect(refused.headers['content-security-policy'], 'readable in Canvas').to.contain(
      `frame-ancestors ${tool.platform.origin}`,
    );
    expect((await launchAs('calm')).status).to.equal(303);
    await mongo
      .connection()
      .collection('rate_limits')
      .updateMany({}, { $set: { expire: new Date(0) } });
    expect((await logIn('restless')).status, 'after the window').to.equal(302);
  });

  it('the same hint at another institution is another person', async () => {
    await start({ person: { points: 3, seconds: 60, localPoints: 1 } });
    const other = await tool.addInstitution({ ...tool.platform.registration, clientId: 'client-2' });
    expect(await repeat(5, () => logIn('7'))).to.deep.equal([302, 302, 302, 429, 429]);
    const jar = new CookieJar();
    const { response } = await beginLogin(tool, jar, { login_hint: '7', client_id: other.platform.clientId });
    expect(response.status).to.equal(302);
  });

  it('attempts without an institution are limited per address and hold up nobody else', async () => {
    await start({ stray: { points: 5, seconds: 60, localPoints: 2 } });
    const strays: Readonly<Record<string, () => Promise<supertest.Response>>> = {
      'no parameters': async () => supertest(tool.address).get('/lti/login'),
      'unknown platform': async () =>
        supertest(tool.address)
          .get('/lti/login')
          .query({ ...loginParameters(tool), client_id: 'x' }),
      'unknown state': () => postLaunch(tool, new CookieJar(), { state: 'unknown', id_token: 'a.b.c' }),
      'unknown ticket': async () =>
        supertest(tool.address).post('/lti/session/window').type('form').send('ticket=1'),
    };
    expect(await repeat(5, strays['no parameters'] ?? expect.fail)).to.deep.equal([401, 401, 401, 401, 401]);
    for (const [name, ask] of Object.entries(strays)) expect((await ask()).status, name).to.equal(429);
    expect((await launchAs('member')).status).to.equal(303);
  });

  it('a device that sends made-up logins cannot keep out people who have launched before', async () => {
    await start({ unconfirmed: { points: 4, seconds: 60, localPoints: 2 } });
    expect((await launchAs('regular')).status).to.equal(303);
    const made: number[] = [];
    for (let hint = 0; hint < 8; hint += 1) made.push((await logIn(`made-up-${hint}`)).status);
    expect(made).to.deep.equal([302, 302, 302, 302, 429, 429, 429, 429]);
    expect((await launchAs('regular')).status).to.equal(303);
  });

  it('a launch that follows no longer counts its login against the address', async () => {
    await start({ unconfirmed: { points: 4, seconds: 60, localPoints: 2 } });
    for (let person = 0; person < 10; person += 1) {
      expect((await launchAs(`person-${person}`)).status, String(person)).to.equal(303);
    }
  });

  it('the posts that answer one login are limited', async () => {
    await start({ state: { points: 4, seconds: 60, localPoints: 1 } });
    const jar = new CookieJar();
    const { state } = await beginLogin(tool, jar);
    const statuses = await repeat(7, () => postLaunch(tool, new CookieJar(), { state, id_token: 'a.b.c' }));
    expect(statuses).to.deep.equal([401, 401, 401, 401, 429, 429, 429]);
    expect((await launch(tool, teacher)).status, 'another login').to.equal(303);
  });
});

describe('an undeclared reverse proxy', () => {
  const mongo = useMongo();

  it('is reported in the log once', async () => {
    const { app, logged, close } = await createAdminApp(mongo.connection());
    try {
      const warnings = (): number => logged.filter((line) => line.includes('undeclared_proxy')).length;
      await supertest(app).get('/lti/launch');
      expect(warnings()).to.equal(0);
      for (let round = 0; round < 3; round += 1) {
        await supertest(app).get('/lti/launch').set('x-forwarded-for', '203.0.113.9');
      }
      expect(warnings()).to.equal(1);
    } finally {
      await close();
    }
  });
});
