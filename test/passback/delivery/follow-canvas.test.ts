import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { expectCountsAddUp, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('what changes in Canvas while grades are sent', () => {
  const { harness: newHarness } = useHarness();

  /** Does something in Canvas once this many results have reached the SIS, minutes after Canvas was read. */
  const whenSent = (harness: Harness, results: number, change: () => void): void => {
    let sent = 0;
    harness.sis.faults = ({ kind }) => {
      if (kind !== 'putResult') return null;
      sent += 1;
      if (sent === results) {
        harness.advance(120_000);
        change();
      }
      return null;
    };
  };
  const settleAll = async (harness: Harness) => {
    const first = await harness.post();
    const ended = await harness.settle(first.id);
    expectCountsAddUp(ended);
    await harness.work();
    return ended;
  };

  it('I3 R9 a score that changes after it was sent arrives with the next run', async () => {
    const harness = newHarness({ assignments: 1 });
    whenSent(harness, 6, () => harness.canvas.grade('a1', '1000', { score: 9.75 }));
    const run = await settleAll(harness);
    expect(run.counts).to.include({ confirmed: 6 });
    const history = await harness.passback.readHistory(harness.launch, { limit: 9, before: null });
    expect(history.map(({ counts }) => counts.confirmed)).to.deep.equal([1, 6]);
    expectSisEqualsCanvas(harness);
  });

  it('I3 unsent scores take the newer value; newly hidden scores and students who left are not sent', async () => {
    const harness = newHarness({ students: 80, assignments: 2 });
    const [last, lastButOne, third] = ['2079', '2078', '2077'];
    whenSent(harness, 20, () => {
      harness.canvas.grade('a2', last, { score: 3.25 });
      harness.canvas.grade('a2', lastButOne, { postedAt: null });
      harness.canvas.members = harness.canvas.members.filter(({ canvasUserId }) => canvasUserId !== third);
    });
    const run = await settleAll(harness);
    expect(run.counts).to.include({ eligible: 320, failed: 0, pending: 0 });
    const sent = [...harness.sis.results.values()];
    const scoresOf = (student: string) =>
      sent.filter(({ studentSourcedId }) => studentSourcedId === `S${student}`).map(({ score }) => score);
    expect(scoresOf(last)).to.include(3.25);
    expect(scoresOf(lastButOne)).to.have.length(1);
    // This one's first assignment was already on its way.
    expect(scoresOf(third)).to.have.length(1);
    const skipped = (await harness.items(run.id, true)).map(
      ({ assignmentId, studentSisId, reason }) => `${assignmentId} ${studentSisId} ${reason}`,
    );
    expect(skipped.sort()).to.deep.equal(['a2 S2077 student_inactive', 'a2 S2078 grade_hidden']);
    expect(harness.sis.ledger.filter(({ score }) => score === 3.25)).to.have.length(1);
  });

  it('a score that was sent before it was hidden is shown as such, with what the SIS holds', async () => {
    const harness = newHarness({ assignments: 1 });
    whenSent(harness, 6, () => harness.canvas.grade('a1', '1000', { postedAt: null }));
    await settleAll(harness);
    const { id: institutionId } = harness.institution;
    const scope = { institutionId, courseKey: `${institutionId}:context-1` };
    const cells = await harness.stores.cells.findOfClass(scope, 'a1', 'class-1');
    const hidden = cells.find(({ personId }) => personId === '1000');
    expect(hidden).to.include({ state: 'excluded', reason: 'grade_hidden' });
    expect(hidden?.held?.sent.score).to.equal(0);
  });

  it('a Canvas that does not answer meanwhile stops nothing', async () => {
    const harness = newHarness({ assignments: 1 });
    whenSent(harness, 2, () => {
      harness.canvas.faults = () => {
        throw new TypeError('Canvas is away');
      };
    });
    const run = await settleAll(harness);
    expect(run.counts).to.include({ confirmed: 6 });
  });
});
