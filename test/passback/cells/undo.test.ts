import { expect } from 'chai';
import fc from 'fast-check';
import type { LaunchContext } from '../../../src/domain/launch-context.ts';
import type { RunSummary } from '../../../src/domain/run.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { expectCountsAddUp } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const users = ['1000', '1001', '2000', '2001'];
interface Step {
  readonly do: 'grade' | 'hide' | 'type in SIS' | 'delete in SIS' | 'post';
  readonly user: string;
  readonly score: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('grade', 'grade', 'hide', 'type in SIS', 'delete in SIS', 'post'),
  user: fc.constantFrom(...users),
  score: fc.integer({ min: 1, max: 10 }),
});

describe('undoing a run', () => {
  const { harness: newHarness } = useHarness();

  const resultOf = ({ sis }: Harness, user: string) =>
    [...sis.results.values()].find(({ studentSourcedId }) => studentSourcedId === `S${user}`);
  /** What the SIS shows for a student; a cleared result shows nothing. */
  const scoreOf = (harness: Harness, user: string): number | null => resultOf(harness, user)?.score ?? null;
  const shown = (harness: Harness): (number | null)[] => users.map((user) => scoreOf(harness, user));

  const play = async (harness: Harness, steps: readonly Step[]): Promise<void> => {
    const { canvas, sis } = harness;
    for (const { do: what, user, score } of steps) {
      harness.advance(1_000);
      const found = resultOf(harness, user);
      if (what === 'grade') canvas.grade('a1', user, { score, postedAt: canvas.now() });
      if (what === 'hide') canvas.grade('a1', user, { postedAt: null });
      if (what === 'type in SIS' && found) {
        sis.results.set(found.sourcedId, { ...found, score: score + 0.5, scoreStatus: 'fully graded' });
      }
      if (what === 'delete in SIS' && found) sis.results.delete(found.sourcedId);
      if (what === 'post') {
        await harness.post();
        harness.advance(180_000);
      }
    }
  };
  /** Changes in the SIS are noticed first, so that what a run overwrites is known. */
  const compare = async (harness: Harness): Promise<void> => {
    harness.advance(180_000);
    await harness.passback.compareWithSis(harness.launch);
    await harness.work();
  };
  const undo = async (harness: Harness, runId: string, launch = harness.launch): Promise<RunSummary> => {
    harness.advance(180_000);
    return harness.settle((await harness.passback.undoRun(launch, runId)).runId);
  };

  it('P12 restores exactly what was there, and touches nothing that changed since', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.array(step, { maxLength: 5 }),
        async (earlier, later) => {
          const harness = newHarness({ students: 2, assignments: 1 });
          harness.settings = { ...harness.settings, removal: 'clear', brakeRemovals: false };
          await play(harness, earlier);
          await compare(harness);
          const before = shown(harness);
          const run = await harness.post();
          const after = shown(harness);
          const sent = new Set(
            (await harness.items(run.id)).flatMap(({ outcome, studentSisId }) =>
              outcome === 'confirmed' ? [studentSisId] : [],
            ),
          );
          const ledger = harness.sis.ledger.length;
          await play(harness, later);
          const resent = new Set(harness.sis.ledger.slice(ledger).map(({ id }) => id));
          const present = shown(harness);
          const undone = await undo(harness, run.id);
          expectCountsAddUp(undone);
          const now = shown(harness);
          for (const [index, user] of users.entries()) {
            const wasSent = sent.has(`S${user}`);
            const isSame =
              present[index] === after[index] && !resent.has(resultOf(harness, user)?.sourcedId ?? '');
            // A cleared result that was deleted there holds as little as before.
            const isHeld = resultOf(harness, user) !== undefined || after[index] === null;
            const expected = wasSent && isSame && isHeld ? before[index] : present[index];
            expect(now[index], `${user}: ${before} ${after} ${present}`).to.equal(expected);
          }
          // It stays undone: the next grade sync sends only what Canvas has changed since.
          const mark = harness.sis.ledger.length;
          if (later.length === 0) {
            harness.advance(180_000);
            await harness.post();
            expect(harness.sis.ledger.length).to.equal(mark);
          }
        },
      ),
      { numRuns: Number(process.env['MODEL_RUNS'] ?? 5), endOnFailure: true },
    );
  }).timeout(120_000);

  const start = async (): Promise<{ harness: Harness; run: RunSummary }> => {
    const harness = newHarness({ students: 2, assignments: 1 });
    await harness.post();
    harness.advance(180_000);
    for (const user of users) harness.canvas.grade('a1', user, { score: 9 });
    const run = await harness.post();
    harness.advance(180_000);
    return { harness, run };
  };

  it('P12 says what it could not undo, and why', async () => {
    const { harness, run } = await start();
    const typed = resultOf(harness, '1001');
    if (typed) harness.sis.results.set(typed.sourcedId, { ...typed, score: 2 });
    harness.canvas.grade('a1', '2000', { score: 7 });
    await harness.post();
    const undone = await undo(harness, run.id);
    expect(undone).to.include({ kind: 'undo', state: 'completed' });
    expect(undone.counts).to.include({ eligible: 4, confirmed: 2, skipped: 2 });
    expect(shown(harness)).to.deep.equal([0, 2, 7, 3]);
    const left = (await harness.items(undone.id)).filter(({ outcome }) => outcome === 'skipped');
    expect(left.map(({ studentSisId, reason }) => `${studentSisId} ${reason}`)).to.deep.equal([
      'S1001 undo_changed_in_sis',
      'S2000 undo_sent_later',
    ]);
  });

  it('P12 holds undone grades back until their score changes in Canvas, and can itself be undone', async () => {
    const { harness, run } = await start();
    const undone = await undo(harness, run.id);
    expect(shown(harness)).to.deep.equal([0, 1, 2, 3]);
    harness.advance(180_000);
    const next = await harness.post();
    expect(next.counts).to.include({ heldBack: 4, confirmed: 0 });
    harness.advance(180_000);
    harness.canvas.grade('a1', '1000', { score: 8 });
    expect((await harness.post()).counts).to.include({ confirmed: 1, heldBack: 3 });
    await undo(harness, undone.id);
    expect(shown(harness)).to.deep.equal([8, 9, 9, 9]);
  });

  it('P12 leaves a grade alone if a 1.1 SIS had no score before, or if the SIS shows nothing', async () => {
    for (const [profile, reason] of [
      [{ version: '1.1' }, 'undo_not_expressible'],
      [{ readsResults: false }, 'undo_unknown'],
    ] as const) {
      const harness = newHarness({ students: 2, assignments: 1 });
      harness.sis.profile = { ...harness.sis.profile, ...profile };
      const run = await harness.post();
      const before = shown(harness);
      const undone = await undo(harness, run.id);
      expect((await harness.items(undone.id)).map((item) => item.reason)).to.deep.equal(
        Array(4).fill(reason),
      );
      expect(shown(harness)).to.deep.equal(before);
    }
  });

  it('S61 a person who sees only their own sections undoes only those', async () => {
    const { harness, run } = await start();
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    const limited: LaunchContext = { ...harness.launch, reach };
    const undone = await undo(harness, run.id, limited);
    expect(undone.counts).to.include({ eligible: 2, confirmed: 2 });
    expect(shown(harness)).to.deep.equal([9, 9, 2, 3]);
  });
});
