import { expect } from 'chai';
import { codeMinorOf, fetchToken, lineItemBody, ref, resultBody, scopes, useSis } from './sis-under-test.ts';

describe('sandbox SIS: faults', () => {
  const { sis, caller } = useSis();

  before(() => caller().put('/lineItems/li-1', lineItemBody('v1p2', 'li-1')));
  beforeEach(() => sis().faults.clear());

  const put = (id: string, changes = {}) => caller().put(`/results/${id}`, resultBody(id, 'li-1', changes));

  async function isRefusedConnection(promise: Promise<unknown>): Promise<boolean> {
    return promise.then(
      () => false,
      () => true,
    );
  }

  it('a script sets faults, reads the ledger since a given time, and clears the faults', async () => {
    const at = `${sis().url}/sandbox`;
    const put429 = async (body: object) =>
      fetch(`${at}/faults`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await put429({ refusedStudents: ['s1'], dwon: '503' })).status).to.equal(400);
    expect((await put429({ next: [{ kind: '429', target: 'writes', count: 1 }] })).status).to.equal(200);
    const before = new Date(Date.now() - 1).toISOString();
    expect((await put('r-scripted')).status).to.equal(429);
    const written = await fetch(`${at}/ledger?${new URLSearchParams({ since: before })}`);
    expect(await written.json()).to.have.length(1);
    expect((await fetch(`${at}/ledger?since=yesterday`)).status).to.equal(400);
    await put429({ down: '503' });
    expect((await fetch(`${at}/faults`, { method: 'DELETE' })).status).to.equal(204);
    expect((await put('r-scripted')).status).to.equal(201);
  });

  it('H11 the next requests get 429 with or without Retry-After, then succeed', async () => {
    sis().faults.set({
      next: [
        { kind: '429-retry-after', count: 1, target: 'all' },
        { kind: '429', count: 1, target: 'all' },
      ],
    });
    const first = await put('r-429');
    expect([first.status, first.headers.get('retry-after'), codeMinorOf(first)]).to.deep.equal([
      429,
      '1',
      'server_busy',
    ]);
    const second = await put('r-429');
    expect([second.status, second.headers.get('retry-after')]).to.deep.equal([429, null]);
    expect((await put('r-429')).status).to.equal(201);
  });

  it('H9 H16 a write that gets 500, 503 or an HTML page is not applied', async () => {
    for (const [kind, status] of [
      ['500', 500],
      ['503', 503],
      ['html', 502],
    ] as const) {
      sis().faults.set({ next: [{ kind, count: 1, target: 'results' }] });
      expect((await caller().get('/categories')).status).to.equal(200);
      const answer = await put('r-never');
      expect(answer.status).to.equal(status);
      if (kind === 'html') expect(answer.headers.get('content-type')).to.contain('text/html');
    }
    expect((await caller().get('/results/r-never')).status).to.equal(404);
    const last = (await sis().readLedger()).at(-1);
    expect(last).to.include({ sourcedId: 'r-never', status: 502, applied: false });
  });

  it('H7 a write whose connection is dropped is not applied', async () => {
    sis().faults.set({ next: [{ kind: 'drop-before', count: 1, target: 'writes' }] });
    expect(await isRefusedConnection(put('r-drop'))).to.equal(true);
    expect((await caller().get('/results/r-drop')).status).to.equal(404);
  });

  it('K13 a write is applied although its reply is lost', async () => {
    sis().faults.set({ next: [{ kind: 'apply-then-drop', count: 1, target: 'writes' }] });
    expect(await isRefusedConnection(put('r-lost'))).to.equal(true);
    expect((await caller().get('/results/r-lost')).status).to.equal(200);
    const entries = (await sis().readLedger()).filter((entry) => entry.sourcedId === 'r-lost');
    expect(entries.map((entry) => entry.applied)).to.deep.equal([true]);
  });

  it('H20 refuses only one student’s grades', async () => {
    sis().faults.set({ refusedStudents: ['stu-100402'] });
    const refused = await put('r-refused', { student: ref('user', 'stu-100402') });
    expect([refused.status, codeMinorOf(refused)]).to.deep.equal([422, 'invaliddata']);
    expect((await put('r-other')).status).to.equal(201);
  });

  it('answers 503 everywhere, token endpoint included, until it is up again', async () => {
    sis().faults.set({ down: '503' });
    expect((await caller().get('/categories')).status).to.equal(503);
    expect(await isRefusedConnection(fetchToken(sis(), scopes('v1p2', 'gradebook.readonly')))).to.equal(true);
    sis().faults.set({ down: 'no' });
    expect((await caller().get('/categories')).status).to.equal(200);
  });

  it('H1 drops connections or refuses them, and comes back on the same port', async () => {
    sis().faults.set({ down: 'unreachable' });
    expect(await isRefusedConnection(caller().get('/categories'))).to.equal(true);
    sis().faults.clear();
    await sis().goDark();
    expect(await isRefusedConnection(caller().get('/categories'))).to.equal(true);
    await sis().comeBack();
    expect((await caller().get('/categories')).status).to.equal(200);
  });

  it('takes faults from the panel’s forms and refuses invalid ones', async () => {
    const send = (form: Record<string, string>) =>
      fetch(`${sis().url}/faults`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
    const answer = await send({ action: 'next', kind: '500', target: 'results', count: '2' });
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, '/faults']);
    await send({ action: 'refuse', studentId: 'stu-100403' });
    await send({ action: 'settings', slowMs: '0', down: 'no' });
    expect(sis().faults.current()).to.deep.equal({
      slowMs: 0,
      down: 'no',
      refusedStudents: ['stu-100403'],
      next: [{ kind: '500', target: 'results', count: 2 }],
    });
    await send({ action: 'allow', studentId: 'stu-100403' });
    expect(sis().faults.current().refusedStudents).to.deep.equal([]);
    expect((await send({ action: 'next', kind: 'explode', target: 'all', count: '1' })).status).to.equal(400);
    expect((await send({ action: 'settings', slowMs: '-1', down: 'no' })).status).to.equal(400);
    await send({ action: 'clear' });
    expect(sis().faults.current().next).to.deep.equal([]);
  });
});
