import { expect } from 'chai';
import type { CellGroup } from '../../../src/domain/comparison.ts';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('comparing a course with the SIS', () => {
  const { harness: newHarness } = useHarness();
  const signal = new AbortController().signal;

  const edit = (harness: Harness, student: string, score: number | null): void => {
    const result = [...harness.sis.results.values()].find(
      ({ studentSourcedId }) => studentSourcedId === student,
    );
    if (!result) throw new Error('no result');
    if (score === null) harness.sis.results.delete(result.sourcedId);
    else harness.sis.results.set(result.sourcedId, { ...result, score });
  };
  const open = async (harness: Harness, group: CellGroup = 'changed_in_sis', launch = harness.launch) => {
    const { counts, cells } = await harness.passback.readComparison(launch, { group, page: 1 });
    return { counts: Object.fromEntries(counts), cells };
  };
  const start = async (): Promise<Harness> => {
    const harness = newHarness({ assignments: 1 });
    await harness.post();
    harness.advance(180_000);
    edit(harness, 'S1001', 1.5);
    edit(harness, 'S2002', null);
    expect((await open(harness)).counts).to.deep.equal({ in_order: 6 });
    await harness.passback.compareWithSis(harness.launch, signal);
    return harness;
  };

  it('R16 R22 notices what was changed and what is missing, of grades that no run sent lately', async () => {
    const harness = await start();
    const { counts, cells } = await open(harness);
    expect(counts).to.deep.equal({ changed_in_sis: 1, missing_in_sis: 1, in_order: 4 });
    expect(cells).to.have.length(1);
    expect(cells[0]).to.include({ studentName: 'Student 1001', canvas: 1, sent: 1 });
    expect(cells[0]?.seen).to.deep.equal({ score: 1.5, scoreStatus: 'fully graded' });
    expect((await open(harness, 'missing_in_sis')).cells[0]).to.include({ seen: 'absent' });
  });

  it('what changed stays until a person decides: one press sends Canvas’s score', async () => {
    const harness = await start();
    expect((await harness.post()).counts).to.include({ confirmed: 1, unchanged: 4, heldBack: 1 });
    const [cell] = (await open(harness)).cells;
    const asked = await harness.passback.decideCells(harness.launch, {
      how: 'repair',
      cellId: cell?.id ?? '',
      group: 'changed_in_sis',
    });
    expect((await harness.settle(asked?.runId ?? '')).counts).to.include({ confirmed: 1, unchanged: 5 });
    expectSisEqualsCanvas(harness);
    expect((await open(harness)).counts).to.deep.equal({ in_order: 6 });
  });

  it('or keeps what the SIS holds, until somebody changes it there again', async () => {
    const harness = await start();
    const decision = { how: 'accept', cellId: null, group: 'changed_in_sis' } as const;
    expect(await harness.passback.decideCells(harness.launch, decision)).to.equal(null);
    expect((await open(harness)).counts).to.include({ in_order: 5 });
    expect((await harness.post()).counts).to.include({ heldBack: 0 });
    edit(harness, 'S1001', 2);
    harness.advance(180_000);
    await harness.passback.compareWithSis(harness.launch, signal);
    expect((await open(harness)).cells).to.have.length(1);
  });

  it('where the school asks a person first, a score that changes in Canvas waits, too; where Canvas wins, nothing does', async () => {
    for (const conflicts of ['ask', 'canvas_wins'] as const) {
      const harness = await start();
      harness.settings = { ...harness.settings, conflicts };
      harness.canvas.grade('a1', '1001', { score: 9 });
      const run = await harness.post();
      const asks = conflicts === 'ask';
      expect(run.counts).to.include(asks ? { confirmed: 0, heldBack: 2 } : { confirmed: 2, heldBack: 0 });
    }
  });

  it('S61 shows and decides the grades of a person’s own sections alone', async () => {
    const harness = await start();
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    const limited: LaunchContext = { ...harness.launch, reach };
    const { counts, cells } = await open(harness, 'changed_in_sis', limited);
    expect(counts).to.deep.equal({ missing_in_sis: 1, in_order: 2 });
    expect(cells).to.deep.equal([]);
  });
});
