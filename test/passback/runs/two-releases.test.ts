import { expect } from 'chai';
import type { Worker } from '../../../src/passback/runs/worker.ts';
import type { StoredRun } from '../../../src/store/passback/run-record.ts';
import { openCollection, parseDocument, type StoredDocument } from '../../../src/store/records.ts';
import { all, type Harness } from '../../support/passback/harness.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';
import { loadPreviousRelease } from '../../support/previous-release.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Documents that a worker writes. Receipts are only read since cells have taken their place. */
const written = ['runs', 'items', 'line_items', 'run_line_items', 'cells', 'cell_books', 'courses', 'grades'];

describe('the previous release and this one on the same database', () => {
  const { harness: newHarness, mongo } = useHarness();
  let previous: Awaited<ReturnType<typeof loadPreviousRelease>>;
  before(async () => {
    previous = await loadPreviousRelease();
  });

  const runsOf = () => openCollection<StoredRun>(mongo.connection(), 'runs');
  const documentsOf = (name: string) => openCollection<StoredDocument>(mongo.connection(), name);
  const open = (release: 'previous' | 'this', harness: Harness): Worker =>
    release === 'this'
      ? harness.worker()
      : previous.createWorker(
          { ...harness.deps, stores: previous.createPassbackStores(mongo.connection()) },
          { concurrency: 1, pollMs: 20 },
        );
  const countMarked = async (): Promise<ReadonlyMap<string, number>> =>
    new Map(
      await Promise.all(
        written.map(async (name) => {
          const marked = await documentsOf(name).countDocuments({ later: { kept: true } });
          return [name, marked] as const;
        }),
      ),
    );

  for (const [beginner, finisher] of [
    ['this', 'previous'],
    ['previous', 'this'],
  ] as const) {
    for (const how of ['stops', 'dies'] as const) {
      it(`Z15 ${finisher} release finishes what ${beginner} release was sending when it ${how}, and erases nothing`, async () => {
        const harness = newHarness({ students: 20, assignments: 1 });
        harness.sis.latencyMs = 5;
        const { runId } = await harness.passback.requestRun(harness.launch, all);
        const begun = open(beginner, harness);
        begun.start();
        while (harness.sis.ledger.length < 10) await pause(5);
        if (how === 'dies') {
          // Its lease goes to nobody, as if it had slept past it.
          const gone = { 'lease.owner': 'dead', 'lease.until': new Date(0) };
          await runsOf().updateOne({ _id: runId }, { $set: gone, $inc: { 'lease.gen': 1 } });
          await mongo
            .connection()
            .collection('class_leases')
            .updateMany({}, { $set: { until: new Date(0) } });
        }
        await begun.stop();
        expect((await runsOf().findOne({ _id: runId }))?.state).to.equal('running');
        harness.sis.latencyMs = 0;
        for (const name of written) {
          await documentsOf(name).updateMany({}, { $set: { later: { kept: true } } });
        }
        const before = await countMarked();
        for (const name of ['runs', 'items', 'cells']) expect(before.get(name), name).to.be.above(0);
        const worker = open(finisher, harness);
        while (await worker.runOnce()) {
          // Until nothing is due.
        }
        const run = await harness.settle(runId);
        expect(run.state).to.equal('completed');
        expectCountsAddUp(run);
        expect(run.counts.confirmed).to.equal(40);
        expectSisEqualsCanvas(harness);
        expectNoDuplicates(harness.sis);
        expect(await countMarked()).to.deep.equal(before);
      });
    }
  }

  it('Z15 the previous release understands every document that this one writes, unless its version is newer', async () => {
    const harness = newHarness({ students: 3, assignments: 2 });
    harness.canvas.grade('a1', harness.canvas.members[0]?.canvasUserId ?? '', { excused: true, score: null });
    await harness.post();
    harness.canvas.grade('a2', harness.canvas.members[1]?.canvasUserId ?? '', { score: 3 });
    await harness.post('remaster');
    let understood = 0;
    for (const format of previous.formats) {
      for await (const document of documentsOf(format.collection).find()) {
        if ((document.v ?? 1) > format.version) continue;
        parseDocument<unknown>(format, document);
        understood += 1;
      }
    }
    expect(understood).to.be.above(30);
  });
});
