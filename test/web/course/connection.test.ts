import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import { ProductError } from '../../../src/errors.ts';
import { createAdminApp } from '../../support/admin-app.ts';
import { en, say } from '../../support/english.ts';
import { useMongo } from '../../support/mongodb.ts';
import { buildInstitution, buildLaunch, buildSisConnection } from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { createWebApp, type WebAppFixture } from '../../support/web-app.ts';

const settings = '/grade-sync/settings';
const end = `${settings}/connection/end`;
const ended = `${settings}?done=disconnected`;
const show = async (fixture: WebAppFixture, path = settings): Promise<string> =>
  readText((await get(fixture, path)).text);
const sis = buildSisConnection('x');
const nightly = (): Institution => {
  const one = buildInstitution();
  return { ...one, settings: { ...one.settings, nightlySyncOffered: true } };
};

describe('Grade Sync › Settings › Connection to Canvas', () => {
  it('says that permission is given, and ends it with a plain form', async () => {
    const fixture = createWebApp();
    const before = await show(fixture);
    expect(before).to.contain(say(en.settings.connection.connected)).and.contain('End connection');
    expect(before).to.not.contain('use your permission and will stop');
    const answer = await post(fixture, end);
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal(`/s/test${ended}`);
    const after = await get(fixture, ended);
    expect(after.status).to.equal(200);
    const text = readText(after.text);
    expect(text).to.contain('You ended the connection.').and.contain('You haven’t given permission.');
    expect(text).to.contain('Connect to Canvas to choose assignments.').and.not.contain('End connection');
    expect(after.text).to.match(/href="https:\/\/canvas\.example\/login[^"]*" target="_blank"/);
    expect(after.text).to.contain('href="/s/test/grade-sync/settings" data-again');
    const next = await get(fixture, '/post-grades');
    expect(next.status).to.equal(401);
    expect(readText(next.text)).to.contain(
      `Connect to Canvas ${say(en.errors.canvas_consent_needed.happened)}`,
    );
  });

  it('warns before and after that the nightly sync reads in this person’s name', async () => {
    const fixture = createWebApp({ institution: nightly() });
    await post(fixture, `${settings}/nightly`, { nightly: 'on' });
    expect(await show(fixture)).to.contain(
      say(en.settings.connection.nightlyWillStop, { courses: 'Algebra 1' }),
    );
    await post(fixture, end);
    expect(await show(fixture)).to.contain(
      say(en.settings.connection.nightlyStopped, { courses: 'Algebra 1' }),
    );
    // It can still be switched off without a connection.
    await post(fixture, `${settings}/nightly`, { nightly: 'off' });
    expect(await show(fixture))
      .to.contain('Nightly sync is off')
      .and.not.contain('Algebra 1.');
  });

  it('does not claim the connection has ended while Canvas is connected', async () => {
    expect(await show(createWebApp(), ended)).to.not.contain('You ended the connection');
  });

  it('S15 a form without the token ends nothing; other failures of Canvas are shown as they are', async () => {
    const fixture = createWebApp();
    expect((await post(fixture, end, { csrf: 'other' })).status).to.not.equal(303);
    expect(await show(fixture)).to.contain('You’ve given permission.');
    fixture.passback.failure = new ProductError('canvas_throttled');
    expect((await get(fixture, settings)).status).to.equal(503);
  });
});

describe('Connection to Canvas of the whole tool', () => {
  const mongo = useMongo();

  it('S31 ends this person’s consent and no other’s, at Canvas too, and records it', async () => {
    const asked: string[] = [];
    const tool = await createAdminApp(mongo.connection(), {
      wrapHttp:
        () =>
        async ({ method, url }) => {
          asked.push(`${method} ${url}`);
          // Everything but the REST API works, so that only the consent is missing.
          const isToken = url.includes('/token') && method === 'POST';
          const body = isToken
            ? JSON.stringify({ access_token: 't', token_type: 'Bearer', expires_in: 3_600 })
            : url.includes('names_and_roles')
              ? JSON.stringify({ members: [] })
              : '[]';
          return { status: 200, headers: {}, body };
        },
    });
    try {
      const { canvas } = buildInstitution();
      const institution = await tool.addInstitution({
        canvas: { ...canvas, apiKey: { clientId: '5', clientSecret: 'x' } },
        sis,
      });
      await tool.services.engine.registerPlatform(institution);
      const { canvasGrants } = tool.services.stores;
      const own = { institutionId: institution.id, canvasUserId: '11' };
      const other = { institutionId: institution.id, canvasUserId: '12' };
      const accessTokenExpiresAt = new Date(tool.services.clock().getTime() + 3_600_000);
      for (const person of [own, other]) {
        await canvasGrants.save(person, null, { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt });
      }
      const { course: plain, ...launch } = buildLaunch({ institutionId: institution.id });
      const services = 'https://canvas.example/api/lti/courses/205';
      const course = plain && {
        ...plain,
        nrpsUrl: `${services}/names_and_roles`,
        lineItemsUrl: `${services}/line_items`,
      };
      const teacher = await tool.visit({ ...launch, course });
      expect((await teacher.post(end)).status).to.equal(303);
      expect(await canvasGrants.find(own)).to.equal(null);
      expect(await canvasGrants.find(other)).to.not.equal(null);
      expect(asked.join()).to.match(/^DELETE https:\/\/canvas\.example\/login\/oauth2\/token/);
      expect(readText((await teacher.get(ended)).text)).to.contain('You ended the connection.');
      const next = await teacher.get('/post-grades');
      expect(next.status).to.equal(401);
      expect(next.text).to.match(
        /href="https:\/\/tool\.example\/canvas\/oauth\/open\?state=[\w-]{43}" target="_blank"/,
      );
      await tool.services.audit.settled();
      const query = { actions: ['consent_revoked'] as const, page: null, limit: 5 };
      const { lines } = await tool.services.audit.read(institution.id, query);
      expect(lines.map(({ actor }) => actor.id)).to.deep.equal(['u-1']);
    } finally {
      await tool.close();
    }
  });
});
