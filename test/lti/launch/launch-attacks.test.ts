import { expect } from 'chai';
import { exportSPKI, importJWK, type JWTHeaderParameters, SignJWT, UnsecuredJWT } from 'jose';
import supertest from 'supertest';
import { claim } from '../../../src/lti/launch/claims.ts';
import type { LaunchOutcome } from '../../../src/lti/launch/launch-outcome.ts';
import { LaunchRefusal } from '../../../src/lti/launch/refusal.ts';
import { runChecks } from '../../../src/lti/launch/verify-launch.ts';
import {
  beginLogin,
  CookieJar,
  type LtiFixture,
  lastOutcome,
  launch,
  loginParameters,
  manyLogins,
  postLaunch,
  startLti,
} from '../../support/lti/lti-fixture.ts';
import { type LtiPlatform, newSigningKey, startLtiPlatform } from '../../support/lti-platform.ts';
import { useMongo } from '../../support/mongodb.ts';

describe('launches beyond the certification suite', () => {
  const mongo = useMongo();
  let tool: LtiFixture;
  before(async () => {
    tool = await startLti(mongo.connection(), { limits: { person: manyLogins } });
  });
  after(() => tool.close());

  /** Posts `idToken` for an otherwise good login. */
  async function launchToken(
    makeToken: (nonce: string) => Promise<string> | string,
  ): Promise<supertest.Response> {
    const jar = new CookieJar();
    const login = await beginLogin(tool, jar);
    return postLaunch(tool, jar, { state: login.state, id_token: await makeToken(login.nonce) });
  }

  function expectRefused(response: supertest.Response, code: string, check: string): void {
    expect(response.text).to.match(new RegExp(`^${code}: `));
    expect(response.status).to.be.within(400, 403);
    expect(lastOutcome(tool)).to.include({ outcome: 'refused', code, check });
    expect(String(response.headers['set-cookie'] ?? '')).to.not.contain('gp-s-');
  }

  describe('the signature', () => {
    const header = { alg: 'RS256', kid: 'platform-key-1' } as const;

    it('LX1 refuses alg=none', async () => {
      const response = await launchToken((nonce) => new UnsecuredJWT(tool.platform.claims(nonce)).encode());
      expectRefused(response, 'launch_invalid', 'algorithm');
    });

    it('LX2 refuses HS256 signed with the public key', async () => {
      const jwk = tool.platform.keys.get('platform-key-1')?.publicJwk ?? {};
      const key = await importJWK({ ...jwk, alg: 'RS256' }, 'RS256');
      if (key instanceof Uint8Array) throw new Error('not RSA');
      const secret = new TextEncoder().encode(await exportSPKI(key));
      const response = await launchToken((nonce) =>
        new SignJWT(tool.platform.claims(nonce)).setProtectedHeader({ ...header, alg: 'HS256' }).sign(secret),
      );
      expectRefused(response, 'launch_invalid', 'algorithm');
    });

    it('LX3 ignores keys and addresses in the header', async () => {
      const attacker = await newSigningKey('attacker');
      const before = tool.platform.requests.length;
      const headers: JWTHeaderParameters[] = [
        { ...header, jwk: attacker.publicJwk },
        { ...header, jku: `${tool.platform.origin}/attacker/jwks` },
        { ...header, x5u: `${tool.platform.origin}/attacker/x5u` },
        { ...header, kid: `${tool.platform.origin}/attacker/kid`, jwk: attacker.publicJwk },
      ];
      for (const forged of headers) {
        const response = await launchToken((nonce) =>
          new SignJWT(tool.platform.claims(nonce)).setProtectedHeader(forged).sign(attacker.privateKey),
        );
        expect(response.text).to.match(/^launch_invalid/);
      }
      const asked = tool.platform.requests.slice(before).map((request) => request.path);
      expect(asked.filter((path) => path !== '/jwks')).to.deep.equal([]);
    });

    it('LX1 refuses a changed payload under a good signature', async () => {
      const response = await launchToken(async (nonce) => {
        const [head, , signature] = (await tool.platform.sign(tool.platform.claims(nonce))).split('.');
        const changed = JSON.stringify(tool.platform.claims(nonce, { sub: 'somebody else' }));
        return [head, Buffer.from(changed).toString('base64url'), signature].join('.');
      });
      expectRefused(response, 'launch_invalid', 'signature');
    });
  });

  describe('the audience', () => {
    const cases = [
      ['LX4 another tool’s audience', { aud: 'another-tool' }, 'audience'],
      ['LX5 an untrusted audience beside ours', { aud: ['10000000000001', 'other'] }, 'audience'],
      [
        'LX6 several audiences without azp',
        { aud: ['10000000000001', '10000000000001'], azp: undefined },
        'authorized_party',
      ],
      ['LX6 a wrong azp', { aud: ['10000000000001'], azp: 'other' }, 'authorized_party'],
      ['LX6 a wrong azp beside a plain audience', { azp: 'other' }, 'authorized_party'],
      ['LX7 an unknown issuer', { iss: 'https://evil.example' }, 'issuer'],
      ['LX10 a nonce that we did not send', { nonce: 'made-up' }, 'nonce'],
      ['LX10 no nonce', { nonce: undefined }, 'nonce'],
      ['LX10 a nonce that is no text', { nonce: { $gt: '' } }, 'nonce'],
      ['S20 a deployment that is no text', { [claim.deploymentId]: { $gt: '' } }, 'deployment_id'],
      ['S20 roles that are no list', { [claim.roles]: { 0: 'Instructor' } }, 'roles'],
    ] as const;
    for (const [name, changes, check] of cases) {
      it(name, async () => {
        expectRefused(await launch(tool, changes), 'launch_invalid', check);
      });
    }

    it('LX5 accepts a list with only our client id', async () => {
      expect((await launch(tool, { aud: ['10000000000001'] })).status).to.equal(303);
    });
  });

  describe('tenants', () => {
    let other: LtiPlatform;
    before(async () => {
      other = await startLtiPlatform({ toolUrl: tool.url, clientId: '20000000000002' });
      await tool.addInstitution(other.registration);
    });
    after(() => other.close());

    it('LX8 S8 refuses a login of tenant A answered with a good launch of tenant B', async () => {
      const response = await launchToken((nonce) => other.sign(other.claims(nonce)));
      expect(response.text).to.match(/^launch_invalid/);
    });

    it('LX8 refuses issuer A signed with B’s key under A’s key id', async () => {
      const key = other.keys.get('platform-key-1');
      const response = await launchToken((nonce) =>
        new SignJWT(tool.platform.claims(nonce))
          .setProtectedHeader({ alg: 'RS256', kid: 'platform-key-1' })
          .sign(key?.privateKey ?? new Uint8Array()),
      );
      expectRefused(response, 'launch_invalid', 'signature');
    });

    it('S8 tells two tenants with one issuer and key set apart by client id', async () => {
      const twin = await tool.addInstitution({ ...tool.platform.registration, clientId: '30000000000003' });
      const jar = new CookieJar();
      const login = await beginLogin(tool, jar, { client_id: '30000000000003' });
      const fields = async (aud: string): Promise<Record<string, string>> => ({
        state: login.state,
        id_token: await tool.platform.sign(tool.platform.claims(login.nonce, { aud, azp: aud })),
      });
      expectRefused(
        await postLaunch(tool, jar, await fields('10000000000001')),
        'launch_invalid',
        'audience',
      );
      const again = await beginLogin(tool, jar, { client_id: '30000000000003' });
      const claims = tool.platform.claims(again.nonce, { aud: '30000000000003', azp: '30000000000003' });
      const good = await postLaunch(tool, jar, {
        state: again.state,
        id_token: await tool.platform.sign(claims),
      });
      expect(good.status).to.equal(303);
      expect(lastOutcome(tool)).to.include({ institutionId: twin.id });
      await tool.institutions.remove(twin.id);
    });

    it('LX9 refuses an unknown deployment by name, keeps it as pending, and accepts it once approved', async () => {
      const changes = { [claim.deploymentId]: '99:new<b>' };
      const refused = await launch(tool, changes);
      expectRefused(refused, 'deployment_unknown', 'deployment');
      expect(refused.text).to.contain('99:new<b>');
      const kept = await tool.deployments.list(tool.institution.id);
      expect(kept.map(({ deploymentId: id, state }) => [id, state])).to.deep.include([
        '99:new<b>',
        'pending',
      ]);
      await launch(tool, changes);
      expect((await tool.deployments.list(tool.institution.id)).length, 'kept once').to.equal(kept.length);
      await tool.deployments.decide(tool.institution.id, '99:new<b>', 'approved');
      expect((await launch(tool, changes)).status).to.equal(303);
      await tool.deployments.decide(tool.institution.id, '99:new<b>', 'refused');
      expectRefused(await launch(tool, changes), 'deployment_unknown', 'deployment');
    });

    it('LX9 lets the first deployment in, and no second one, if the install link approves it', async () => {
      const registration = { ...tool.platform.registration, clientId: '20000000000009' };
      const school = await tool.institutions.create({ ...tool.institution, platform: registration });
      await tool.installLinks.insert('approving', {
        name: school.name,
        canvasUrl: school.canvas.baseUrl,
        issuer: registration.issuer,
        loginOrigins: [],
        sisLabel: 'SIS',
        approveFirst: true,
        expiresAt: new Date(),
      });
      const from = async (deployment: string) => {
        const jar = new CookieJar();
        const login = await beginLogin(tool, jar, { client_id: registration.clientId });
        const changes = {
          [claim.deploymentId]: deployment,
          aud: registration.clientId,
          azp: registration.clientId,
        };
        const token = await tool.platform.sign(tool.platform.claims(login.nonce, changes));
        return postLaunch(tool, jar, { state: login.state, id_token: token });
      };
      expectRefused(await from('1:before'), 'deployment_unknown', 'deployment');
      await tool.installLinks.setInstitution('approving', school.id);
      expect((await from('1:first')).status).to.equal(303);
      expect((await from('1:first')).status).to.equal(303);
      expectRefused(await from('1:second'), 'deployment_unknown', 'deployment');
      await tool.deployments.decide(school.id, '1:first', 'refused');
      expectRefused(await from('1:first'), 'deployment_unknown', 'deployment');
      expectRefused(await from('1:before'), 'deployment_unknown', 'deployment');
      await tool.institutions.remove(school.id);
    });

    it('LX9 gives no weight to the same deployment id at another tenant', async () => {
      const jar = new CookieJar();
      const login = await beginLogin(tool, jar, {
        iss: other.registration.issuer,
        client_id: '20000000000002',
      });
      const claims = other.claims(login.nonce, { [claim.deploymentId]: '99:of-the-first' });
      await tool.deployments.decide(tool.institution.id, '99:of-the-first', 'approved');
      const response = await postLaunch(tool, jar, {
        state: login.state,
        id_token: await other.sign(claims),
      });
      expectRefused(response, 'deployment_unknown', 'deployment');
    });

    it('LX7 refuses a login with an unregistered issuer or client id', async () => {
      for (const changes of [{ iss: 'https://evil.example' }, { client_id: '404' }]) {
        const { response } = await beginLogin(tool, new CookieJar(), changes);
        expect(response.status).to.equal(401);
        expect(response.text).to.match(/^platform_unknown/);
        expect(lastOutcome(tool)).to.include({ event: 'login', outcome: 'refused', check: 'platform' });
      }
    });

    it('tells a person if their institution is switched off', async () => {
      const off = await tool.addInstitution(
        { ...tool.platform.registration, clientId: '4' },
        { enabled: false },
      );
      const { response } = await beginLogin(tool, new CookieJar(), { client_id: '4' });
      expect(response.text).to.match(/^institution_disabled/);
      await tool.institutions.remove(off.id);
    });
  });

  describe('once only', () => {
    async function preparePost(): Promise<{ jar: CookieJar; fields: Record<string, string> }> {
      const jar = new CookieJar();
      const login = await beginLogin(tool, jar);
      const idToken = await tool.platform.sign(tool.platform.claims(login.nonce));
      return { jar, fields: { state: login.state, id_token: idToken } };
    }

    it('LX10 LX11 refuses a second post of the same launch', async () => {
      const { jar, fields } = await preparePost();
      const cookie = jar.header();
      expect((await postLaunch(tool, jar, fields)).status).to.equal(303);
      const replay = new CookieJar();
      replay.cookies.set(cookie.split('=')[0] ?? '', cookie.split('=')[1] ?? '');
      expectRefused(await postLaunch(tool, replay, fields), 'launch_replayed', 'state');
    });

    it('LX10 lets exactly one of twenty simultaneous posts succeed', async () => {
      const { jar, fields } = await preparePost();
      const cookie = jar.header();
      const posts = Array.from({ length: 20 }, () =>
        supertest(tool.address).post('/lti/launch').type('form').set('cookie', cookie).send(fields),
      );
      const statuses = (await Promise.all(posts)).map((response) => response.status);
      expect(statuses.filter((status) => status === 303)).to.have.length(1);
      expect(statuses.filter((status) => status === 401)).to.have.length(19);
    });

    it('LX10 refuses a used nonce with the state of a new login', async () => {
      const { jar, fields } = await preparePost();
      await postLaunch(tool, jar, fields);
      const login = await beginLogin(tool, jar);
      const response = await postLaunch(tool, jar, {
        state: login.state,
        id_token: fields['id_token'] ?? '',
      });
      expectRefused(response, 'launch_invalid', 'nonce');
    });

    it('LX11 refuses no state, an invented one, or an expired login’s', async () => {
      const { jar, fields } = await preparePost();
      const idToken = fields['id_token'] ?? '';
      expectRefused(
        await postLaunch(tool, jar, { id_token: idToken }),
        'launch_invalid',
        'launch_parameters',
      );
      expectRefused(
        await postLaunch(tool, jar, { state: 'x'.repeat(43), id_token: idToken }),
        'launch_expired',
        'state',
      );
      tool.travel(10 * 60_000 + 1);
      try {
        expectRefused(await postLaunch(tool, jar, fields), 'launch_expired', 'state');
      } finally {
        tool.travel(-(10 * 60_000 + 1));
      }
    });

    it('LX11 S1 refuses the state of another browser', async () => {
      const { fields } = await preparePost();
      const victim = new CookieJar();
      await beginLogin(tool, victim);
      const response = await postLaunch(tool, victim, fields);
      expect(response.status).to.equal(401);
      expect(response.text).to.contain('Please open Grade Passback in a new window');
      expect(lastOutcome(tool)).to.include({
        outcome: 'refused',
        code: 'browser_unproven',
        check: 'browser',
      });
    });

    it('S1 refuses a wrong secret in the login’s cookie', async () => {
      const { jar, fields } = await preparePost();
      for (const name of jar.cookies.keys()) jar.cookies.set(name, 'x'.repeat(43));
      expectRefused(await postLaunch(tool, jar, fields), 'browser_unproven', 'browser');
    });

    it('S1 accepts the secret as a form field only from our own page', async () => {
      const jar = new CookieJar();
      const asked = await supertest(tool.address)
        .get('/lti/login')
        .query({ ...loginParameters(tool), lti_storage_target: '_parent' });
      const read = (name: string): string => new RegExp(`data-${name}="([^"]*)"`).exec(asked.text)?.[1] ?? '';
      const authorization = new URL(read('authorization-url').replaceAll('&amp;', '&'));
      const nonce = authorization.searchParams.get('nonce') ?? '';
      const fields = {
        state: authorization.searchParams.get('state') ?? '',
        id_token: await tool.platform.sign(tool.platform.claims(nonce)),
        storage_proof: read('secret'),
      };
      expectRefused(await postLaunch(tool, jar, fields), 'browser_unproven', 'browser');
      const own = await supertest(tool.address)
        .post('/lti/launch')
        .type('form')
        .set('origin', tool.url)
        .send(fields);
      expect(own.status).to.equal(200);
      expect(own.text).to.contain('Grade Passback is ready in a new window');
    });

    it('S1 state, nonce and secret have 256 random bits and never repeat', async () => {
      const seen = new Set<string>();
      for (let round = 0; round < 20; round += 1) {
        const jar = new CookieJar();
        const { state, nonce } = await beginLogin(tool, jar);
        const secret = [...jar.cookies.values()][0] ?? '';
        for (const value of [state, nonce, secret]) {
          expect(value).to.match(/^[\w-]{43}$/);
          seen.add(value);
        }
      }
      expect(seen.size).to.equal(60);
    });
  });

  describe('times', () => {
    const minutes = (count: number): number => Math.floor(Date.now() / 1000) + count * 60;
    // Made only when used: other suites may run for minutes first.
    const accepted = [
      ['LX12 built minutes before', () => ({ iat: minutes(-14), exp: minutes(46) })],
      ['LX12 our clock is 4 minutes behind', () => ({ iat: minutes(4), exp: minutes(64) })],
      ['LX12 ended 4 minutes ago by our clock', () => ({ iat: minutes(-8), exp: minutes(-4) })],
    ] as const;
    for (const [name, changes] of accepted) {
      it(name, async () => expect((await launch(tool, changes())).status).to.equal(303));
    }
    const refused = [
      ['LX12 issued 16 minutes ago', () => ({ iat: minutes(-16), exp: minutes(44) }), 'launch_expired'],
      ['LX12 issued in 6 minutes', () => ({ iat: minutes(6), exp: minutes(66) }), 'launch_invalid'],
      ['LX12 ended 6 minutes ago', () => ({ iat: minutes(-10), exp: minutes(-6) }), 'launch_expired'],
      ['LX12 no exp', () => ({ exp: undefined }), 'launch_invalid'],
      ['LX12 no iat', () => ({ iat: undefined }), 'launch_invalid'],
      ['LX12 exp is no number', () => ({ exp: '9999999999' }), 'launch_invalid'],
    ] as const;
    for (const [name, changes, code] of refused) {
      it(name, async () => expectRefused(await launch(tool, changes()), code, 'times'));
    }
  });

  describe('the target', () => {
    const foreign = [
      'https://evil.example/lti/launch',
      '//evil.example/lti/launch',
      'javascript:alert(1)',
      'not an address',
    ];
    it('LX13 refuses a target that differs from the login’s or is not ours', async () => {
      for (const target of [...foreign, `${tool.url}/lti/launch?other`, undefined]) {
        expectRefused(await launch(tool, { [claim.targetLinkUri]: target }), 'launch_invalid', 'target');
      }
    });

    it('S7 refuses a login for a foreign target in every disguise', async () => {
      const { port } = new URL(tool.url);
      const disguises = [
        ...foreign,
        `http://localhost:${port}@evil.example/`,
        `http://user@localhost:${port}/lti/launch`,
        `http://localhost:${port}.evil.example/`,
        `http://localhost:${Number(port) + 1}/lti/launch`,
        `https://localhost:${port}/lti/launch`,
        'http:\\\\evil.example\\lti\\launch',
        `http://evil.example\\.localhost:${port}/`,
      ];
      for (const target of disguises) {
        const { response } = await beginLogin(tool, new CookieJar(), { target_link_uri: target });
        expect(response.status, target).to.equal(401);
        expect(response.headers['location'], target).to.equal(undefined);
        expect(lastOutcome(tool), target).to.include({ outcome: 'refused', check: 'target' });
      }
    });

    it('LX15 refuses a Deep Linking request', async () => {
      const response = await launch(tool, { [claim.messageType]: 'LtiDeepLinkingRequest' });
      expectRefused(response, 'message_unsupported', 'message_type');
    });
  });

  describe('the key set', () => {
    it('LX14 S34 reads the key set once more for an unknown key, then not for a while, and finds a new key', async () => {
      const fresh = await startLti(mongo.connection(), { limits: { person: manyLogins } });
      try {
        const reads = (): number => fresh.platform.countRequests('/jwks');
        expect((await launch(fresh)).status).to.equal(303);
        expect((await launch(fresh)).status).to.equal(303);
        expect(reads(), 'cached').to.equal(1);

        const stranger = await newSigningKey('stranger');
        fresh.platform.keys.set('stranger', stranger);
        const published = fresh.platform.answers;
        const known = fresh.platform.keys.get('platform-key-1')?.publicJwk;
        published.set('GET /jwks', () => ({ body: { keys: [known, { kty: 'oct', kid: 'odd' }, null] } }));
        const launchWith = async (kid: string): Promise<number> => {
          const jar = new CookieJar();
          const login = await beginLogin(fresh, jar);
          const idToken = await fresh.platform.sign(fresh.platform.claims(login.nonce), kid);
          return (await postLaunch(fresh, jar, { state: login.state, id_token: idToken })).status;
        };
        fresh.travel(61_000);
        expect(await launchWith('stranger')).to.equal(401);
        expect(reads(), 'one read for the unknown key').to.equal(2);
        for (let round = 0; round < 5; round += 1) expect(await launchWith('stranger')).to.equal(401);
        expect(reads(), 'cooling down').to.equal(2);
        expect(await launchWith('platform-key-1'), 'known keys go on').to.equal(303);

        published.delete('GET /jwks');
        fresh.travel(61_000);
        expect(await launchWith('stranger'), 'after a key change').to.equal(303);

        published.set('GET /jwks', () => ({ status: 503 }));
        fresh.travel(11 * 60_000);
        expect(await launchWith('stranger'), 'key set down: the cached key works on').to.equal(303);
        fresh.travel(25 * 60 * 60_000);
      } finally {
        await fresh.close();
      }
    });

    it('LX14 refuses, in plain words, if the key set was never read and cannot be', async () => {
      const fresh = await startLti(mongo.connection(), { limits: { person: manyLogins } });
      try {
        for (const answer of [{ status: 500 }, { body: '<html>' }, { body: { keys: 'none' } }]) {
          fresh.platform.answers.set('GET /jwks', () => answer);
          const response = await launch(fresh);
          expect(response.status).to.equal(502);
          expect(response.text).to.contain('Canvas isn’t answering');
          fresh.travel(6_000);
        }
        fresh.platform.answers.delete('GET /jwks');
        expect((await launch(fresh)).status).to.equal(303);
      } finally {
        await fresh.close();
      }
    });
  });

  describe('S41 what a course can claim about a person', () => {
    const colleague = {
      canvas_user_id: '8',
      canvas_course_id: '2',
      canvas_membership_roles: 'TeacherEnrollment',
    };
    const link = { [claim.resourceLink]: { id: 'a-link-in-a-module' }, [claim.custom]: colleague };
    const assistant = [
      'http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant',
      'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor',
    ];
    const outcomes: LaunchOutcome[] = [];
    let watched: LtiFixture;
    before(async () => {
      watched = await startLti(mongo.connection(), { onLaunchOutcome: (one) => outcomes.push(one) });
    });
    after(() => watched.close());

    it('is not believed in a launch by a link, whatever placement it names', async () => {
      for (const placement of ['course_navigation', 'post_grades', 'course_assignments_menu']) {
        const response = await launch(watched, { ...link, [claim.placement]: placement });
        expect(response.text, placement).to.match(/^placement_unknown/);
        const seen = outcomes.at(-1)?.launch;
        expect(seen?.person.canvasUserId, placement).to.equal(null);
        expect(seen?.course?.canvasCourseId, placement).to.equal(null);
      }
    });

    it('does not turn an assistant into a teacher', async () => {
      await launch(watched, { ...link, [claim.roles]: assistant });
      expect(outcomes.at(-1)?.launch?.person.role).to.equal('ta');
      await launch(watched, { [claim.roles]: assistant, [claim.custom]: colleague });
      expect(outcomes.at(-1)?.launch?.person.role, 'the tool’s own field is believed').to.equal('teacher');
    });

    it('S42 a link opens nothing of the course', async () => {
      for (const placement of [undefined, 'link_selection', 'assignment_view', 'odd']) {
        const response = await launch(watched, { ...link, [claim.placement]: placement });
        expect(response.status).to.equal(403);
        expect(response.text).to.match(/^placement_unknown/);
      }
    });

    it('S43 makes nobody an administrator, by a link’s fields or from a course', async () => {
      const administrator = {
        [claim.roles]: ['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator'],
        [claim.placement]: 'account_navigation',
        [claim.custom]: { canvas_membership_roles: 'Account Admin', canvas_root_account_admin: 'true' },
      };
      const course = {
        id: 'd1f5b7b4e9f4',
        type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
      };
      const byLink = { ...administrator, [claim.resourceLink]: { id: 'a-link' } };
      for (const changes of [byLink, { ...administrator, [claim.context]: course }]) {
        expect((await launch(watched, changes)).text).to.match(/^administration_refused/);
      }
      expect((await launch(watched, administrator)).status).to.equal(303);
    });
  });

  describe('hostile input', () => {
    it('S20 refuses operators, lists and prototypes in login and launch', async () => {
      const base = new URLSearchParams(loginParameters(tool)).toString();
      const hostile = [
        'iss[$ne]=x&client_id=10000000000001&login_hint=a&target_link_uri=b',
        `${base}&iss=second`,
        `${base}&client_id=second`,
        `${base}&login_hint=second`,
        base.replace('iss=', '__proto__='),
        base.replace('login_hint=', 'login_hint[]='),
        base.replace('login_hint=hint-of-the-login', `login_hint=${'x'.repeat(5_000)}`),
        `${base}&lti_storage_target=%22onload%3D`,
        '',
      ];
      for (const query of hostile) {
        const get = await supertest(tool.address).get(`/lti/login?${query}`);
        const post = await supertest(tool.address).post('/lti/login').type('form').send(query);
        for (const response of [get, post]) {
          expect(response.status, query).to.equal(401);
          expect(response.text, query).to.match(/^launch_invalid/);
        }
      }
      const launches = [
        'state[$ne]=x&id_token=a.b.c',
        'state=a&state=b&id_token=a.b.c',
        'state=a b&id_token=a.b.c',
        'id_token=x',
        '',
      ];
      for (const body of launches) {
        const response = await supertest(tool.address).post('/lti/launch').type('form').send(body);
        expect(response.status, body).to.equal(401);
      }
      const json = await supertest(tool.address)
        .post('/lti/launch')
        .send({ state: { $ne: null }, id_token: 'a.b.c' });
      expect(json.status).to.equal(401);
    });

    it('S9 sends hints back verbatim and never logs them', async () => {
      const hints = { login_hint: 'a+b&c=d/é "quoted"', lti_message_hint: `${'h'.repeat(3_000)}.x-_y` };
      const { redirect } = await beginLogin(tool, new CookieJar(), hints);
      expect(redirect.searchParams.get('login_hint')).to.equal(hints.login_hint);
      expect(redirect.searchParams.get('lti_message_hint')).to.equal(hints.lti_message_hint);
      await beginLogin(tool, new CookieJar(), { ...hints, client_id: '404' });
      await launch(tool, { nonce: 'bad' });
      const log = JSON.stringify(tool.logged);
      expect(log).to.not.contain('quoted');
      expect(log).to.not.contain('hhhhh');
      expect(log).to.not.contain('hint-of-the-login');
      expect(log).to.not.contain('Gomez');
      expect(log).to.not.contain('eyJ');
    });

    it('shows a page for the platform’s error, without its unknown text', async () => {
      const post = (error: string): Promise<supertest.Response> =>
        postLaunch(tool, new CookieJar(), { error, error_description: '<b>call 555</b>', state: 'x' });
      const refused = await post('login_required');
      expectRefused(refused, 'login_refused', 'authorization');
      expect(refused.text).to.contain('you aren’t signed in to Canvas');
      const unknown = await post('call_555_now');
      expect(unknown.text).to.not.contain('555');
      expect(unknown.text).to.contain('something went wrong, without saying what');
    });

    it('S16 shows an early refusal in Canvas’s frame as well', async () => {
      const expectReadable = (response: supertest.Response, code: string): void => {
        expect(response.text).to.match(new RegExp(`^${code}: `));
        const policy = String(response.headers['content-security-policy']);
        expect(policy, code).to.contain(`frame-ancestors ${tool.platform.origin}`);
        expect(response.headers['x-frame-options'], code).to.equal(undefined);
      };
      const jar = new CookieJar();
      const { state, nonce } = await beginLogin(tool, jar);
      expectReadable(await postLaunch(tool, jar, { error: 'login_required', state }), 'login_refused');
      const fields = { state, id_token: await tool.platform.sign(tool.platform.claims(nonce)) };
      await postLaunch(tool, jar, fields);
      expectReadable(await postLaunch(tool, jar, fields), 'launch_replayed');

      const late = await beginLogin(tool, jar);
      await tool.institutions.update({ ...tool.institution, enabled: false });
      const idToken = await tool.platform.sign(tool.platform.claims(late.nonce));
      const post = { state: late.state, id_token: idToken };
      expectReadable(await postLaunch(tool, jar, post), 'institution_disabled');
      expectReadable((await beginLogin(tool, jar)).response, 'institution_disabled');
      await tool.institutions.update(tool.institution);
      const foreign = await beginLogin(tool, jar, { target_link_uri: 'https://evil.example/' });
      expectReadable(foreign.response, 'launch_invalid');

      const unknown = await postLaunch(tool, jar, { ...fields, state: 'invented' });
      expect(unknown.headers['content-security-policy']).to.contain("frame-ancestors 'none'");
    });

    it('S72 refuses an oversized form with the same log line as every other refusal', async () => {
      for (const [path, event] of [
        ['login', 'login'],
        ['launch', 'launch'],
        ['login/window', 'login'],
        ['session/window', 'launch'],
      ]) {
        const response = await supertest(tool.address)
          .post(`/lti/${path}`)
          .type('form')
          .send(`state=${'x'.repeat(300_000)}`);
        expect(response.text).to.match(/^launch_invalid/);
        expect(lastOutcome(tool)).to.include({
          event,
          outcome: 'refused',
          code: 'launch_invalid',
          check: 'body',
        });
      }
    });

    it('S72 logs a form for a new window that is forged or late', async () => {
      const post = (path: string, origin: string, fields: Record<string, string>) =>
        supertest(tool.address).post(path).type('form').set('origin', origin).send(fields);
      const refusals = [
        ['/lti/login/window', 'https://evil.example', 'login', 'form_forged'],
        ['/lti/login/window', tool.url, 'login', 'launch_expired'],
        ['/lti/session/window', 'https://evil.example', 'launch', 'form_forged'],
        ['/lti/session/window', tool.url, 'launch', 'session_missing'],
      ] as const;
      for (const [path, origin, event, code] of refusals) {
        const { text } = await post(path, origin, { state: 'unknown', ticket: 'unknown' });
        expect(text, path).to.match(new RegExp(`^${code}`));
        expect(lastOutcome(tool), path).to.include({ event, outcome: 'refused', code });
      }
    });

    it('S33 treats a check that throws as a refusal', () => {
      const facts = {
        claims: {},
        institution: tool.institution,
        publicUrl: tool.url,
        login: {
          institutionId: '',
          nonce: '',
          browserSecretHash: '',
          initiation: { loginHint: '', messageHint: null, targetLinkUri: '', storageTarget: null },
          expiresAt: new Date(),
        },
      };
      const brokenCheck = (): void => {
        throw new TypeError('a defect');
      };
      expect(() => runChecks([brokenCheck], facts))
        .to.throw(LaunchRefusal)
        .that.includes({ check: 'brokenCheck', code: 'launch_invalid' });
    });

    it('S33 claims of any shape never let anybody in and never crash the process', async () => {
      const names = [...Object.values(claim), 'sub', 'name', 'locale', 'azp'];
      for (const name of names) {
        for (const odd of [null, 0, [], [[]], { id: 5 }, 'x'.repeat(70_000)]) {
          const response = await launch(tool, { [name]: odd });
          expect(response.status, `${name} ${JSON.stringify(odd).slice(0, 20)}`).to.be.within(303, 403);
        }
      }
    });
  });

  describe('logins', () => {
    it('LX16 work by POST and by GET', async () => {
      const response = await supertest(tool.address)
        .post('/lti/login')
        .type('form')
        .send(loginParameters(tool));
      expect(response.status).to.equal(302);
      const redirect = new URL(response.headers['location'] ?? '');
      expect(redirect.origin + redirect.pathname).to.equal(tool.platform.registration.authorizationEndpoint);
      expect(Object.fromEntries(redirect.searchParams)).to.include({
        scope: 'openid',
        response_type: 'id_token',
        response_mode: 'form_post',
        prompt: 'none',
        client_id: tool.platform.registration.clientId,
        redirect_uri: `${tool.url}/lti/launch`,
        login_hint: 'hint-of-the-login',
        lti_message_hint: 'hint.of.the-message',
      });
    });

    it('LX16 work in three tabs at once, finished in another order', async () => {
      const jar = new CookieJar();
      const logins = [await beginLogin(tool, jar), await beginLogin(tool, jar), await beginLogin(tool, jar)];
      for (const login of logins.toReversed()) {
        const idToken = await tool.platform.sign(tool.platform.claims(login.nonce));
        const response = await postLaunch(tool, jar, { state: login.state, id_token: idToken });
        expect(response.status).to.equal(303);
      }
    });

    it('work without a client id if the issuer has one tenant', async () => {
      const { client_id: _left, ...parameters } = loginParameters(tool);
      const response = await supertest(tool.address).get('/lti/login').query(parameters);
      expect(response.status).to.equal(302);
    });

    it('S2 S18 set cookies with every protection, in private answers', async () => {
      const jar = new CookieJar();
      const login = await beginLogin(tool, jar);
      const idToken = await tool.platform.sign(tool.platform.claims(login.nonce));
      const response = await postLaunch(tool, jar, { state: login.state, id_token: idToken });
      for (const line of jar.lines) {
        expect(line).to.match(/^__Host-gp-/);
        for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=None', 'Partitioned']) {
          expect(line.split('; ')).to.include(attribute);
        }
        expect(line).to.not.match(/Domain=/i);
      }
      expect(response.headers['cache-control']).to.equal('no-store');
      const location = response.headers['location'] ?? '';
      for (const secret of jar.cookies.values()) expect(location).to.not.contain(secret);
      expect(location).to.match(/^\/s\/[\w-]{12}\/grade-sync$/);
    });

    it('S4 S20 restart once, and never from a foreign form', async () => {
      const { state } = await beginLogin(tool, new CookieJar());
      const restart = (origin: string): supertest.Test =>
        supertest(tool.address).post('/lti/login/window').type('form').set('origin', origin).send({ state });
      expect((await restart('https://evil.example')).status).to.equal(403);
      const again = await restart(tool.url);
      expect(again.status).to.equal(200);
      expect(again.text).to.contain('http-equiv="refresh"');
      expect(again.text).to.contain('hint-of-the-login');
      expect((await restart(tool.url)).text).to.match(/^launch_expired/);
    });
  });

  it('S1 are stored without the state, so the database opens no session', async () => {
    const { state } = await beginLogin(tool, new CookieJar());
    const rows = await mongo.connection().collection('logins').find().toArray();
    expect(JSON.stringify(rows)).to.not.contain(state);
  });
});
