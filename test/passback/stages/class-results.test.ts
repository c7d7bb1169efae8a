import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('a SIS that lists the results of a class', () => {
  const { harness: newHarness } = useHarness();
  const start = (listsByClass: Harness['sis']['listsByClass']): Harness => {
    const harness = newHarness({ students: 3, assignments: 3 });
    harness.settings = { ...harness.settings, brakeShare: null };
    harness.sis.listsByClass = listsByClass;
    return harness;
  };
  const compare = async (harness: Harness) => {
    harness.advance(180_000);
    const { runId } = await harness.passback.compareWithSis(harness.launch);
    await harness.work();
    return (await harness.passback.readRun(harness.launch, runId)).findings;
  };
  const isOffered = async ({ stores, institution, sis }: Harness) =>
    (await stores.learnedHabits.find(institution.id, sis.profile.name)).map(({ habit }) => habit);

  it('OF17 is read once a class, and a line item alone where something is new', async () => {
    const harness = start(true);
    expect((await harness.post()).counts).to.include({ eligible: 18, confirmed: 18 });
    expect(harness.sis.requests).to.include({ readClassResults: 2 }).and.not.have.property('readResults');
    expectSisEqualsCanvas(harness);
    expect(await compare(harness)).to.include({ lineItems: 6, changed: 0, missing: 0 });
    expect(harness.sis.requests).to.include({ readClassResults: 4 }).and.not.have.property('readResults');
    const [first, second] = [...harness.sis.results.values()];
    if (!first || !second) throw new Error('no results');
    harness.sis.results.set(first.sourcedId, { ...first, score: 3.5 });
    harness.sis.results.delete(second.sourcedId);
    expect(await compare(harness)).to.include({ lineItems: 6, changed: 1, missing: 1 });
    expect(harness.sis.requests['readClassResults']).to.equal(6);
    expect(harness.sis.requests['readResults']).to.be.within(1, 2);
  });

  it('OF17 is left alone once it was seen to list only some, and each line item is read', async () => {
    const harness = start({ latest: 4 });
    expect((await harness.post()).counts).to.include({ eligible: 18, confirmed: 18 });
    expect(harness.sis.requests['readResults']).to.be.at.least(4);
    expect(await isOffered(harness)).to.deep.equal([{ kind: 'class_results', offered: false }]);
    const asked = harness.sis.requests['readClassResults'];
    expect(await compare(harness)).to.include({ lineItems: 6, changed: 0, missing: 0 });
    expect(harness.sis.requests['readClassResults']).to.equal(asked);
  });

  it('OF17 is asked once if it does not', async () => {
    const harness = start(false);
    expect((await harness.post()).counts).to.include({ eligible: 18, confirmed: 18 });
    await compare(harness);
    expect(harness.sis.requests['readClassResults']).to.be.within(1, 2);
    expect(harness.sis.requests['readResults']).to.equal(12);
    expect(await isOffered(harness)).to.deep.equal([{ kind: 'class_results', offered: false }]);
  });
});
