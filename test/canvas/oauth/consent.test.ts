import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { createCanvasOauthRouter } from '../../../src/canvas/oauth/callback-router.ts';
import { type CanvasConsents, createCanvasConsents } from '../../../src/canvas/oauth/consent.ts';
import { canvasScopes } from '../../../src/canvas/oauth/scopes.ts';
import type { Institution } from '../../../src/domain/institution.ts';
import { toProductError } from '../../../src/errors.ts';
import { createCanvasConsentStore } from '../../../src/store/canvas-consents.ts';
import { type CanvasGrantStore, createCanvasGrantStore } from '../../../src/store/canvas-grants.ts';
import { createCanvasKeyFaultStore } from '../../../src/store/canvas-key-faults.ts';
import { createCipher } from '../../../src/store/encryption.ts';
import type { FakeCanvas, FakeReply } from '../../support/canvas/fake-canvas.ts';
import { makeInstitution } from '../../support/canvas/institution.ts';
import { setUpCanvas } from '../../support/canvas/setup.ts';
import { codeOf } from '../../support/code-of.ts';
import { useMongo } from '../../support/mongodb.ts';

const publicUrl = 'https://tool.example';
const callback = `${publicUrl}/canvas/oauth/callback`;
const person7 = { canvasUserId: '7', ltiUserId: 'sub-7' };

