import { expect } from 'chai';
import request from 'supertest';
import type { CourseRole } from '../../../src/domain/launch-context.ts';
import { ProductError } from '../../../src/errors.ts';
import { buildInstitution, buildLaunch, createPassbackFixture } from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { base, createWebApp, formToken, type WebAppFixture } from '../../support/web-app.ts';

const pages = [
  '/post-grades',
  '/post-grades/preview',
  '/post-grades/preview.csv',
  '/post-grades/scheduled?run=run-1&how=created',
  '/grade-sync',
  '/grade-sync/runs/run-1',
  '/grade-sync/runs/run-1/students',
  '/grade-sync/runs/run-1/grid',
  '/grade-sync/summary',
  '/grade-sync/runs/run-1/grades.csv',
  '/grade-sync/runs/run-1/undo',
  '/grade-sync/grade?cell=9001:ALG1-P1:604822',
  '/grade-sync/compare',
  '/grade-sync/compare.csv',
  '/grade-sync/settings',
  '/grade-sync/settings/remaster?assignment=9001',
];
const actions = [
  '/post-grades',
  '/grade-sync/runs/run-1/retry',
  '/grade-sync/runs/run-1/cancel',
  '/grade-sync/runs/run-1/confirm',
  '/grade-sync/runs/run-1/undo',
  '/grade-sync/compare/read',
  '/grade-sync/compare/decide',
  '/grade-sync/settings/remaster',
  '/grade-sync/settings/connection/end',
];

describe('Who may do what on the pages', () => {
  const allowed: readonly CourseRole[] = ['teacher', 'ta'];
  const refused: readonly CourseRole[] = ['designer', 'student', 'observer', 'administrator', 'none'];

  const asRole = (role: CourseRole): WebAppFixture =>
    createWebApp({ launch: buildLaunch({ person: { ...buildLaunch().person, role } }) });

  for (const role of allowed) {
    it(`S12 a ${role} sees every page and may act`, async () => {
      for (const page of pages) expect((await get(asRole(role), page)).status, page).to.equal(200);
      const fields = { assignment: '9001', how: 'accept', group: 'in_order' };
      for (const action of actions) {
        expect((await post(asRole(role), action, fields)).status, action).to.equal(303);
      }
    });
  }

  for (const role of refused) {
    it(`S12 a person with role ${role} is refused everywhere`, async () => {
      const fixture = asRole(role);
      for (const page of pages) {
        const answer = await get(fixture, page);
        expect(answer.status, page).to.equal(403);
        expect(readText(answer.text)).to.contain('This page is for teachers');
        expect(readText(answer.text)).not.to.contain('Quiz 1');
      }
      for (const action of actions) {
        expect((await post(fixture, action, { assignment: '9001' })).status, action).to.equal(403);
      }
      expect(fixture.passback.asked).to.deep.equal([]);
    });
  }

  it('S12 refuses a TA if only teachers may post, and lets a designer in if the institution does', async () => {
    const { settings, ...rest } = buildInstitution();
    const institution = { ...rest, settings: { ...settings, alsoMayPost: ['designer' as const] } };
    for (const [role, status] of [
      ['ta', 403],
      ['designer', 200],
    ] as const) {
      const launch = buildLaunch({ person: { ...buildLaunch().person, role } });
      expect((await get(createWebApp({ launch, institution }), '/post-grades')).status).to.equal(status);
    }
  });

  it('refuses requests without a session, and launches outside a course', async () => {
    const nobody = createWebApp({ launch: null });
    for (const page of pages) expect((await get(nobody, page)).status, page).to.equal(401);
    for (const action of actions) expect((await post(nobody, action)).status, action).to.equal(401);
    expect(
      (await get(createWebApp({ launch: buildLaunch({ course: null }) }), '/post-grades')).status,
    ).to.equal(403);
  });
});

