import { expect } from 'chai';
import { systemSleep } from '../../../src/clock.ts';
import { createLiveChanges, readLiveParts } from '../../../src/web/ui/live-parts.ts';
import { createRunWatch } from '../../../src/web/ui/run-watch.ts';
import {
  buildCounts,
  buildLineItem,
  buildOpenRun,
  buildRun,
  createPassbackFixture,
} from '../../support/passback-fixtures.ts';
import { createWebApp } from '../../support/web-app.ts';
import { type Listening, listen } from '../../support/web-server.ts';

interface Change {
  readonly live: boolean;
  readonly order: readonly string[];
  readonly parts: readonly { readonly name: string; readonly html: string }[];
}

describe('A run’s page, sent as it changes', () => {
  const passback = createPassbackFixture({
    runs: [buildOpenRun({ id: 'run-open' })],
    lineItems: Array.from({ length: 40 }, (_, n) =>
      buildLineItem({ assignmentId: `90${n}`, assignmentName: `Quiz ${n}`, outcome: 'pending' }),
    ),
  });
  let reads = 0;
  let server: Listening;
  before(async () => {
    const { readRun } = passback;
    const counting = Object.assign(passback, {
      readRun: (...asked: Parameters<typeof readRun>) => {
        reads += 1;
        return readRun(...asked);
      },
    });
    server = await listen(createWebApp({ passback: counting }).app);
  });
  after(() => server?.close());

  async function follow(signal: AbortSignal): Promise<AsyncGenerator<Change>> {
    const answer = await fetch(`${server.url}/s/test/grade-sync/runs/run-open`, {
      headers: { accept: 'text/event-stream', 'x-live': 'yes' },
      signal,
    });
    expect(answer.headers.get('content-type')).to.match(/^text\/event-stream/);
    expect(answer.headers.get('cache-control')).to.contain('no-transform');
    expect(answer.headers.get('x-accel-buffering')).to.equal('no');
    return readChanges(answer);
  }
  async function* readChanges({ body }: Response): AsyncGenerator<Change> {
    let text = '';
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const events = (text + piece).split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) if (event.startsWith('data: ')) yield JSON.parse(event.slice(6));
    }
  }

  it('sends everything once, then only what changed, reads once a second for all, and ends with the run', async () => {
    const leaving = new AbortController();
    const viewers = await Promise.all([1, 2, 3, 4, 5].map(() => follow(leaving.signal)));
    const firsts = await Promise.all(viewers.map((viewer) => viewer.next()));
    const [first] = firsts.map(({ value }: IteratorResult<Change, Change>) => value);
    expect(first?.order.slice(0, 3)).to.deep.equal(['summary', 'stages', 'counts']);
    expect(first?.parts).to.have.length(43);
    expect(reads).to.be.at.most(2);

    const [changed, ...others] = passback.lineItems;
    if (!changed) throw new Error('no line item');
    const counts = buildCounts({ eligible: 28, confirmed: 28 });
    passback.lineItems = [{ ...changed, outcome: 'created', counts }, ...others];
    const begun = performance.now();
    const second: Change = (await viewers[0]?.next())?.value;
    expect(second.parts.map(({ name }) => name)).to.include(first?.order[3]);
    expect(second.parts.length).to.be.below(4);
    expect(JSON.stringify(second).length).to.be.below(JSON.stringify(first).length / 5);

    passback.runs = [buildRun({ id: 'run-open' })];
    const rest: Change[] = [];
    for await (const change of viewers[0] ?? []) rest.push(change);
    expect(rest.at(-1)?.live).to.equal(false);
    // Five people watch; their looks are shared.
    expect(reads).to.be.at.most(3 + (performance.now() - begun) / 1000);
    leaving.abort();
  });

  it('says why there is nothing to send before it begins', async () => {
    const answer = await fetch(`${server.url}/s/test/grade-sync/runs/unknown`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(answer.status).to.equal(404);
  });

  it('ends at once when the process stops', async () => {
    const watch = createRunWatch(systemSleep);
    const read = async () => ({ run: buildRun(), lineItems: [] });
    const seen: unknown[] = [];
    for await (const one of watch.follow({ key: 'k', read }, new AbortController().signal)) {
      seen.push(one);
      watch.stop();
    }
    expect(seen).to.have.length(1);
  });

  it('finds the parts of a page and what changed in them', () => {
    const html = (name: string, text: string) =>
      `<!--live ${encodeURIComponent(name)}--><p>${text}</p><!--/live-->`;
    const findChange = createLiveChanges();
    const [one, two] = ['9001/Section 1 > a', '9002/--'];
    const change = findChange(readLiveParts(html(one, 'a') + html(two, 'b')));
    expect(change?.order).to.deep.equal([one, two]);
    expect(findChange(readLiveParts(html(one, 'a') + html(two, 'b')))).to.equal(null);
    expect(findChange(readLiveParts(html(one, 'a') + html(two, 'c')))?.parts).to.deep.equal([
      { name: two, html: '<p>c</p>' },
    ]);
    // One that is gone is told by the order alone.
    expect(findChange(readLiveParts(html(two, 'c')))).to.deep.equal({ order: [two], parts: [] });
  });
});
