import { expect } from 'chai';
import { createUnusedCourses } from '../../../src/store/passback/unused-courses.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { expectNoDuplicates, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const dayMs = 24 * 60 * 60_000;
const kept = [
  'cells',
  'cell_books',
  'line_item_receipts',
  'items',
  'run_line_items',
  'grades',
  'members',
  'courses',
];

describe('a course that is no longer used', () => {
  const { mongo, harness: newHarness } = useHarness();
  const sweep = (harness: Harness): Promise<number> => {
    const before = new Date(harness.deps.clock().getTime() - 800 * dayMs);
    return createUnusedCourses(mongo.connection()).sweepInstitution(harness.institution.id, before);
  };
  const count = async ({ institution: { id: institutionId } }: Harness): Promise<number> => {
    const all = kept.map((name) => mongo.connection().collection(name).countDocuments({ institutionId }));
    return (await Promise.all(all)).reduce((sum, one) => sum + one, 0);
  };

  for (const pathId of ['ours', 'theirs'] as const) {
    it(`P13 R1 is erased with all its grades; a later post adopts what the SIS holds (ids: ${pathId})`, async () => {
      const harness = newHarness({ assignments: 1 });
      harness.sis.profile = { ...harness.sis.profile, pathId };
      await harness.post();
      const ids = () => [...harness.sis.lineItems.keys(), ...harness.sis.results.keys()].sort();
      const before = ids();
      harness.advance(799 * dayMs);
      expect(await sweep(harness)).to.equal(0);
      harness.advance(2 * dayMs);
      expect(await sweep(harness)).to.equal(1);
      expect(await count(harness)).to.equal(0);
      expect(await sweep(harness)).to.equal(0);
      expect((await harness.post()).counts).to.include({ eligible: 6, confirmed: 6 });
      expect(ids()).to.deep.equal(before);
      expectNoDuplicates(harness.sis);
      expectSisEqualsCanvas(harness);
      harness.advance(180_000);
      expect((await harness.post()).counts).to.include({ eligible: 6, unchanged: 6 });
    });
  }

  it('P13 is kept as long as somebody opens it or a run of it waits, and so are other institutions’ courses', async () => {
    const harness = newHarness({ assignments: 1 });
    const other = newHarness({ assignments: 1 });
    await harness.post();
    await other.post();
    harness.advance(700 * dayMs);
    await harness.passback.readHistory(harness.launch, { limit: 1, before: null });
    harness.advance(700 * dayMs);
    expect(await sweep(harness)).to.equal(0);
    harness.advance(101 * dayMs);
    const { runId } = await harness.passback.requestRun(harness.launch, {
      kind: 'post',
      selection: { kind: 'all' },
    });
    expect(await sweep(harness)).to.equal(0);
    await harness.passback.cancelRun(harness.launch, runId);
    harness.advance(801 * dayMs);
    expect(await sweep(harness)).to.equal(1);
    expect(await count(harness)).to.equal(0);
    expect(await count(other)).to.be.greaterThan(10);
  });
});
