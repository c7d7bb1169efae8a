import { expect } from 'chai';
import { ProductError } from '../../../src/errors.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { expectCountsAddUp, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('the brake of a run', () => {
  const { harness: newHarness } = useHarness();

  /** A course with 24 grades in the SIS, of which `count` get a new score in Canvas. */
  const start = async (count: number, score = 9.5): Promise<Harness> => {
    const harness = newHarness({ students: 12, assignments: 1 });
    await harness.post();
    harness.advance(180_000);
    change(harness, count, score);
    return harness;
  };
  const change = ({ canvas }: Harness, count: number, score: number): void => {
    for (const { canvasUserId } of canvas.members.slice(0, count)) {
      canvas.grade('a1', canvasUserId ?? '', { score });
    }
  };

  it('P10 a run that would change an unusual amount sends nothing until a person confirms it', async () => {
    const harness = await start(20);
    const sent = harness.sis.ledger.length;
    const waiting = await harness.post();
    expect(waiting).to.include({ state: 'waiting_for_person', stage: 3, endedAt: null });
    expect(waiting.brake?.causes).to.deep.equal(['changed']);
    expect(waiting.brake?.figures).to.deep.equal({ held: 24, changed: 20, zeros: 0, removed: 0 });
    expect(waiting.counts).to.include({ pending: 20, unchanged: 4 });
    expectCountsAddUp(waiting);
    harness.advance(3 * 24 * 60 * 60_000);
    await harness.work();
    expect(harness.sis.ledger.length).to.equal(sent);
    await harness.passback.confirmRun(harness.launch, waiting.id);
    const ended = await harness.settle(waiting.id);
    expect(ended).to.include({ state: 'completed' });
    expect(ended.counts).to.include({ confirmed: 20, unchanged: 4 });
    expect(ended.brake?.confirmed).to.include({ by: 'Teacher' });
    expectSisEqualsCanvas(harness);
    expect(harness.events.map(({ kind }) => kind)).to.include('run_braked');
  });

  it('P10 asks again if there is more by then than was confirmed', async () => {
    const harness = await start(20);
    const waiting = await harness.post();
    harness.advance(60 * 60_000);
    change(harness, 22, 2.5);
    await harness.passback.confirmRun(harness.launch, waiting.id);
    await harness.work();
    const again = await harness.passback.readRun(harness.launch, waiting.id);
    expect(again).to.include({ state: 'waiting_for_person' });
    expect(again.brake?.figures).to.include({ changed: 22 });
    await harness.passback.confirmRun(harness.launch, waiting.id);
    expect((await harness.settle(waiting.id)).counts).to.include({ confirmed: 22 });
  });

  it('P10 a cancelled run leaves the SIS unchanged; the next run reports what it left out', async () => {
    // Three of the 24 were 0 before, and one is hidden now.
    const harness = await start(24, 0);
    harness.canvas.grade('a1', '2011', { postedAt: null });
    const sent = harness.sis.ledger.length;
    const waiting = await harness.post();
    expect(waiting.brake?.causes).to.deep.equal(['changed', 'zeros']);
    await harness.passback.cancelRun(harness.launch, waiting.id);
    expect(await harness.settle(waiting.id)).to.include({ state: 'cancelled' });
    expect(harness.sis.ledger.length).to.equal(sent);
    harness.settings = { ...harness.settings, brakeShare: null, brakeZeros: null };
    const next = await harness.post();
    expect(next.counts).to.include({ confirmed: 20, skipped: 1 });
    expect((await harness.items(next.id)).filter(({ reason }) => reason === 'grade_hidden')).to.have.length(
      1,
    );
  });

  it('P10 fewer changes, a first post and a remaster that changes nothing go through', async () => {
    const harness = await start(19);
    expect(await harness.post()).to.include({ state: 'completed' });
    harness.advance(180_000);
    expect(await harness.post('remaster')).to.include({ state: 'completed' });
  });

  it('S61 a person who sees only their own sections cannot continue a run of others', async () => {
    const harness = await start(24);
    const waiting = await harness.post();
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    const refused = await harness.passback
      .confirmRun({ ...harness.launch, reach }, waiting.id)
      .catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(ProductError).with.property('code', 'sections_only');
    const shown = await harness.passback.readRun({ ...harness.launch, reach }, waiting.id);
    expect(shown).to.include({ state: 'waiting_for_person', brake: null });
  });
});
