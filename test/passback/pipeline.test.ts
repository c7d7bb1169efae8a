import { expect } from 'chai';
import { useMongo } from '../support/mongodb.ts';
import { expectCountsAddUp, expectNoDuplicates, expectSisEqualsCanvas } from './support/invariants.ts';
import { createRig } from './support/rig.ts';

describe('a run', () => {
  const mongo = useMongo();
  before(async () => {
    await createRig(mongo.connection()).stores.ensureIndexes();
  });

  it('brings every grade of every section to the SIS, confirmed by reading back', async () => {
    const rig = createRig(mongo.connection());
    const run = await rig.post();
    expect(run.state).to.equal('completed');
    expect(run.counts).to.include({ eligible: 12, confirmed: 12, failed: 0 });
    expect(rig.sis.lineItems.size).to.equal(4);
    expect(rig.sis.results.size).to.equal(12);
    expectSisEqualsCanvas(rig);
    expectNoDuplicates(rig.sis);
    expectCountsAddUp(run);
    expect(run.stages.map((stage) => stage.stage)).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('M3 posting again sends nothing and reads no submissions page beyond the first', async () => {
    const rig = createRig(mongo.connection());
    await rig.post();
    rig.advance(120_000);
    const before = { ledger: rig.sis.ledger.length, pages: rig.canvas.pages['submissions'] ?? 0 };
    const again = await rig.post();
    expect(again.state).to.equal('nothing_to_send');
    expect(again.counts).to.include({ eligible: 12, unchanged: 12 });
    expect(rig.sis.ledger.length).to.equal(before.ledger);
    expect(rig.canvas.pages['submissions']).to.equal(before.pages + 1);
  });
});
