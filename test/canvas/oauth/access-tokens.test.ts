import { expect } from 'chai';
import { createAccessTokens } from '../../../src/canvas/oauth/access-tokens.ts';
import { createCanvasGet } from '../../../src/canvas/rest/canvas-calls.ts';
import { type CanvasGrantStore, createCanvasGrantStore } from '../../../src/store/canvas-grants.ts';
import { connectMongo } from '../../../src/store/connect.ts';
import { createCipher } from '../../../src/store/encryption.ts';
import type { FakeReply } from '../../support/canvas/fake-canvas.ts';
import { makeInstitution } from '../../support/canvas/institution.ts';
import { never, setUpCanvas } from '../../support/canvas/setup.ts';
import { codeOf } from '../../support/code-of.ts';
import { mongoTargets, useMongo } from '../../support/mongodb.ts';

const cipher = createCipher([{ id: 'k1', key: Buffer.alloc(32, 7) }]);

for (const target of mongoTargets()) {
  describe(`access tokens of Canvas (${target.name})`, () => {
    const mongo = useMongo(target);
    const setup = setUpCanvas();
    let store: CanvasGrantStore;
    let people = 0;

    before(async () => {
      store = createCanvasGrantStore(mongo.connection(), cipher);
      await store.ensureIndexes();
    });

    /** A person whose token has `seconds` to live. */
    async function consent(seconds: number): Promise<{ institutionId: string; canvasUserId: string }> {
      people += 1;
      const person = { institutionId: 'inst-1', canvasUserId: String(people) };
      await store.save(person, 'sub', {
        accessToken: 'access-0',
        refreshToken: 'refresh-0',
        accessTokenExpiresAt: new Date(Date.now() + seconds * 1000),
      });
      return person;
    }

    /** A token endpoint with numbered access tokens. */
    const issuing = () =>
      setup.canvas((_request, index) => ({
        json: {
          access_token: `access-${index + 1}`,
          token_type: 'Bearer',
          user: { id: 1 },
          expires_in: 3600,
        },
      }));
    const answering = (...replies: FakeReply[]) =>
      setup.canvas((_request, index) => replies[Math.min(index, replies.length - 1)] ?? {});

    it('returns the stored token without asking Canvas while it is valid', async () => {
      const canvas = await issuing();
      const { canvasUserId } = await consent(3600);
      const tokens = createAccessTokens({ ...setup.deps(), grants: store });
      expect(await tokens.read(makeInstitution(canvas.origin), canvasUserId, null, never)).to.equal(
        'access-0',
      );
      expect(canvas.seen).to.have.length(0);
    });

    it("H19 R6 renews a token that is about to expire, with the refresh token and the school's API key", async () => {
      const canvas = await issuing();
      const person = await consent(10);
      const tokens = createAccessTokens({ ...setup.deps(), grants: store });
      const institution = makeInstitution(canvas.origin);
      expect(await tokens.read(institution, person.canvasUserId, null, never)).to.equal('access-1');
      expect(canvas.seen[0]?.url.pathname).to.equal('/login/oauth2/token');
      expect(Object.fromEntries(new URLSearchParams(canvas.seen[0]?.body))).to.deep.equal({
        grant_type: 'refresh_token',
        refresh_token: 'refresh-0',
        client_id: '10000000000042',
        client_secret: 'key-secret',
      });
      // Canvas returns no new refresh token; the old one stays.
      expect(await store.find(person)).to.include({ accessToken: 'access-1', refreshToken: 'refresh-0' });
      expect(await tokens.read(institution, person.canvasUserId, null, never)).to.equal('access-1');
      expect(canvas.seen).to.have.length(1);
    });

    it('H17 R7 asks Canvas once when twenty callers in two processes need a new token', async () => {
      const canvas = await issuing();
      const { canvasUserId } = await consent(3600);
      const other = await connectMongo({ uri: mongo.uri(), kind: target.url ? 'server' : 'embedded' });
      try {
        const stores = [store, createCanvasGrantStore(other, cipher)];
        const institution = makeInstitution(canvas.origin);
        const calls = stores.flatMap((grants) => {
          const tokens = createAccessTokens({ ...setup.deps(), grants });
          return Array.from({ length: 10 }, () => tokens.read(institution, canvasUserId, 'access-0', never));
        });
        expect(new Set(await Promise.all(calls))).to.deep.equal(new Set(['access-1']));
        expect(canvas.seen).to.have.length(1);
      } finally {
        await other.close();
      }
    });

    it('H17 a token refused mid-run is renewed and the read continues', async () => {
      const canvas = await setup.canvas(({ url, headers }) => {
        if (url.pathname === '/login/oauth2/token')
          return { json: { access_token: 'access-1', expires_in: 3600 } };
        if (headers.authorization === 'Bearer access-1') return { json: ['read'] };
        return { status: 401, headers: { 'www-authenticate': 'Bearer' }, json: { errors: [] } };
      });
      const { canvasUserId } = await consent(3600);
      const deps = setup.deps();
      const tokens = createAccessTokens({ ...deps, grants: store });
      const institution = makeInstitution(canvas.origin);
      const get = createCanvasGet(deps, canvas.origin, (refused, signal) =>
        tokens.read(institution, canvasUserId, refused, signal),
      );
      expect((await get('/api/v1/courses/1', never)).json).to.deep.equal(['read']);
      expect(canvas.seen).to.have.length(3);
    });

    for (const error of ['invalid_request', 'invalid_grant']) {
      it(`forgets a dead refresh token (${error}) and asks the person for consent`, async () => {
        const canvas = await answering({
          status: 400,
          json: { error, error_description: 'refresh_token not found' },
        });
        const person = await consent(0);
        const tokens = createAccessTokens({ ...setup.deps(), grants: store });
        const read = () => tokens.read(makeInstitution(canvas.origin), person.canvasUserId, null, never);
        expect(await codeOf(read())).to.equal('canvas_consent_needed');
        expect(await store.find(person)).to.equal(null);
        expect(await codeOf(read())).to.equal('canvas_consent_needed');
        expect(canvas.seen).to.have.length(1);
      });
    }

    it('keeps the person’s consent if Canvas does not know the API key', async () => {
      const canvas = await answering({ status: 401, json: { error: 'invalid_client' } });
      const person = await consent(0);
      const tokens = createAccessTokens({ ...setup.deps(), grants: store });
      const reading = tokens.read(makeInstitution(canvas.origin), person.canvasUserId, null, never);
      expect(await codeOf(reading)).to.equal('canvas_key_refused');
      expect(await store.find(person)).to.not.equal(null);
    });

    it('H15 H16 retries a failing endpoint and keeps the consent even if it goes on failing', async () => {
      const canvas = await answering(
        { status: 503, text: '' },
        { fault: 'reset' },
        { json: { access_token: 'access-1' } },
      );
      const person = await consent(0);
      const deps = setup.deps();
      const tokens = createAccessTokens({ ...deps, grants: store });
      expect(await tokens.read(makeInstitution(canvas.origin), person.canvasUserId, null, never)).to.equal(
        'access-1',
      );
      expect(deps.waits).to.deep.equal([375, 750]);

      const broken = await answering({ status: 500, text: '' });
      const later = await consent(0);
      const reading = tokens.read(makeInstitution(broken.origin), later.canvasUserId, null, never);
      expect(await codeOf(reading)).to.equal('canvas_unreachable');
      // The claim was released: the next caller need not wait for it to expire.
      expect(await store.find(later)).to.not.equal(null);
      expect(await store.claimRefresh(later, 1, new Date(Date.now() + 1000), new Date())).to.equal(true);
    });

    it('lets another process renew after one died while renewing', async () => {
      const canvas = await issuing();
      const person = await consent(0);
      const deps = setup.deps();
      await store.claimRefresh(person, 1, new Date(deps.clock().getTime() + 2000), deps.clock());
      const tokens = createAccessTokens({ ...deps, grants: store });
      expect(await tokens.read(makeInstitution(canvas.origin), person.canvasUserId, null, never)).to.equal(
        'access-1',
      );
      expect(deps.waits.length).to.be.above(10);
    });

    it('needs an API key, a person and their consent', async () => {
      const canvas = await issuing();
      const tokens = createAccessTokens({ ...setup.deps(), grants: store });
      const institution = makeInstitution(canvas.origin);
      expect(await codeOf(tokens.read(makeInstitution(canvas.origin, false), '1', null, never))).to.equal(
        'canvas_not_connected',
      );
      expect(await codeOf(tokens.read(institution, null, null, never))).to.equal('canvas_consent_needed');
      expect(await codeOf(tokens.read(institution, 'nobody', null, never))).to.equal('canvas_consent_needed');
    });

    it('S29 stores tokens unreadably, and useless if copied to another person', async () => {
      const person = await consent(3600);
      const raw = await mongo.connection().collection('canvas_grants').find().toArray();
      expect(JSON.stringify(raw)).to.not.contain('access-').and.not.contain('refresh-0');
      const thief = await consent(3600);
      const mine = raw.find((row) => row['canvasUserId'] === person.canvasUserId);
      await mongo
        .connection()
        .collection('canvas_grants')
        .updateOne(
          { canvasUserId: thief.canvasUserId },
          { $set: { accessToken: mine?.['accessToken'], refreshToken: mine?.['refreshToken'] } },
        );
      expect(await codeOf(store.find(thief))).to.equal('secret_unreadable');
      // The thief finds no consent, and the person can consent again.
      const tokens = createAccessTokens({ ...setup.deps(), grants: store });
      const reading = tokens.read(makeInstitution('http://127.0.0.1:9'), thief.canvasUserId, null, never);
      expect(await codeOf(reading)).to.equal('canvas_consent_needed');
    });

    it('never overwrites a newer consent with a late renewal', async () => {
      const person = await consent(0);
      await store.claimRefresh(person, 1, new Date(Date.now() + 1000), new Date());
      const fresh = { accessToken: 'new', refreshToken: 'new', accessTokenExpiresAt: new Date() };
      await store.save(person, 'sub', fresh);
      await store.saveRefreshed(person, 1, { accessToken: 'late', accessTokenExpiresAt: new Date() });
      await store.remove(person, 1);
      expect(await store.find(person)).to.include({ accessToken: 'new', refreshToken: 'new', version: 2 });
    });

    it('forgets an institution’s consents, and no others, when it is off-boarded', async () => {
      await store.save({ institutionId: 'other', canvasUserId: '1' }, 'sub', {
        accessToken: 'a',
        refreshToken: 'r',
        accessTokenExpiresAt: new Date(),
      });
      await store.removeInstitution('other');
      expect(await store.find({ institutionId: 'other', canvasUserId: '1' })).to.equal(null);
      expect(await mongo.connection().collection('canvas_grants').countDocuments()).to.be.above(0);
    });
  });
}
