import { expect } from 'chai';
import { callApi } from './api-reader.ts';
import { useCanvas } from './running-canvas.ts';

describe('sandbox Canvas: rate limit, faults, access log (CF8)', () => {
  const current = useCanvas();
  const api = (path: string) => callApi(current(), 'tess', path);
  const sections = '/api/v1/courses/1/sections';
  afterEach(() => {
    const { faults } = current().canvas;
    faults.clear();
    Object.assign(faults.quirks, { extraCost: 0, throttleStatus: 403 });
  });

  async function read(path: string, headers: Record<string, string>) {
    const response = await fetch(`${current().canvas.url}${path}`, { headers });
    return { response, text: await response.text() };
  }

  it('calls with a token are answered with X-Request-Cost and X-Rate-Limit-Remaining', async () => {
    const { headers } = await api(sections);
    expect(Number(headers.get('x-request-cost'))).to.be.greaterThan(0);
    expect(Number(headers.get('x-rate-limit-remaining'))).to.be.within(590, 600);
  });

  it('a full bucket answers 403 in plain text without cost or Retry-After, or 429 if set so, and leaks 10 a second', async () => {
    const headers = await current().bearer('tess');
    current().canvas.faults.quirks.extraCost = 650;
    await read(sections, headers);
    const { response, text } = await read(sections, headers);
    expect([response.status, text]).to.deep.equal([403, '403 Forbidden (Rate Limit Exceeded)\n']);
    expect(response.headers.get('content-type')).to.match(/^text\/plain/u);
    expect(response.headers.get('x-rate-limit-remaining')).to.equal('0.0');
    expect(response.headers.get('x-request-cost')).to.equal(null);
    expect(response.headers.get('retry-after')).to.equal(null);
    current().canvas.faults.quirks.throttleStatus = 429;
    expect((await read(sections, headers)).response.status).to.equal(429);
    expect((await api(sections)).status).to.equal(200);
    current().advance(6_000);
    expect((await read(sections, headers)).response.status).to.equal(200);
  });

  it('each request in flight reserves 50, so the thirteenth at once is throttled', async () => {
    const headers = await current().bearer('tess');
    current().canvas.faults.add({ kind: 'slow', ms: 400 });
    const answers = await Promise.all(Array.from({ length: 14 }, () => read(sections, headers)));
    const statuses = answers.map(({ response }) => response.status);
    expect(statuses.filter((status) => status === 200)).to.have.length(12);
    expect(statuses.filter((status) => status === 403)).to.have.length(2);
  });

  it('a fault strikes the paths it names, as often as it says', async () => {
    const { faults } = current().canvas;
    faults.add({ kind: 'status', status: 503, times: 2, pathPattern: '/sections$' });
    expect((await api('/api/v1/courses/1/assignment_groups')).status).to.equal(200);
    const headers = await current().bearer('tess');
    const seen: number[] = [];
    for (let times = 0; times < 3; times += 1) seen.push((await read(sections, headers)).response.status);
    expect(seen).to.deep.equal([503, 503, 200]);
  });

  it('the drop fault closes the connection; the throttle fault answers as the rate limit does', async () => {
    const { faults } = current().canvas;
    const headers = await current().bearer('tess');
    faults.add({ kind: 'drop', times: 1 });
    const dropped = await read(sections, headers).then(
      () => 'answered',
      () => 'dropped',
    );
    expect(dropped).to.equal('dropped');
    faults.add({ kind: 'throttle', times: 1 });
    expect((await read(sections, headers)).text).to.equal('403 Forbidden (Rate Limit Exceeded)\n');
  });

  it('another process sets and clears faults by the control route', async () => {
    const control = `${current().canvas.url}/sandbox/faults`;
    const set = await fetch(control, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'status', status: 500, times: 1 }),
    });
    expect(set.status).to.equal(201);
    const headers = await current().bearer('tess');
    expect((await read(sections, headers)).response.status).to.equal(500);
    const wrong = await fetch(control, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'status', status: 500, pathPattern: '(' }),
    });
    expect(wrong.status).to.equal(400);
    await fetch(control, { method: 'DELETE' });
    expect(current().canvas.faults.list()).to.deep.equal([]);
  });

  it('every request is in the access log before its answer arrives, without tokens', async () => {
    const { canvas } = current();
    await canvas.store.accessLog.clear();
    const token = (await current().bearer('tess')).authorization.replace('Bearer ', '');
    await read(`${sections}?per_page=5&access_token=${token}`, {});
    await api('/api/v1/courses/1/students/submissions?student_ids[]=all');
    const log = await canvas.readAccessLog({ pathPattern: /students\/submissions$/u });
    expect(log).to.have.length(1);
    const [first] = await canvas.readAccessLog();
    expect(first).to.deep.include({ method: 'GET', path: sections, query: '?per_page=5' });
  });
});
