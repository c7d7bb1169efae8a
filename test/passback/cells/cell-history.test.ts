import { expect } from 'chai';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import { ProductError } from '../../../src/errors.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('the history of a grade', () => {
  const { harness: newHarness } = useHarness();

  const cellOf = async (harness: Harness, runId: string, sisId: string): Promise<string> => {
    const item = (await harness.items(runId)).find(({ studentSisId }) => studentSisId === sisId);
    return item?.cellId ?? '';
  };
  const typeOver = async (harness: Harness, score: number): Promise<void> => {
    const found = [...harness.sis.results.values()].find(
      ({ studentSourcedId }) => studentSourcedId === 'S1001',
    );
    if (found) harness.sis.results.set(found.sourcedId, { ...found, score });
    await harness.passback.compareWithSis(harness.launch);
    await harness.work();
  };

  it('tells every sending with who, when and what the SIS held before, what was decided, and what is there now', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    const first = await harness.post();
    const cell = await cellOf(harness, first.id, 'S1001');
    harness.advance(180_000);
    await typeOver(harness, 5);
    const decision = { how: 'accept', cellId: null, group: 'changed_in_sis' } as const;
    await harness.passback.decideCells(harness.launch, decision);
    harness.advance(180_000);
    harness.canvas.grade('a1', '1001', { score: 9 });
    const second = await harness.post();
    harness.advance(180_000);
    const undo = await harness.settle((await harness.passback.undoRun(harness.launch, second.id)).runId);
    const history = await harness.passback.readCellHistory(harness.launch, cell);
    const graded = (score: number) => ({ score, scoreStatus: 'fully graded' });
    expect(
      history.runs.map(({ runId, kind, before, sends, outcome }) => ({
        runId,
        kind,
        before,
        sends,
        outcome,
      })),
    ).to.deep.equal([
      { runId: undo.id, kind: 'undo', before: graded(9), sends: graded(5), outcome: 'confirmed' },
      { runId: second.id, kind: 'post', before: graded(5), sends: graded(9), outcome: 'confirmed' },
      { runId: first.id, kind: 'post', before: 'none', sends: graded(1), outcome: 'confirmed' },
    ]);
    expect(history.runs.map(({ requestedBy }) => requestedBy.kind)).to.deep.equal(Array(3).fill('person'));
    expect(history.decisions).to.have.length(1);
    expect(history.decisions[0]).to.deep.include({ how: 'accept', by: 'Teacher', seen: graded(5) });
    expect(history.canvas).to.deep.equal({ score: 9, isHidden: false });
    expect(history.seen?.score).to.deep.equal(graded(5));
  });

  it('S61 S14 is of a grade of the course and of the person’s own sections, or not found', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    const run = await harness.post();
    const own = await cellOf(harness, run.id, 'S2001');
    const foreign = await cellOf(harness, run.id, 'S1001');
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    const limited: LaunchContext = { ...harness.launch, reach };
    const { studentName, runs } = await harness.passback.readCellHistory(limited, own);
    expect({ studentName, runs: runs.length }).to.deep.equal({ studentName: 'Student 2001', runs: 1 });
    for (const cell of [foreign, 'made-up', `${own}:more`]) {
      const refused = await harness.passback.readCellHistory(limited, cell).catch((error: unknown) => error);
      expect(refused, cell).to.be.instanceOf(ProductError).with.property('code', 'not_found');
    }
  });
});