describe('Forms', () => {
  const send = (fixture: WebAppFixture, headers: Record<string, string>, body: string) =>
    request(fixture.app).post(`${base}/post-grades`).set(headers).type('form').send(body);

  it('S15 refuses a form without the token, with a wrong one, and from a foreign origin', async () => {
    const own = { 'sec-fetch-site': 'same-origin' };
    const fixture = createWebApp();
    const refusals = await Promise.all([
      send(fixture, own, 'assignment=9001'),
      send(fixture, own, 'assignment=9001&csrf=wrong'),
      send(fixture, own, `assignment=9001&csrf=${formToken}&csrf=${formToken}`),
      send(fixture, { origin: 'https://evil.example' }, `assignment=9001&csrf=${formToken}`),
      send(fixture, {}, `assignment=9001&csrf=${formToken}`),
    ]);
    expect(refusals.map(({ status }) => status)).to.deep.equal([403, 403, 403, 403, 403]);
    expect(readText(refusals[0]?.text ?? '')).to.contain('This form wasn’t accepted');
    expect(fixture.passback.asked).to.deep.equal([]);
  });

  it('S15 GET never acts', async () => {
    const fixture = createWebApp();
    for (const page of [...pages, ...actions])
      await get(fixture, `${page.split('?')[0]}?assignment=9001&csrf=${formToken}`);
    expect(fixture.passback.asked).to.deep.equal([]);
  });

  it('S20 refuses or ignores objects, lists and prototype names in every field and address', async () => {
    const fixture = createWebApp();
    const own = { 'sec-fetch-site': 'same-origin' };
    const bodies = [
      'assignment[$gt]=',
      'assignment[__proto__]=1',
      '__proto__[assignment]=9001',
      'constructor=1',
    ];
    for (const body of bodies) {
      const answer = await send(fixture, own, `${body}&csrf=${formToken}`);
      expect(answer.status, body).to.equal(400);
    }
    expect((await send(fixture, own, `assignment=${'9'.repeat(400)}&csrf=${formToken}`)).status).to.equal(
      400,
    );
    expect((await send(fixture, own, `assignment=a%00b&csrf=${formToken}`)).status).to.equal(400);
    const queries = [
      '/post-grades?sort=due&sort=name',
      '/post-grades?sort=__proto__',
      '/post-grades?section=1&section=2',
      '/grade-sync?before=[$gt]',
      '/grade-sync?before=1&before=2',
      '/grade-sync?run=a&run=b',
      '/grade-sync/runs/run-1?show=$where',
      '/grade-sync/runs/run-1/students?page=-1',
      '/grade-sync/runs/run-1/students?page=1e99',
      '/grade-sync/runs/run-1/students?assignment=1&assignment=2',
      '/post-grades/scheduled?run=run-1&how=__proto__',
      '/post-grades/scheduled',
    ];
    for (const query of queries) expect((await get(fixture, query)).status, query).to.equal(400);
    for (const id of ['%7B%22$gt%22:%22%22%7D', '__proto__', '..%2f..', 'a'.repeat(65)]) {
      expect((await get(fixture, `/grade-sync/runs/${id}`)).status, id).to.equal(404);
    }
    expect((await get(fixture, '/grade-sync/runs/%E0%A4%A')).status).to.equal(400);
    expect((await get(fixture, '/post-grades?assignment[$gt]=&__proto__[x]=1')).status).to.equal(200);
    expect(fixture.passback.asked).to.deep.equal([]);
  });

  it('S20 blames an oversized form on the form, not on us', async () => {
    const many = `csrf=${formToken}&${'assignment=1&'.repeat(7000)}`;
    const fixture = createWebApp();
    const answer = await send(fixture, { 'sec-fetch-site': 'same-origin' }, many);
    expect(answer.status).to.equal(400);
    expect(readText(answer.text)).to.contain('We couldn’t read this form');
  });
});

describe('Refused requests', () => {
  for (const code of [
    'posting_paused',
    'sis_not_connected',
    'canvas_not_connected',
    'canvas_throttled',
  ] as const) {
    it(`shows ${code} with what it means and what to do`, async () => {
      const passback = createPassbackFixture({ failure: new ProductError(code) });
      const answer = await post(createWebApp({ passback }), '/post-grades', { assignment: '9001' });
      expect(readText(answer.text)).to.match(
        /What happened .+ What it means for your grades .+ What to do .+ Reference: \w{4}-\w{4}/,
      );
    });
  }
});