describe('consent to read Canvas', () => {
  const mongo = useMongo();
  const setup = setUpCanvas();
  let grants: CanvasGrantStore;

  before(async () => {
    grants = createCanvasGrantStore(
      mongo.connection(),
      createCipher([{ id: 'k', key: Buffer.alloc(32, 1) }]),
    );
    await grants.ensureIndexes();
    await createCanvasConsentStore(mongo.connection()).ensureIndexes();
  });
  afterEach(() => grants.removeInstitution('inst-1'));

  interface Scene {
    readonly consents: CanvasConsents;
    readonly canvas: FakeCanvas;
    readonly institution: Institution;
    readonly wait: (ms: number) => Promise<void>;
    /** Starts a consent of Canvas user 7 and returns its state. */
    readonly beginState: (returnPath?: string) => Promise<string>;
    /** Opens the state in a browser and returns its `Cookie` header. */
    readonly open: (query: unknown) => Promise<string>;
    /** Returns from Canvas in a browser that has opened the state. */
    readonly finish: (query: unknown) => Promise<string>;
  }

  async function play(
    reply: FakeReply = {
      json: {
        access_token: 'access',
        token_type: 'Bearer',
        user: { id: 7, name: 'Ms Park' },
        refresh_token: 'refresh',
        expires_in: 3600,
      },
    },
    change: (institution: Institution) => Institution | null = (institution) => institution,
  ): Promise<Scene> {
    const canvas = await setup.canvas(() => reply);
    const institution = makeInstitution(canvas.origin);
    const deps = setup.deps();
    const consents = createCanvasConsents({
      ...deps,
      randomBytes,
      publicUrl,
      grants,
      consents: createCanvasConsentStore(mongo.connection()),
      keyFaults: createCanvasKeyFaultStore(mongo.connection()),
      findInstitution: async () => change(institution),
    });
    const open: Scene['open'] = async (query) => {
      const { cookie } = await consents.open(query, undefined);
      return `${cookie.name}=${cookie.value}`;
    };
    return {
      consents,
      canvas,
      institution,
      open,
      finish: async (query) => consents.finish(query, await open(query)),
      wait: (ms) => deps.sleep(ms),
      beginState: async (returnPath = '/s/1/post-grades') => {
        const url = new URL(await consents.begin({ institution, ...person7 }, returnPath));
        return url.searchParams.get('state') ?? '';
      },
    };
  }

  it('requests exactly the listed scopes, as one parameter, and exactly our redirect URI', async () => {
    const { consents, institution, canvas } = await play();
    const own = new URL(await consents.begin({ institution, ...person7 }, '/s/1/post-grades'));
    expect(own.origin + own.pathname).to.equal(`${publicUrl}/canvas/oauth/open`);
    const opened = await consents.open(Object.fromEntries(own.searchParams), undefined);
    const url = new URL(opened.address);
    expect(url.origin + url.pathname).to.equal(`${canvas.origin}/login/oauth2/auth`);
    expect(url.searchParams.getAll('scope')).to.deep.equal([canvasScopes.join(' ')]);
    expect(url.searchParams.get('redirect_uri')).to.equal(callback);
    expect(url.searchParams.get('response_type')).to.equal('code');
    expect(url.searchParams.get('client_id')).to.equal('10000000000042');
    // S1: at least 128 bits.
    expect(Buffer.from(url.searchParams.get('state') ?? '', 'base64url')).to.have.length(32);
    expect(canvasScopes.every((scope) => /^url:(GET|PUT)\|\/api\/v1\//.test(scope))).to.equal(true);
  });

  it('exchanges the code, stores the tokens and returns the person to where they were', async () => {
    const { consents, canvas, institution, beginState, finish } = await play();
    const state = await beginState('/s/1/post-grades?section=2');
    expect(await consents.has({ institution, ...person7 })).to.equal(false);
    expect(await finish({ code: 'the-code', state })).to.equal('/s/1/post-grades?section=2');
    expect(Object.fromEntries(new URLSearchParams(canvas.seen[0]?.body))).to.deep.equal({
      grant_type: 'authorization_code',
      code: 'the-code',
      redirect_uri: callback,
      client_id: '10000000000042',
      client_secret: 'key-secret',
    });
    expect(await consents.has({ institution, ...person7 })).to.equal(true);
    expect(await grants.find({ institutionId: 'inst-1', canvasUserId: '7' })).to.include({
      accessToken: 'access',
      refreshToken: 'refresh',
    });
  });

  it('a state works once, even for simultaneous requests, and for half an hour', async () => {
    const { consents, canvas, beginState, wait, open, finish } = await play();
    const state = await beginState();
    const cookie = await open({ state });
    const back = { code: 'c', state };
    const results = await Promise.allSettled([1, 2, 3].map(() => consents.finish(back, cookie)));
    expect(results.filter((result) => result.status === 'fulfilled')).to.have.length(1);
    expect(canvas.seen).to.have.length(1);
    const late = await beginState();
    await wait(30 * 60_000);
    expect(await codeOf(finish({ code: 'c', state: late }))).to.equal('canvas_consent_refused');
    expect(canvas.seen).to.have.length(1);
  });

  it('a denial, an unknown state or a malformed answer is canvas_consent_refused', async () => {
    const { canvas, beginState, finish } = await play();
    const denied = { error: 'access_denied', error_description: 'no', state: await beginState() };
    const strange: unknown[] = [
      denied,
      denied,
      { code: 'c', state: 'made-up' },
      { code: 'c' },
      { code: 'c', state: { $gt: '' } },
      { code: ['a', 'b'], state: await beginState() },
      {},
      null,
    ];
    for (const query of strange) {
      expect(await codeOf(finish(query)), JSON.stringify(query)).to.equal('canvas_consent_refused');
    }
    expect(canvas.seen).to.have.length(0);
  });

  it('a person who follows somebody else’s link does not hand over their own access', async () => {
    const { consents, canvas, institution, beginState, finish } = await play({
      json: { access_token: 'of-8', user: { id: 8 }, refresh_token: 'of-8', expires_in: 3600 },
    });
    const state = await beginState();
    expect(await codeOf(finish({ code: 'c', state }))).to.equal('canvas_consent_refused');
    for (const canvasUserId of ['7', '8']) {
      expect(await consents.has({ institution, canvasUserId, ltiUserId: 'sub-7' })).to.equal(false);
    }
    // The unwanted token is revoked at once.
    expect(canvas.seen.map(({ method }) => method)).to.deep.equal(['POST', 'DELETE']);
    expect(canvas.seen[1]?.headers.authorization).to.equal('Bearer of-8');
  });

  it('a code that Canvas refuses is not sent twice', async () => {
    const { canvas, beginState, finish } = await play({ status: 400, json: { error: 'invalid_grant' } });
    expect(await codeOf(finish({ code: 'c', state: await beginState() }))).to.equal('canvas_consent_refused');
    expect(canvas.seen).to.have.length(1);
  });

  it('an answer in HTML or without a refresh token is canvas_unexpected; a Canvas that is down is named as such', async () => {
    const cases: [FakeReply, string][] = [
      [{ json: { access_token: 'a', user: { id: 7 } } }, 'canvas_unexpected'],
      [{ text: '<html>login</html>' }, 'canvas_unexpected'],
      [{ status: 500, text: '' }, 'canvas_unreachable'],
      [{ fault: 'reset' }, 'canvas_unreachable'],
      [{ status: 401, json: { error: 'invalid_client' } }, 'canvas_key_refused'],
      [{ status: 429, text: '' }, 'canvas_throttled'],
    ];
    for (const [reply, code] of cases) {
      const { beginState, finish } = await play(reply);
      expect(await codeOf(finish({ code: 'c', state: await beginState() }))).to.equal(code);
    }
  });

  it('S7 returns only to a path of our own', async () => {
    const { beginState, finish } = await play();
    const elsewhere = [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example/',
      '/\t/evil.example/',
      '/.//evil.example/',
      '/a/..//evil.example/',
      'javascript:alert(1)',
      '',
      '\\\\evil.example',
    ];
    for (const path of elsewhere) {
      const returned = await finish({ code: 'c', state: await beginState(path) });
      const target = new URL(returned, publicUrl);
      expect(target.origin, path).to.equal(publicUrl);
      expect(returned, path).to.match(/^\/(?![/\\])/);
    }
  });

  it('does nothing for an institution that has since been disabled or lost its API key', async () => {
    const off = await play(undefined, (institution) => ({ ...institution, enabled: false }));
    expect(await codeOf(off.finish({ code: 'c', state: await off.beginState() }))).to.equal(
      'canvas_consent_refused',
    );
    const keyless = await play(undefined, ({ canvas }) => makeInstitution(canvas.baseUrl, false));
    expect(await codeOf(keyless.finish({ code: 'c', state: await keyless.beginState() }))).to.equal(
      'canvas_not_connected',
    );
    const { consents } = keyless;
    const institution = makeInstitution('https://school.example', false);
    expect(consents.isOffered(institution)).to.equal(false);
    expect(await codeOf(consents.begin({ institution, ...person7 }, '/'))).to.equal('canvas_not_connected');
  });

  it('revoking ends the token at Canvas and deletes it here, even if Canvas is down', async () => {
    for (const reply of [undefined, { status: 500, text: '' }]) {
      const { consents, canvas, institution } = await play(reply);
      const person = { institution, ...person7 };
      await grants.save({ institutionId: 'inst-1', canvasUserId: '7' }, 'sub-7', {
        accessToken: 'access',
        refreshToken: 'refresh',
        accessTokenExpiresAt: new Date(),
      });
      await consents.revoke(person);
      expect(canvas.seen[0]).to.include({ method: 'DELETE' });
      expect(await consents.has(person)).to.equal(false);
    }
  });

  describe('in the browser', () => {
    const showCode: ErrorRequestHandler = (error, _request, response, _next) => {
      const { status, code } = toProductError(error);
      response.status(status).send(code);
    };

    async function browse(): Promise<Scene & { readonly app: express.Express }> {
      const scene = await play();
      const app = express();
      app.use(createCanvasOauthRouter(scene.consents), showCode);
      return { ...scene, app };
    }
    const cookieOf = (response: request.Response): string =>
      String(response.headers['set-cookie']).split(';')[0] ?? '';

    it('goes to Canvas through our own address and returns to where it began', async () => {
      const { app, canvas, beginState } = await browse();
      const state = await beginState('/s/1/post-grades');
      const sent = await request(app).get('/canvas/oauth/open').query({ state }).expect(303);
      expect(sent.headers['location']).to.contain(`${canvas.origin}/login/oauth2/auth?`);
      expect(String(sent.headers['set-cookie'])).to.match(/^__Host-gp-consent-.*HttpOnly; Secure/);
      const answer = { code: 'c', state };
      const come = () =>
        request(app).get('/canvas/oauth/callback').query(answer).set('cookie', cookieOf(sent));
      const back = await come().expect(303);
      expect(back.headers['location']).to.equal('/s/1/post-grades');
      expect(back.headers['cache-control']).to.equal('no-store');
      const again = await come();
      expect(again.status).to.equal(403);
      expect(again.text).to.equal('canvas_consent_refused');
    });

    it('S71 only the browser that first opened the link can continue and return', async () => {
      const { app, canvas, beginState } = await browse();
      const state = await beginState();
      const open = (cookie = '') =>
        request(app).get('/canvas/oauth/open').query({ state }).set('cookie', cookie);
      const first = await open().expect(303);
      expect((await open()).text, 'another browser').to.equal('canvas_consent_refused');
      await open(cookieOf(first)).expect(303);
      const come = (cookie: string) =>
        request(app).get('/canvas/oauth/callback').query({ code: 'c', state }).set('cookie', cookie);
      for (const cookie of ['', cookieOf(first).replace(/=.*/, '=guessed')]) {
        expect((await come(cookie)).text).to.equal('canvas_consent_refused');
      }
      expect(canvas.seen, 'no code was exchanged').to.have.length(0);
      await come(cookieOf(first)).expect(303);
    });
  });

  it('S71 a consent belongs to one sub: a launch with another sub neither has it nor ends it', async () => {
    const { consents, canvas, institution, beginState, finish } = await play();
    await finish({ code: 'c', state: await beginState() });
    const stranger = { institution, canvasUserId: '7', ltiUserId: 'sub-8' };
    expect(await consents.has(stranger)).to.equal(false);
    await consents.revoke(stranger);
    expect(await consents.has({ institution, ...person7 })).to.equal(true);
    expect(canvas.seen.map(({ method }) => method)).to.deep.equal(['POST']);
  });

  it('a consent of before its sub was kept belongs to whom Names & Roles names first', async () => {
    const { consents, institution } = await play();
    const key = { institutionId: 'inst-1', canvasUserId: '7' };
    const tokens = { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: new Date() };
    await grants.save(key, null, tokens);
    expect(await consents.has({ institution, ...person7 })).to.equal(true);
    expect(await grants.claimOwner(key, 'sub-7')).to.equal(true);
    expect(await grants.claimOwner(key, 'sub-8')).to.equal(false);
    expect(await consents.has({ institution, canvasUserId: '7', ltiUserId: 'sub-8' })).to.equal(false);
  });
});
