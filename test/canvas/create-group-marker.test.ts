import { expect } from 'chai';
import { createGroupMarker, type GroupMarker } from '../../src/canvas/create-group-marker.ts';
import type { FakeCanvas } from '../support/canvas/fake-canvas.ts';
import { makeInstitution } from '../support/canvas/institution.ts';
import { never, setUpCanvas } from '../support/canvas/setup.ts';
import { codeOf } from '../support/code-of.ts';

const course = { contextId: 'c', canvasCourseId: '7', title: '', nrpsUrl: null, lineItemsUrl: null };

describe('Imported marks on assignment groups', () => {
  const setup = setUpCanvas();
  const open = (canvas: Pick<FakeCanvas, 'origin'>): GroupMarker => {
    let asked = 0;
    const tokens = {
      read: async () => {
        asked += 1;
        return `token-${asked}`;
      },
    };
    const institution = makeInstitution(canvas.origin);
    const marker = createGroupMarker(
      {
        ...setup.deps(),
        tokens,
        confirmPerson: async () => {},
        grants: { isOfAdministrator: async () => false },
      },
      { institution, course, person: { canvasUserId: '9', ltiUserId: null } },
    );
    if (marker === null) throw new Error('no marker');
    return marker;
  };

  it('reads the mark of every group over several pages; no mark is null', async () => {
    const canvas = await setup.canvas(({ url }) =>
      url.searchParams.get('page') === '2'
        ? { json: [{ id: 3, sis_source_id: 'x' }] }
        : {
            json: [{ id: '1', sis_source_id: null }, { id: '2' }],
            headers: { link: `<${url.origin}${url.pathname}?page=2>; rel="next"` },
          },
    );
    expect(await open(canvas).read(never)).to.deep.equal([
      { groupId: '1', sisSourceId: null },
      { groupId: '2', sisSourceId: null },
      { groupId: '3', sisSourceId: 'x' },
    ]);
  });

  it('writes nothing but the mark: name, weight, rules and integration data stay as they are', async () => {
    const canvas = await setup.canvas(() => ({ json: { id: '1' } }));
    const marker = open(canvas);
    await marker.write({ groupId: '1', sisSourceId: 'grade-passback:1' }, never);
    await marker.write({ groupId: '1', sisSourceId: null }, never);
    expect(canvas.seen.map(({ method, url, body }) => [method, url.pathname, body])).to.deep.equal([
      ['PUT', '/api/v1/courses/7/assignment_groups/1', '{"sis_source_id":"grade-passback:1"}'],
      ['PUT', '/api/v1/courses/7/assignment_groups/1', '{"sis_source_id":null}'],
    ]);
    expect(canvas.seen[0]?.headers['content-type']).to.equal('application/json');
  });

  it('H32 waits out throttling and repeats the write', async () => {
    const canvas = await setup.canvas((_, index) =>
      index === 0
        ? {
            status: 403,
            text: '403 Forbidden (Rate Limit Exceeded)\n',
            headers: { 'x-rate-limit-remaining': '0.0' },
          }
        : { json: {} },
    );
    await open(canvas).write({ groupId: '1', sisSourceId: null }, never);
    expect(canvas.seen).to.have.length(2);
    expect(canvas.seen[1]?.body).to.equal('{"sis_source_id":null}');
  });

  it('renews a refused token once, and recognises a missing permission', async () => {
    const dead = await setup.canvas(({ headers }) =>
      headers.authorization === 'Bearer token-1'
        ? { status: 401, json: {}, headers: { 'www-authenticate': 'Bearer realm="canvas-lms"' } }
        : { json: {} },
    );
    await open(dead).write({ groupId: '1', sisSourceId: null }, never);
    expect(dead.seen.map(({ headers }) => headers.authorization)).to.deep.equal([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    const refusal = {
      status: 'unauthorized',
      errors: [{ message: 'user not authorized to perform that action' }],
    };
    for (const status of [401, 403]) {
      const strict = await setup.canvas(() => ({ status, json: refusal }));
      const write = open(strict).write({ groupId: '1', sisSourceId: null }, never);
      expect(await codeOf(write)).to.equal('canvas_refused');
      expect(strict.seen).to.have.length(1);
    }
  });

  it('is not available without an API key or a Canvas course', async () => {
    const tokens = { read: async () => 'token' };
    const deps = {
      ...setup.deps(),
      tokens,
      confirmPerson: async () => {},
      grants: { isOfAdministrator: async () => false },
    };
    const institution = makeInstitution('https://canvas.test');
    const unnamed = { ...course, canvasCourseId: null };
    expect(
      createGroupMarker(deps, {
        institution,
        course: unnamed,
        person: { canvasUserId: '9', ltiUserId: null },
      }),
    ).to.equal(null);
    const keyless = makeInstitution('https://canvas.test', false);
    expect(
      createGroupMarker(deps, {
        institution: keyless,
        course,
        person: { canvasUserId: '9', ltiUserId: null },
      }),
    ).to.equal(null);
  });
});
