import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { makeAssignment } from '../../support/passback/in-memory-canvas.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import { expectNoDuplicates, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('OF18 a SIS whose PUT changes only what it has', () => {
  const { harness: newHarness } = useHarness();
  const start = (settings: Partial<Harness['settings']> = {}): Harness => {
    const harness = newHarness({ students: 2, assignments: 1 });
    harness.settings = { ...harness.settings, ...settings, brakeShare: null };
    harness.sis.habits = { updatesOnly: true };
    return harness;
  };
  const expectWhole = ({ sis, canvas }: Harness): void => {
    expectNoDuplicates(sis);
    expectSisEqualsCanvas({ sis, canvas });
  };

  it('gets what is new by POST and what has changed by PUT, under its own ids; later runs know', async () => {
    const harness = start();
    expect((await harness.post()).counts).to.include({ eligible: 4, confirmed: 4, failed: 0 });
    expectWhole(harness);
    harness.canvas.grade('a1', '1001', { score: 9 });
    harness.advance(180_000);
    expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 3 });
    const puts = harness.sis.requests['putLineItem'];
    harness.canvas.assignments = [makeAssignment('a1'), makeAssignment('a2', { name: 'Second' })];
    for (const id of ['1000', '1001', '2000', '2001']) harness.canvas.grade('a2', id, { score: 5 });
    harness.advance(180_000);
    expect((await harness.post()).counts).to.include({ confirmed: 4, failed: 0 });
    expectWhole(harness);
    expect(harness.sis.requests['putLineItem']).to.equal(puts);
    expect((await harness.post('remaster')).counts).to.include({ confirmed: 8 });
    expectWhole(harness);
    const learned = await harness.stores.learnedHabits.find(harness.institution.id, harness.sis.profile.name);
    expect(learned.map(({ habit }) => habit)).to.deep.include({ kind: 'put_creates', offered: false });
  });

  it('gets each grade alone by POST where the school wants that', async () => {
    const harness = start({ firstGrades: 'alone' });
    expect((await harness.post()).counts).to.include({ confirmed: 4, failed: 0 });
    expect(harness.sis.requests).to.include({ createResults: 4 }).and.not.have.property('putResult');
    expectWhole(harness);
  });

  it('gets no twin when answers are lost', async () => {
    const harness = start({ firstGrades: 'alone' });
    const lost = new Set<string>();
    harness.sis.faults = ({ kind, id }) => {
      if (!kind.startsWith('create') || lost.has(`${kind} ${id}`)) return null;
      lost.add(`${kind} ${id}`);
      return { lostReply: true };
    };
    const { runId } = await harness.passback.requestRun(harness.launch, {
      kind: 'post',
      selection: { kind: 'all' },
    });
    expect((await harness.settle(runId)).counts).to.include({ confirmed: 4, failed: 0 });
    expect(lost.size).to.equal(4);
    expect(harness.sis.lineItems.size).to.equal(2);
    expectWhole(harness);
  });

  it('that has no PUT at all refuses what has changed, and gets what is new without a twin', async () => {
    const harness = start();
    harness.sis.faults = ({ kind }) =>
      kind.startsWith('put') ? failure('institution', 405, 'no PUT') : null;
    expect((await harness.post()).counts).to.include({ confirmed: 4, failed: 0 });
    harness.canvas.grade('a1', '1001', { score: 9 });
    harness.canvas.assignments = [makeAssignment('a1', { name: 'Renamed' }), makeAssignment('a2')];
    harness.canvas.grade('a2', '2001', { score: 5 });
    harness.advance(180_000);
    const run = await harness.post();
    expect(run.counts).to.include({ confirmed: 1, failed: 1 });
    const [item] = await harness.items(run.id, true);
    expect([item?.studentSisId, item?.reason]).to.deep.equal(['S1001', 'line_item_refused']);
    expect(harness.sis.lineItems.size).to.equal(3);
    expectNoDuplicates(harness.sis);
  });

  it('that creates nothing by POST either refuses the assignment in its own words', async () => {
    const harness = start();
    harness.canvas.assignments = ['a1', 'a2', 'a3', 'a4'].map((id) => makeAssignment(id));
    for (const { id } of harness.canvas.assignments) harness.canvas.grade(id, '1001', { score: 5 });
    for (const { id } of harness.canvas.assignments) harness.canvas.grade(id, '2001', { score: 5 });
    harness.sis.faults = ({ kind }) =>
      kind === 'createLineItem'
        ? {
            failure: {
              kind: 'institution',
              status: 405,
              codeMinor: null,
              sisMessage: 'no POST',
              retryAfterMs: null,
            },
          }
        : null;
    const run = await harness.post();
    expect(run.counts).to.include({ failed: 10, confirmed: 0 });
    const rows = await harness.passback.readRunLineItems(harness.launch, run.id);
    expect(new Set(rows.map(({ sisMessage }) => sisMessage))).to.deep.equal(new Set(['unknown object']));
    // Once one is refused, no other is tried.
    expect(harness.sis.requests['createLineItem']).to.be.below(rows.length);
  });
});
