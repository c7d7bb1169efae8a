import { expect } from 'chai';
import request from 'supertest';
import { errorCodes, ProductError } from '../../../src/errors.ts';
import { buildLaunch, createPassbackFixture } from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { base, createWebApp, type WebAppFixture } from '../../support/web-app.ts';

function failingWith(failure: unknown): WebAppFixture {
  return createWebApp({ passback: createPassbackFixture({ failure }) });
}

describe('Error page', () => {
  it('says what happened, what it means for the grades and what to do, for every code', async () => {
    for (const code of Object.keys(errorCodes)) {
      const known =
        Object.keys(errorCodes).find((one): one is keyof typeof errorCodes => one === code) ?? 'internal';
      const values = {
        deploymentId: '37:abc',
        reason: 'access_denied',
        clientId: '10000000000002',
        origin: 'https://canvas.school.example',
        issuer: 'https://canvas.school.example',
        expected: 'https://canvas.instructure.com',
        minutes: '20',
        copy: 'beta',
      };
      const answer = await get(failingWith(new ProductError(known, { values })), '/post-grades');
      expect(answer.status, code).to.equal(errorCodes[known]);
      const text = readText(answer.text);
      expect(text, code).not.to.match(/\{\w+\}/);
      // Being asked for consent is a step on the way.
      const isStep = code === 'canvas_consent_needed' || code === 'canvas_consent_refused';
      if (isStep) expect(text, code).to.contain('Connect to Canvas').and.not.contain('Reference');
      else
        expect(text, code).to.match(
          /What happened .+ What it means for your grades .+ What to do .+ Reference: [0-9A-Z]{4}-[0-9A-Z]{4}/,
        );
    }
  });

  it('keeps the layout of a Canvas dialog, which never shrinks', async () => {
    for (const [placement, layout] of [
      ['post_grades', 'dialog'],
      ['course_navigation', 'plain'],
    ] as const) {
      const passback = createPassbackFixture({ failure: new ProductError('canvas_consent_needed') });
      const { text } = await get(
        createWebApp({ passback, launch: buildLaunch({ placement }) }),
        '/post-grades',
      );
      expect(text).to.match(new RegExp(`<html lang="en" dir="ltr" class="${layout}">`));
    }
  });

  it('offers to try again what was down, and speaks of no grade sync that keeps trying', async () => {
    const { text } = await get(failingWith(new ProductError('sis_unreachable')), '/post-grades');
    expect(text).to.match(/href="[^"]+\/post-grades" data-again>Try again/);
    expect(readText(text)).to.contain('Try again in a few minutes.').and.not.contain('keeps trying');
    const lost = await get(failingWith(new ProductError('run_not_found')), '/grade-sync/runs/x');
    expect(lost.text).not.to.contain('data-again');
  });

  it('promises nothing about the last request: it may not have been stored', async () => {
    for (const failure of [new ProductError('database_unavailable'), new Error('broken')]) {
      const answer = await post(failingWith(failure), '/post-grades', { assignment: '9001' });
      expect(answer.status).to.be.within(500, 503);
      const text = readText(answer.text);
      expect(text).not.to.match(/Nothing is lost|are sent as soon as/);
      expect(text).to.contain('Grade syncs that History shows as scheduled will still run.');
      expect(text).to.match(/What to do Try again/);
    }
  });

  it('S32 keeps stack, message and detail in the log, under the reference the person sees', async () => {
    const fixture = failingWith(new Error('connect ECONNREFUSED 10.0.0.7:27017 at /srv/app/src/x.ts:12'));
    const answer = await get(fixture, '/post-grades');
    expect(answer.status).to.equal(500);
    expect(answer.text).not.to.match(/ECONNREFUSED|10\.0\.0\.7|\.ts|node_modules|at \//);
    const reference = /<code>(\w{4}-\w{4})<\/code>/.exec(answer.text)?.[1];
    const [line] = fixture.logged;
    expect(line).to.include({ event: 'error_page', code: 'internal', status: 500, reference, level: 50 });
    expect(JSON.stringify(line)).to.contain('ECONNREFUSED');
  });

  it('S32 logs a person’s mistake as a warning, with its detail', async () => {
    const fixture = createWebApp();
    await get(fixture, '/post-grades?sort=evil');
    expect(fixture.logged[0]).to.include({ code: 'form_invalid', level: 40 });
    expect(fixture.logged[0]?.['detail'])
      .to.match(/^sort: /)
      .and.not.to.contain('evil');
  });

  it('gives two errors two references', async () => {
    const fixture = createWebApp();
    const references = await Promise.all(
      Array.from(
        { length: 20 },
        async () => /<code>([^<]+)</.exec((await get(fixture, '/nowhere')).text)?.[1],
      ),
    );
    expect(new Set(references).size).to.equal(20);
  });

  it('answers JSON to a client that prefers it', async () => {
    const answer = await request(createWebApp().app).get(`${base}/nowhere`).set('Accept', 'application/json');
    expect(answer.status).to.equal(404);
    expect(answer.body).to.include({ error: 'not_found', title: 'Page not found' });
    expect(answer.body.reference).to.match(/^\w{4}-\w{4}$/);
    expect(answer.body).to.have.keys('error', 'reference', 'title', 'happened', 'grades', 'todo');
  });

  it('answers a browser with a page that is never stored', async () => {
    const answer = await request(createWebApp().app).get('/nowhere').set('Accept', 'text/html,*/*;q=0.8');
    expect(answer.headers['content-type']).to.contain('text/html');
    expect(answer.headers['cache-control']).to.equal('no-store');
    expect(readText(answer.text)).to.contain('Page not found');
  });

  it('opens Canvas in a new window if consent is missing, and returns the person to where they were', async () => {
    const { text } = await get(
      failingWith(new ProductError('canvas_consent_needed')),
      '/grade-sync/settings',
    );
    expect(text).to.match(
      /href="https:\/\/canvas\.example\/login\/oauth2\/auth\?client_id=1&amp;state=x" target="_blank"[^>]*>Connect to Canvas/,
    );
    expect(text).to.contain('href="/s/test/grade-sync/settings" data-again');
    const done = await request(createWebApp().app).get('/canvas/connected');
    expect(readText(done.text)).to.contain(
      'You can close this window. Your course in Canvas continues on its own.',
    );
  });

  it('S19 escapes values that come from outside', async () => {
    const values = { deploymentId: '<script>alert(1)</script>' };
    const { text } = await get(
      failingWith(new ProductError('deployment_unknown', { values })),
      '/post-grades',
    );
    expect(text).not.to.contain('<script>alert');
    expect(text).to.contain('&lt;script&gt;');
  });
});
