import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import type { Rig } from '../../support/passback/rig.ts';
import { useRigs } from '../../support/passback/use-rigs.ts';

describe('pause all', () => {
  const { rig: newRig, mongo } = useRigs();
  const all = { kind: 'post', selection: { kind: 'all' } } as const;

  const setPaused = async (rig: Rig, paused: boolean): Promise<void> => {
    rig.settings = { ...rig.settings, paused };
    const rows = mongo.connection().collection<{ _id: string }>('institutions');
    const facts = { settings: { paused } };
    await rows.replaceOne(
      { _id: rig.institution.id },
      { facts, issuer: rig.institution.id },
      { upsert: true },
    );
  };

  it('refuses new runs, and lets none that waits be taken, until it is over', async () => {
    const rig = newRig();
    const { runId } = await rig.passback.requestRun(rig.launch, all);
    await setPaused(rig, true);
    const refusal = await rig.passback.requestRun(rig.launch, all).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(ProductError).with.property('code', 'posting_paused');
    await rig.work();
    expect((await rig.passback.readRun(rig.launch, runId)).state).to.equal('scheduled');
    expect(rig.sis.ledger).to.have.length(0);
    await setPaused(rig, false);
    await rig.work();
    expect((await rig.passback.readRun(rig.launch, runId)).state).to.equal('completed');
  });

  it('puts a run that is going back after the requests under way, and goes on afterwards without a second PUT', async () => {
    const rig = newRig({ students: 60, assignments: 1 });
    rig.sis.latencyMs = 10;
    const { runId } = await rig.passback.requestRun(rig.launch, all);
    const working = rig.work();
    while (rig.sis.ledger.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    await setPaused(rig, true);
    await working;
    expect((await rig.passback.readRun(rig.launch, runId)).endedAt).to.equal(null);
    expect(rig.sis.ledger.length).to.be.lessThan(122);
    await setPaused(rig, false);
    await rig.work();
    const run = await rig.passback.readRun(rig.launch, runId);
    expect(run.counts.confirmed).to.equal(120);
    expect(rig.sis.ledger.length).to.equal(122);
  });

  it('a paused institution keeps nobody else from working, and a run in it can be cancelled', async () => {
    const paused = newRig();
    const other = newRig();
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
