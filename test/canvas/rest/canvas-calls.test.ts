import { expect } from 'chai';
import { createCanvasGet } from '../../../src/canvas/rest/canvas-calls.ts';
import type { FakeReply } from '../../support/canvas/fake-canvas.ts';
import { never, setUpCanvas } from '../../support/canvas/setup.ts';
import { codeOf } from '../../support/code-of.ts';

const throttled403: FakeReply = {
  status: 403,
  headers: { 'x-rate-limit-remaining': '0.0' },
  text: '403 Forbidden (Rate Limit Exceeded)\n',
};
const deadToken: FakeReply = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer realm="canvas-lms"' },
  json: { errors: [{ message: 'Invalid access token.' }] },
};

describe('reading Canvas over REST', () => {
  const setup = setUpCanvas();

  /** Answers with each reply in turn, then always with the last. */
  const inTurn = (...replies: FakeReply[]): ReturnType<typeof setup.canvas> =>
    setup.canvas((_request, index) => replies[Math.min(index, replies.length - 1)] ?? {});

  it('sends the bearer token and requests string ids', async () => {
    const canvas = await inTurn({ json: { id: '1' } });
    const { json } = await setup.get(canvas).get('/api/v1/courses/1', never);
    expect(json).to.deep.equal({ id: '1' });
    expect(canvas.seen[0]?.headers).to.include({
      authorization: 'Bearer first',
      accept: 'application/json+canvas-string-ids',
    });
    expect(canvas.seen[0]?.headers['user-agent']).to.be.a('string');
  });

  it('returns Canvas’s time, not this machine’s, and never later than the request', async () => {
    const canvas = await inTurn({ json: [], headers: { date: 'Fri, 06 Nov 2026 08:49:37 GMT' } });
    const { serverTime } = await setup.get(canvas).get('/x', never);
    expect(serverTime.toISOString()).to.equal('2026-11-06T08:49:37.000Z');
  });

  it('subtracts the time the answer took, so that grades given meanwhile are read next time', async () => {
    const canvas = await inTurn({ json: [], headers: { date: 'Fri, 06 Nov 2026 08:49:37 GMT' } });
    let seconds = 0;
    const clock = () => new Date(++seconds * 1000);
    const get = createCanvasGet({ ...setup.deps(), clock }, canvas.origin, async () => 'first');
    const { serverTime } = await get('/x', never);
    // This clock is read twice between the request and the answer.
    expect(serverTime.toISOString()).to.equal('2026-11-06T08:49:35.000Z');
  });

  describe('when Canvas fails for a while', () => {
    const faults: [string, FakeReply][] = [
      ['H5 headers that never come', { fault: 'hang' }],
      ['H7 a connection that breaks', { fault: 'reset' }],
      ['H15 503', { status: 503, text: 'unavailable' }],
      ['H16 500', { status: 500, json: { errors: [{ message: 'An error occurred.' }] } }],
      ['H16 502 with an HTML page', { status: 502, text: '<html>bad gateway</html>' }],
    ];
    for (const [name, fault] of faults) {
      it(`${name} is retried, then read`, async () => {
        const canvas = await inTurn(fault, fault, { json: [1] });
        const { get, waits } = setup.get(canvas);
        expect((await get('/x', never)).json).to.deep.equal([1]);
        expect(canvas.seen).to.have.length(3);
        expect(waits).to.deep.equal([375, 750]);
      });

      // Each attempt at a hanging Canvas takes a while; one is enough here.
      if (fault.fault === 'hang') continue;
      it(`${name} that lasts is canvas_unreachable after five attempts`, async () => {
        const canvas = await inTurn(fault);
        expect(await codeOf(setup.get(canvas).get('/x', never))).to.equal('canvas_unreachable');
        expect(canvas.seen).to.have.length(5);
      });
    }

    it('H1 a refused connection is retried', async () => {
      const canvas = await inTurn({});
      await canvas.close();
      expect(await codeOf(setup.get(canvas).get('/x', never))).to.equal('canvas_unreachable');
    });

    it('H15 waits as long as Retry-After says', async () => {
      const canvas = await inTurn({ status: 503, headers: { 'retry-after': '7' }, text: '' }, { json: [] });
      const { get, waits } = setup.get(canvas);
      await get('/x', never);
      expect(waits).to.deep.equal([7000]);
    });

    it('stops with the caller’s reason if the caller aborts before or during a wait', async () => {
      const canvas = await inTurn({ status: 503, text: '' });
      const abort = new AbortController();
      const sleep = async (): Promise<void> => abort.abort(new Error('lease lost'));
      const get = createCanvasGet({ ...setup.deps(), sleep }, canvas.origin, async () => 'first');
      for (const sent of [1, 1]) {
        const thrown = await get('/x', abort.signal).catch((error: unknown) => error);
        expect(String(thrown)).to.equal('Error: lease lost');
        expect(canvas.seen).to.have.length(sent);
      }
    });
  });

  describe('an answer that makes no sense', () => {
    it('H8 truncated JSON with status 200 is refused', async () => {
      const canvas = await inTurn({ text: '[{"id":1},{"id"' });
      expect(await codeOf(setup.get(canvas).get('/x', never))).to.equal('canvas_unexpected');
    });

    it('H9 HTML with status 200 is refused', async () => {
      const canvas = await inTurn({ text: '<!doctype html><title>Maintenance</title>' });
      expect(await codeOf(setup.get(canvas).get('/x', never))).to.equal('canvas_unexpected');
    });

    it('a redirect to a login page is refused', async () => {
      const canvas = await inTurn({ status: 302, headers: { location: '/login' }, text: '' });
      expect(await codeOf(setup.get(canvas).get('/x', never))).to.equal('canvas_unexpected');
      expect(canvas.seen).to.have.length(1);
    });
  });

  describe('H14 throttling and permission', () => {
    it('a 403 with the throttle’s text is waited out', async () => {
      const canvas = await inTurn(throttled403, { json: [] });
      const { get, waits } = setup.get(canvas);
      await get('/x', never);
      expect(waits).to.deep.equal([750]);
      expect(canvas.seen).to.have.length(2);
    });

    it('a 403 with an empty bucket and no cost is throttling, whatever its text', async () => {
      const canvas = await inTurn(
        { status: 403, headers: { 'x-rate-limit-remaining': '0.0' }, text: 'Forbidden' },
        { json: [] },
      );
      await setup.get(canvas).get('/x', never);
      expect(canvas.seen).to.have.length(2);
    });

    it('H11 a 429 with Retry-After is waited out', async () => {
      const canvas = await inTurn({ status: 429, headers: { 'retry-after': '12' }, text: '' }, { json: [] });
      const { get, waits } = setup.get(canvas);
      await get('/x', never);
      expect(waits).to.deep.equal([12_000]);
    });

    it('H13 an absurd Retry-After is canvas_throttled at once', async () => {
      const canvas = await inTurn({ status: 429, headers: { 'retry-after': '99999999' }, text: '' });
      const { get, waits } = setup.get(canvas);
      expect(await codeOf(get('/x', never))).to.equal('canvas_throttled');
      expect(waits).to.deep.equal([]);
    });

    it('throttling without end is canvas_throttled within two minutes', async () => {
      const canvas = await inTurn(throttled403);
      const { get, waits } = setup.get(canvas);
      expect(await codeOf(get('/x', never))).to.equal('canvas_throttled');
      expect(waits.reduce((sum, ms) => sum + ms, 0)).to.be.within(30_000, 180_000);
    });

    it('a missing permission (403, in older Canvas 401) is canvas_refused at once, without a token renewal', async () => {
      const body = {
        status: 'unauthorized',
        errors: [{ message: 'user not authorized to perform that action' }],
      };
      for (const status of [401, 403]) {
        const canvas = await inTurn({ status, json: body, headers: { 'x-rate-limit-remaining': '580.2' } });
        const asked: (string | null)[] = [];
        const { get } = setup.get(canvas, async (refused) => {
          asked.push(refused);
          return 'first';
        });
        expect(await codeOf(get('/x', never))).to.equal('canvas_refused');
        expect(canvas.seen).to.have.length(1);
        expect(asked).to.deep.equal([null]);
      }
    });

    it('a 404 is canvas_refused', async () => {
      const canvas = await inTurn({ status: 404, json: { errors: [{ message: 'not found' }] } });
      expect(await codeOf(setup.get(canvas).get('/x', never))).to.equal('canvas_refused');
    });
  });

  it('H32 a low X-Rate-Limit-Remaining slows the next request, a high one does not', async () => {
    const remaining = ['590.1', '149.0', '50', '-3'];
    const canvas = await setup.canvas((_request, index) => ({
      json: [],
      headers: { 'x-rate-limit-remaining': remaining[index] ?? '600' },
    }));
    const { get, waits } = setup.get(canvas);
    for (let i = 0; i < 5; i += 1) await get('/x', never);
    expect(waits).to.deep.equal([100, 10_000, 10_000]);
  });

  describe('tokens', () => {
    it('H17 a refused token is renewed once and the request repeated', async () => {
      const canvas = await setup.canvas(({ headers }) =>
        headers.authorization === 'Bearer second' ? { json: ['read'] } : deadToken,
      );
      const { get } = setup.get(canvas, async (refused) => (refused === null ? 'first' : 'second'));
      expect((await get('/x', never)).json).to.deep.equal(['read']);
      expect(canvas.seen).to.have.length(2);
    });

    it('H14 WWW-Authenticate tells a dead token from a missing permission, whatever the body', async () => {
      const canvas = await setup.canvas(({ headers }) =>
        headers.authorization === 'Bearer second'
          ? { json: ['read'] }
          : { ...deadToken, json: { status: 'unauthorized', errors: [] } },
      );
      const { get } = setup.get(canvas, async (refused) => (refused === null ? 'first' : 'second'));
      expect((await get('/x', never)).json).to.deep.equal(['read']);
    });

    it('H18 H28 a renewed token that is also refused asks for consent, without a loop', async () => {
      const canvas = await inTurn(deadToken);
      const { get } = setup.get(canvas, async (refused) => (refused === null ? 'first' : 'second'));
      expect(await codeOf(get('/x', never))).to.equal('canvas_consent_needed');
      expect(canvas.seen).to.have.length(2);
    });
  });

  it('follows an http next link of a Canvas behind a TLS proxy over https', async () => {
    const origin = 'https://school.example';
    const asked: string[] = [];
    const http = async ({ url }: { readonly url: string }) => {
      asked.push(url);
      const link = asked.length === 1 ? { link: '<http://school.example/x?page=2>; rel="next"' } : {};
      return { status: 200, headers: link, body: '[]' };
    };
    const get = createCanvasGet({ ...setup.deps(), http }, origin, async () => 'first');
    const { next } = await get('/x', never);
    await get(next ?? '', never);
    expect(asked).to.deep.equal([`${origin}/x`, `${origin}/x?page=2`]);
  });

  describe('S28 the token goes only to the school’s Canvas', () => {
    it('refuses a next link to another origin and sends nothing there', async () => {
      const other = await inTurn({ json: [] });
      const canvas = await inTurn({ json: [], headers: { link: `<${other.origin}/x?page=2>; rel="next"` } });
      expect(await codeOf(setup.get(canvas).get('/x', never))).to.equal('canvas_unexpected');
      expect(await codeOf(setup.get(canvas).get(`${other.origin}/x`, never))).to.equal('canvas_unexpected');
      expect(other.seen).to.have.length(0);
    });

    it("refuses hosts that only look like the school's", async () => {
      const canvas = await inTurn({ json: [] });
      const { get } = setup.get(canvas);
      for (const address of [
        canvas.origin.replace('127.0.0.1', '127.0.0.1.evil.example'),
        canvas.origin.replace('//', '//user@'),
        canvas.origin.replace('http:', 'https:'),
        '//evil.example/x',
      ]) {
        expect(await codeOf(get(address, never)), address).to.equal('canvas_unexpected');
      }
      expect(canvas.seen).to.have.length(0);
    });
  });
});
