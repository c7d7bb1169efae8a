import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { Institution } from '../../../src/domain/institution.ts';
import { defaultInstitutionSettings } from '../../../src/domain/institution-settings.ts';
import { ProductError } from '../../../src/errors.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import type { Http } from '../../../src/http/http.ts';
import type { LtiEngine } from '../../../src/lti/services/lti-engine.ts';
import { createLtiEngine } from '../../../src/lti/services/ltijs-engine.ts';
import { createLtiEngineStore, type LtiEngineStore } from '../../../src/store/lti-engine-store.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { cipher } from '../../support/lti/lti-fixture.ts';
import { type LtiPlatform, type ReplyFacts, startLtiPlatform } from '../../support/lti-platform.ts';
import { useMongo } from '../../support/mongodb.ts';

const nrps = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

describe('LTI engine', () => {
  const mongo = useMongo();
  let travelled = 0;
  const clock = (): Date => new Date(Date.now() + travelled);
  const pauses: number[] = [];
  let store: LtiEngineStore;
  let engine: LtiEngine;
  let platform: LtiPlatform;
  let institution: Institution;
  let client: { http: Http; close(): Promise<void> };
  let tokens = 0;

  const tokenPath = '/login/oauth2/token';
  const membersPath = '/api/lti/courses/1/names_and_roles';
  const lineItemsPath = '/api/lti/courses/1/line_items';
  const signal = (): AbortSignal => new AbortController().signal;
  const newEngine = (): LtiEngine =>
    createLtiEngine({
      store,
      http: client.http,
      clock,
      sleep: async (ms) => void pauses.push(ms),
      random: () => 0.5,
    });

  before(async () => {
    client = createHttp({ privateHosts: thisMachine, timeouts: { headers: 500, body: 500 } });
    store = createLtiEngineStore(mongo.connection(), cipher, clock);
    await store.ensureIndexes();
    engine = newEngine();
    platform = await startLtiPlatform({ toolUrl: 'http://localhost:1' });
    institution = {
      id: randomBytes(4).toString('hex'),
      name: 'Lakeview Schools',
      enabled: true,
      platform: platform.registration,
      canvas: { baseUrl: platform.origin, apiKey: null },
      sis: null,
      settings: defaultInstitutionSettings,
    };
    await engine.registerPlatform(institution);
  });
  after(async () => {
    await platform.close();
    await client.close();
  });
  beforeEach(async () => {
    pauses.length = 0;
    platform.requests.length = 0;
    platform.answers.clear();
    platform.answers.set(`POST ${tokenPath}`, () => {
      tokens += 1;
      return {
        body: { access_token: `token-${tokens}`, token_type: 'bearer', expires_in: 3600, scope: nrps },
      };
    });
    await mongo.connection().collection('lti_engine').deleteMany({ collectionName: 'accesstoken' });
  });

  const readMembers = (next: string | null = null, when = signal()) =>
    engine.services.readMembersPage(
      institution,
      { nrpsUrl: `${platform.origin}${membersPath}`, contextId: 'ctx-1' },
      next,
      when,
    );
  const answerMembers = (answer: ReplyFacts): void => {
    platform.answers.set(`GET ${membersPath}`, () => answer);
  };
  /** Gives the answers in turn, then repeats the last. */
  const answerMembersInTurn = (...answers: ReplyFacts[]): void => {
    let turn = 0;
    platform.answers.set(`GET ${membersPath}`, () => {
      turn += 1;
      return answers[Math.min(turn, answers.length) - 1] ?? {};
    });
  };
  async function failureOf(promise: Promise<unknown>): Promise<ProductError> {
    try {
      await promise;
    } catch (error) {
      if (error instanceof ProductError) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  }

  describe('keys', () => {
    it('S35 the key set has only public members, and the database holds the private key encrypted', async () => {
      const { keys } = await engine.readKeySet();
      expect(keys).to.have.length(1);
      expect(Object.keys(keys[0] ?? {}).sort()).to.deep.equal(['alg', 'e', 'kid', 'kty', 'n', 'use']);
      const rows = await mongo.connection().collection('lti_engine').find().toArray();
      expect(JSON.stringify(rows)).to.not.contain('PRIVATE KEY');
      expect(JSON.stringify(rows)).to.contain('PUBLIC KEY');
    });

    it('S35 during a rotation there are two keys: the new one signs, the old one goes after a day', async () => {
      const before = (await engine.readKeySet()).keys.map((key) => key.kid);
      await engine.rotateKey(institution);
      const during = (await engine.readKeySet()).keys.map((key) => key.kid);
      expect(during).to.have.length(2).and.include(before[0]);
      await engine.serviceToken(institution, [nrps]);
      const assertion = readAssertion(platform);
      const header = JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString());
      expect(during.filter((kid) => !before.includes(kid))).to.deep.equal([header.kid]);
      travelled += 24 * 60 * 60_000 + 1;
      try {
        expect((await engine.readKeySet()).keys.map((key) => key.kid)).to.deep.equal([header.kid]);
        expect(await store.sweep(clock())).to.be.at.least(1);
      } finally {
        travelled = 0;
      }
    });

    it('S8 two institutions with one issuer and client id have keys and tokens of their own', async () => {
      const hill = {
        ...institution,
        id: 'hill',
        sharesClientId: true as const,
        platform: { ...institution.platform, tokenEndpoint: `${platform.origin}/hill/token` },
      };
      platform.answers.set('POST /hill/token', () => ({
        body: { access_token: 'hill', token_type: 'Bearer', expires_in: 3600 },
      }));
      const before = (await engine.readKeySet()).keys.length;
      await engine.registerPlatform(hill);
      expect(await engine.serviceToken(hill, [nrps])).to.equal('hill');
      const token = await engine.serviceToken(institution, [nrps]);
      expect(token).to.match(/^token-/);
      expect((await engine.readKeySet()).keys).to.have.length(before + 1);
      await engine.removePlatform(hill);
      expect(await engine.serviceToken(institution, [nrps])).to.equal(token);
      expect((await failureOf(engine.serviceToken(hill, [nrps]))).code).to.equal('institution_invalid');
    });

    it('an institution whose endpoints changed keeps its key, and its tokens come from the new endpoint', async () => {
      const before = await engine.readKeySet();
      const moved = { ...institution.platform, tokenEndpoint: `${platform.origin}/moved/token` };
      platform.answers.set('POST /moved/token', () => ({
        body: { access_token: 'moved', token_type: 'Bearer', expires_in: 3600 },
      }));
      await engine.registerPlatform({ ...institution, platform: moved });
      try {
        expect(await engine.serviceToken(institution, [nrps])).to.equal('moved');
        const { payload } = await jwtVerify(
          readAssertion(platform),
          createLocalJWKSet({ keys: [...before.keys] }),
        );
        expect(payload.aud).to.equal(moved.tokenEndpoint);
      } finally {
        await engine.registerPlatform(institution);
      }
    });
  });

  describe('tokens', () => {
    it('S36 the client assertion is for the token endpoint, short-lived and never repeated', async () => {
      await engine.serviceToken(institution, [nrps]);
      await engine.serviceToken(institution, ['https://purl.imsglobal.org/spec/lti-ags/scope/score']);
      const { keys } = await engine.readKeySet();
      const ids = new Set<string>();
      for (const request of platform.requests) {
        const form = new URLSearchParams(request.body);
        expect(Object.fromEntries(form)).to.include({
          grant_type: 'client_credentials',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        });
        const { payload } = await jwtVerify(
          form.get('client_assertion') ?? '',
          createLocalJWKSet({ keys: [...keys] }),
          {
            audience: institution.platform.tokenEndpoint,
            subject: institution.platform.clientId,
            issuer: institution.platform.clientId,
          },
        );
        expect(Number(payload.exp) - Number(payload.iat)).to.be.at.most(300);
        ids.add(payload.jti ?? '');
      }
      expect(ids.size).to.equal(2);
      expect(platform.requests[0]?.body).to.contain(encodeURIComponent(nrps));
    });

    for (const offMs of [-2 * 60_000, 2 * 60_000, 60 * 60_000]) {
      it(`Z7 S36 an assertion from a clock that is ${offMs / 60_000} minutes off is dated by the platform’s`, async () => {
        const accept = platform.answers.get(`POST ${tokenPath}`);
        // As strict as Canvas: not from the future, and not expired.
        platform.answers.set(`POST ${tokenPath}`, (request) => {
          const { iat, exp } = decodeJwt(new URLSearchParams(request.body).get('client_assertion') ?? '');
          const now = Date.now() / 1000;
          const isTimely = Number(iat) < now + 30 && Number(exp) > now;
          return isTimely && accept ? accept(request) : { status: 400, body: { error: 'invalid_request' } };
        });
        travelled = offMs;
        try {
          const off = newEngine();
          expect(await off.serviceToken(institution, [nrps])).to.match(/^token-/);
          expect(platform.countRequests(tokenPath)).to.equal(2);
          // From then on it knows.
          await off.serviceToken(institution, ['https://purl.imsglobal.org/spec/lti-ags/scope/score']);
          expect(platform.countRequests(tokenPath)).to.equal(3);
        } finally {
          travelled = 0;
          // The module's knowledge of this platform's clock, too, is as before.
          await mongo.connection().collection('lti_engine').deleteMany({ collectionName: 'accesstoken' });
          await newEngine().serviceToken(institution, [nrps]);
        }
      });
    }

    it('twenty callers at once fetch one token, and the next process reads it from the database', async () => {
      const all = await Promise.all(
        Array.from({ length: 20 }, () => engine.serviceToken(institution, [nrps])),
      );
      expect(new Set(all).size).to.equal(1);
      expect(await newEngine().serviceToken(institution, [nrps])).to.equal(all[0]);
      expect(platform.countRequests(tokenPath)).to.equal(1);
      const rows = await mongo.connection().collection('lti_engine').find().toArray();
      expect(JSON.stringify(rows), 'sealed at rest').to.not.contain(all[0]);
    });

    it('H19 R6 a token is renewed a minute before it ends', async () => {
      const first = await engine.serviceToken(institution, [nrps]);
      travelled = 3_539_000;
      try {
        expect(await engine.serviceToken(institution, [nrps])).to.equal(first);
        travelled = 3_541_000;
        expect(await engine.serviceToken(institution, [nrps])).to.not.equal(first);
      } finally {
        travelled = 0;
      }
    });

    it('a refused token request names the platform’s error code, and is not repeated', async () => {
      platform.answers.set(`POST ${tokenPath}`, () => ({
        status: 400,
        body: { error: 'invalid_scope', error_description: 'secret words' },
      }));
      const failure = await failureOf(readMembers());
      expect(failure).to.include({ code: 'canvas_scope_missing', next: 'fix' });
      expect(failure.detail).to.contain('invalid_scope').and.not.contain('secret');
      expect(platform.countRequests(tokenPath)).to.equal(1);
    });

    it('a token answer without a token, or that is no JSON, is reported', async () => {
      for (const body of ['<html>', '{}', '{"access_token":""}']) {
        platform.answers.set(`POST ${tokenPath}`, () => ({ body }));
        expect((await failureOf(engine.serviceToken(institution, [nrps]))).code).to.equal(
          'canvas_unexpected',
        );
      }
    });

    it('a platform that was never registered here is reported as the operator’s to fix', async () => {
      const stranger = { ...institution, platform: { ...institution.platform, clientId: 'unknown' } };
      const failure = await failureOf(engine.serviceToken(stranger, [nrps]));
      expect(failure).to.include({ code: 'institution_invalid', next: 'fix' });
    });
  });

  describe('Names & Roles', () => {
    const member = {
      status: 'Active',
      user_id: 'u1',
      roles: ['x'],
      message: [{ 'https://purl.imsglobal.org/spec/lti/claim/custom': { canvas_user_sis_id: 'S1' } }],
    };

    it('LC39-42 asks for 50 members with custom fields, with the right token, scope and media type', async () => {
      answerMembers({ body: { id: 'x', members: [member] } });
      const page = await readMembers();
      expect(page).to.deep.equal({ members: [member], next: null });
      const asked = platform.requests.find((request) => request.path === membersPath);
      expect(asked?.headers['authorization']).to.equal(`Bearer token-${tokens}`);
      expect(asked?.headers.accept).to.equal('application/vnd.ims.lti-nrps.v2.membershipcontainer+json');
      expect(Object.fromEntries(asked?.query ?? [])).to.deep.equal({ rlid: 'ctx-1', limit: '50' });
      expect(asked?.headers['user-agent'] ?? '').to.not.contain('ltijs');
    });

    it('R12 follows pages, even if their links exceed 2,000 characters', async () => {
      const next = `${platform.origin}${membersPath}?page=bookmark:${'b'.repeat(900)}&rlid=ctx-1`;
      const links = ['current', 'first', 'last'].map((rel) => `<${next}>; rel="${rel}"`);
      const link = [...links, `<${next}>; rel="next"`].join(',');
      answerMembersInTurn({ headers: { link }, body: { members: [member] } }, { body: { members: [] } });
      const first = await readMembers();
      expect(first.next).to.equal(next);
      const second = await readMembers(first.next);
      expect(second.next).to.equal(null);
      expect(platform.requests.at(-1)?.query.get('page')).to.match(/^bookmark:b+$/);
    });

    it('S28 sends the token to no other origin, for the service or the next page', async () => {
      const stranger = await startLtiPlatform({ toolUrl: 'http://localhost:1' });
      try {
        const service = await failureOf(
          engine.services.readMembersPage(
            institution,
            { nrpsUrl: `${stranger.origin}${membersPath}`, contextId: 'c' },
            null,
            signal(),
          ),
        );
        expect(service.code).to.equal('canvas_origin_unknown');
        expect((await failureOf(readMembers(`${stranger.origin}${membersPath}?page=2`))).code).to.equal(
          'canvas_unexpected',
        );
        answerMembers({
          headers: { link: `<${stranger.origin}/next>; rel="next"` },
          body: { members: [] },
        });
        expect((await failureOf(readMembers())).code).to.equal('canvas_unexpected');
        expect(stranger.requests).to.deep.equal([]);
      } finally {
        await stranger.close();
      }
    });

    it('S26 does not follow redirects', async () => {
      answerMembers({ status: 302, headers: { location: `${platform.origin}/elsewhere` } });
      expect((await failureOf(readMembers())).code).to.equal('canvas_unexpected');
      expect(platform.countRequests('/elsewhere')).to.equal(0);
    });

    it('S23 refuses a private address where none are allowed', async () => {
      const strict = createHttp({ privateHosts: [] });
      const guarded = createLtiEngine({
        store,
        http: strict.http,
        clock,
        sleep: async () => {},
        random: () => 0,
      });
      try {
        expect((await failureOf(guarded.serviceToken(institution, [nrps]))).code).to.equal('address_refused');
        expect(platform.requests).to.deep.equal([]);
      } finally {
        await strict.close();
      }
    });

    it('H14 waits out throttling (429, or 403 with its text), but not a real 403', async () => {
      const throttled = {
        status: 403,
        headers: { 'content-type': 'text/plain' },
        body: '403 Forbidden (Rate Limit Exceeded)\n',
      };
      answerMembersInTurn(throttled, { status: 429 }, { body: { members: [] } });
      expect(await readMembers()).to.deep.equal({ members: [], next: null });
      expect(pauses).to.deep.equal([1000, 2000]);
      answerMembers(throttled);
      expect(await failureOf(readMembers())).to.include({ code: 'canvas_throttled', next: 'retry' });
      answerMembers({ status: 403, body: { errors: [{ message: 'no' }] } });
      platform.requests.length = 0;
      expect(await failureOf(readMembers())).to.include({ code: 'canvas_refused', next: 'fix' });
      expect(platform.countRequests(membersPath)).to.equal(1);
    });

    it('H15 H16 tries 500s and 503 with Retry-After again, four times in all', async () => {
      answerMembersInTurn(
        { status: 503, headers: { 'retry-after': '7' } },
        { status: 500 },
        { body: { members: [] } },
      );
      await readMembers();
      expect(pauses).to.deep.equal([7000, 2000]);
      answerMembers({ status: 500 });
      platform.requests.length = 0;
      expect(await failureOf(readMembers())).to.include({ code: 'canvas_unreachable', next: 'retry' });
      expect(platform.countRequests(membersPath)).to.equal(4);
    });

    it('H13 leaves an absurd Retry-After to the caller', async () => {
      answerMembers({ status: 429, headers: { 'retry-after': '86400' } });
      expect((await failureOf(readMembers())).code).to.equal('canvas_throttled');
      expect(pauses).to.deep.equal([]);
    });

    it('H5 gives up on a platform that stays silent', async () => {
      platform.answers.set(`GET ${membersPath}`, () => new Promise(() => {}));
      expect(await failureOf(readMembers())).to.include({ code: 'canvas_unreachable', next: 'retry' });
      expect(platform.countRequests(membersPath)).to.equal(4);
    });

    it('H17 R8 replaces a token that is no longer accepted, once', async () => {
      answerMembersInTurn({ status: 401 }, { body: { members: [] } });
      await readMembers();
      expect(platform.countRequests(tokenPath)).to.equal(2);
    });

    it('H18 ends after a second 401, without a loop', async () => {
      answerMembers({ status: 401 });
      expect(await failureOf(readMembers())).to.include({ code: 'canvas_refused', next: 'reconnect' });
      expect(platform.countRequests(membersPath)).to.equal(2);
    });

    it('H8 H9 H27 reports broken JSON, HTML and a missing list, never an empty list', async () => {
      for (const body of ['{"members":[', '<html>Sign in</html>', '{}', '{"members":null}', 'null']) {
        answerMembers({ body });
        expect((await failureOf(readMembers())).code, body).to.equal('canvas_unexpected');
      }
    });

    it('makes no further request once the caller aborts', async () => {
      const controller = new AbortController();
      platform.answers.set(`GET ${membersPath}`, () => {
        controller.abort();
        return { status: 500 };
      });
      await failureOf(readMembers(null, controller.signal));
      expect(platform.countRequests(membersPath)).to.equal(1);
      expect(await failureOf(readMembers(null, AbortSignal.abort()))).to.include({
        code: 'canvas_unreachable',
      });
      expect(platform.countRequests(membersPath)).to.equal(1);
    });
  });

  describe('Assignment & Grade Services', () => {
    it('reads line items and results page by page, and keeps the service address’s own query', async () => {
      const lineItem = { id: `${platform.origin}${lineItemsPath}/5`, label: 'Quiz', scoreMaximum: 10 };
      const next = `${platform.origin}${lineItemsPath}?page=2`;
      platform.answers.set(`GET ${lineItemsPath}`, ({ query }) =>
        query.has('page') ? { body: [] } : { headers: { Link: `<${next}>; rel="next"` }, body: [lineItem] },
      );
      const url = `${platform.origin}${lineItemsPath}?tag=a`;
      const first = await engine.services.readLineItemsPage(institution, url, null, signal());
      expect(first).to.deep.equal({ lineItems: [lineItem], next });
      expect(platform.requests.at(-1)?.query.get('tag')).to.equal('a');
      const second = await engine.services.readLineItemsPage(institution, url, first.next, signal());
      expect(second).to.deep.equal({ lineItems: [], next: null });

      const result = { id: 'r', userId: 'u1', resultScore: 0, resultMaximum: 10 };
      platform.answers.set(`GET ${lineItemsPath}/5/results`, () => ({ body: [result] }));
      const results = await engine.services.readResultsPage(institution, lineItem.id, null, signal());
      expect(results).to.deep.equal({ results: [result], next: null });
      const scopes = platform.requests
        .filter((request) => request.path === tokenPath)
        .map((request) => new URLSearchParams(request.body).get('scope') ?? '');
      expect(scopes.join(' ')).to.contain('lineitem.readonly').and.contain('result.readonly');
    });

    it('H27 reports an object in place of a list', async () => {
      platform.answers.set(`GET ${lineItemsPath}`, () => ({ body: { errors: [] } }));
      const url = `${platform.origin}${lineItemsPath}`;
      const failure = await failureOf(engine.services.readLineItemsPage(institution, url, null, signal()));
      expect(failure.code).to.equal('canvas_unexpected');
    });
  });
});

function readAssertion(platform: LtiPlatform): string {
  const request = platform.requests.findLast(({ path }) => path.endsWith('/token'));
  return new URLSearchParams(request?.body).get('client_assertion') ?? '';
}
