import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import { all, type Harness } from '../../support/passback/harness.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('pausing an institution', () => {
  const { harness: newHarness, mongo } = useHarness();

  const setPaused = async (harness: Harness, paused: boolean): Promise<void> => {
    harness.settings = { ...harness.settings, paused };
    const rows = mongo.connection().collection<{ _id: string }>('institutions');
    const facts = { settings: { paused } };
    await rows.replaceOne(
      { _id: harness.institution.id },
      { facts, issuer: harness.institution.id },
      { upsert: true },
    );
  };

  it('refuses new runs and starts no waiting one until it is over', async () => {
    const harness = newHarness();
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    await setPaused(harness, true);
    const refusal = await harness.passback.requestRun(harness.launch, all).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ProductError).with.property('code', 'posting_paused');
    await harness.work();
    expect((await harness.passback.readRun(harness.launch, runId)).state).to.equal('scheduled');
    expect(harness.sis.ledger).to.have.length(0);
    await setPaused(harness, false);
    await harness.work();
    expect((await harness.passback.readRun(harness.launch, runId)).state).to.equal('completed');
  });

  it('puts an active run back after the requests in flight, and resumes it later without repeating a PUT', async () => {
    const harness = newHarness({ students: 60, assignments: 1 });
    harness.sis.latencyMs = 10;
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    const working = harness.work();
    while (harness.sis.ledger.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    // Slow enough that even on a busy machine it pauses before everything is sent.
    harness.sis.latencyMs = 500;
    await setPaused(harness, true);
    harness.sis.latencyMs = 10;
    await working;
    expect((await harness.passback.readRun(harness.launch, runId)).endedAt).to.equal(null);
    expect(harness.sis.ledger.length).to.be.lessThan(122);
    await setPaused(harness, false);
    await harness.work();
    const run = await harness.passback.readRun(harness.launch, runId);
    expect(run.counts.confirmed).to.equal(120);
    expect(harness.sis.ledger.length).to.equal(122);
  });

  it('stops nobody else’s work, and lets a run be cancelled', async () => {
    const paused = newHarness();
    const other = newHarness();
    const { runId } = await paused.passback.requestRun(paused.launch, all);
    await mongo
      .connection()
      .collection<{ _id: string; startedAt: Date }>('runs')
      .updateOne({ _id: runId }, { $set: { startedAt: new Date() } });
    await setPaused(paused, true);
    expect((await other.post()).state).to.equal('completed');
    await paused.passback.cancelRun(paused.launch, runId);
    await paused.work();
    expect((await paused.passback.readRun(paused.launch, runId)).state).to.equal('cancelled');
  });
});
