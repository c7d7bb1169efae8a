import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { makeAssignment } from '../../support/passback/in-memory-canvas.ts';
import { failure, type SisHabits } from '../../support/passback/in-memory-sis.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('the first grades of an assignment', () => {
  const { harness: newHarness } = useHarness();
  const start = (habits: SisHabits = {}): Harness => {
    const harness = newHarness({ students: 3, assignments: 1 });
    harness.settings = { ...harness.settings, firstGrades: 'together', brakeShare: null };
    harness.sis.habits = habits;
    return harness;
  };
  const expectWhole = (harness: Harness): void => {
    expectNoDuplicates(harness.sis);
    expectSisEqualsCanvas(harness);
  };

  it('OF15 are created together, a column at a time, and changed by PUT under the ids that the SIS gave', async () => {
    const harness = start();
    const run = await harness.post();
    expect(run.counts).to.include({ eligible: 6, confirmed: 6 });
    expectCountsAddUp(run);
    expectWhole(harness);
    expect(harness.sis.requests).to.include({ createResults: 2 }).and.not.have.property('putResult');
    harness.canvas.grade('a1', '1000', { score: 8 });
    harness.advance(180_000);
    expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 5 });
    expect(harness.sis.requests).to.include({ createResults: 2, putResult: 1 });
    expectWhole(harness);
  });

  it('OF15 go together where a test found that the SIS offers it, until it refuses, and never if the school says so', async () => {
    const harness = start();
    const learned = { ...harness.institution, habits: harness.stores.learnedHabits };
    const find = () => learned.habits.find(learned.id, harness.sis.profile.name);
    harness.settings = { ...harness.settings, firstGrades: 'found' };
    await harness.post();
    expect(harness.sis.requests).not.to.have.property('createResults');
    await learned.habits.note(
      learned.id,
      harness.sis.profile.name,
      [{ kind: 'columns', offered: true }],
      new Date(),
    );
    const assign = async (id: string): Promise<void> => {
      harness.canvas.assignments = [...harness.canvas.assignments, makeAssignment(id)];
      for (const { canvasUserId } of harness.canvas.members) {
        harness.canvas.grade(id, canvasUserId ?? '', { score: 7 });
      }
      harness.advance(180_000);
      expect((await harness.post()).counts).to.include({ failed: 0, confirmed: 6 });
      expectWhole(harness);
    };
    await assign('a2');
    expect(harness.sis.requests).to.include({ createResults: 2, putResult: 6 });
    harness.settings = { ...harness.settings, firstGrades: 'alone' };
    await assign('a3');
    expect(harness.sis.requests).to.include({ createResults: 2, putResult: 12 });
    harness.settings = { ...harness.settings, firstGrades: 'found' };
    harness.sis.faults = ({ kind }) => (kind === 'createResults' ? failure('institution', 405) : null);
    await assign('a4');
    const tried = harness.sis.requests['createResults'];
    await assign('a5');
    expect(harness.sis.requests['createResults']).to.equal(tried);
    expect((await find()).map(({ habit }) => habit)).to.deep.equal([{ kind: 'columns', offered: false }]);
  });

  it('OF15 a lost answer is not repeated: the column is read, and each result is sent to where it is', async () => {
    const harness = start();
    harness.sis.faults = ({ kind, n }) => (kind === 'createResults' && n === 1 ? { lostReply: true } : null);
    const run = await harness.post();
    expect(run.counts).to.include({ eligible: 6, confirmed: 6 });
    expect(harness.sis.requests).to.include({ createResults: 2, putResult: 3 });
    expectWhole(harness);
  });

  it('OF15 a result that the answer leaves out is looked up', async () => {
    const harness = start({ namesFewIds: true });
    const run = await harness.post();
    expect(run.counts).to.include({ eligible: 6, confirmed: 6 });
    expect(harness.sis.requests).to.include({ createResults: 2, putResult: 2 });
    expectWhole(harness);
  });

  it('OF15 go one by one where the SIS does not offer it, or refuses one of them', async () => {
    const unoffered = start();
    unoffered.sis.faults = ({ kind }) => (kind === 'createResults' ? failure('institution', 405) : null);
    expect((await unoffered.post()).counts).to.include({ confirmed: 6 });
    expect(unoffered.sis.requests['putResult']).to.equal(6);
    expectWhole(unoffered);
    const refusing = start();
    refusing.sis.faults = ({ kind, id }) =>
      kind === 'createResults' || (kind === 'putResult' && id === 'S1001')
        ? failure('item', 422, 'locked')
        : null;
    const run = await refusing.post();
    expect(run.counts).to.include({ confirmed: 5, failed: 1 });
    expect(refusing.sis.results.size).to.equal(5);
  });

  it('OF15 a worker that dies between the POST and its record is followed by one that reads the column', async () => {
    const harness = start();
    await harness.passback.requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } });
    const gone = new AbortController();
    const { client } = harness.sis;
    // The first worker gets no further than its first POST.
    const dying = {
      ...client,
      under: () => dying,
      createResults: async (...args: Parameters<typeof client.createResults>) => {
        await client.createResults(...args);
        gone.abort();
        throw new Error('killed');
      },
    };
    await harness.worker({}, { openSis: async () => ({ client: dying, maxInFlight: 1 }) }).runOnce();
    expect(gone.signal.aborted).to.equal(true);
    harness.advance(180_000);
    await harness.work();
    // The second column was marked while the first was under way, so it is read before it is sent, too.
    expect(harness.sis.requests).to.include({ createResults: 1 });
    expectWhole(harness);
  });
});
