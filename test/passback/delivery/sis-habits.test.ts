import { expect } from 'chai';
import type { SisResult } from '../../../src/domain/sis.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

type Show = (results: readonly SisResult[]) => readonly SisResult[];

/** A habit of a SIS in showing what it holds, and what must be said of student S1001 then. */
interface Habit {
  readonly name: string;
  readonly show: Show;
  /** Whether the run may claim that the score arrived. */
  readonly verified: boolean;
}

const ofStudent =
  (change: (result: SisResult) => readonly SisResult[]): Show =>
  (results) =>
    results.flatMap((result) => (result.studentSourcedId === 'S1001' ? change(result) : [result]));

/** Leaves student S1001 out until it has been asked that often. */
function showLate(looks: number): Show {
  let asked = 0;
  return (results) => {
    asked += 1;
    return asked < looks ? results.filter(({ studentSourcedId }) => studentSourcedId !== 'S1001') : results;
  };
}

const habits: readonly Habit[] = [
  {
    name: 'two active results of one student, with different scores',
    show: ofStudent((result) => [result, { ...result, sourcedId: `${result.sourcedId}-2`, score: 0 }]),
    verified: false,
  },
  {
    name: 'two active results of one student, the other one first',
    show: ofStudent((result) => [{ ...result, sourcedId: 'older', score: 0 }, result]),
    verified: false,
  },
  {
    name: 'the same score twice',
    show: ofStudent((result) => [result, { ...result, sourcedId: `${result.sourcedId}-2` }]),
    verified: true,
  },
  {
    name: 'an id of its own for the result',
    show: ofStudent((result) => [{ ...result, sourcedId: '4711' }]),
    verified: true,
  },
  {
    name: 'student ids in other capitals, with blanks',
    show: ofStudent((result) => [{ ...result, studentSourcedId: ' s1001 ' }]),
    verified: true,
  },
  {
    name: '32-bit floats',
    show: ofStudent((result) => [
      { ...result, score: result.score === null ? null : Math.fround(result.score) },
    ]),
    verified: true,
  },
  {
    name: 'what it has accepted only at the third look',
    show: showLate(3),
    verified: true,
  },
  {
    name: 'whole scores, rounded',
    show: ofStudent((result) => [
      { ...result, score: result.score === null ? null : Math.round(result.score) },
    ]),
    verified: false,
  },
];

describe('what a run says of a SIS that shows', () => {
  const { harness: newHarness } = useHarness();

  for (const { name, show, verified } of habits) {
    it(`${name}: ${verified ? 'verified' : 'never verified'}, and nothing is sent again for ever`, async () => {
      const harness = newHarness({ assignments: 1 });
      harness.settings = { ...harness.settings, conflicts: 'ask' };
      harness.canvas.grade('a1', '1001', { score: 852.33 });
      harness.canvas.assignments = harness.canvas.assignments.map((assignment) => ({
        ...assignment,
        pointsPossible: 900,
      }));
      harness.sis.show = show;
      const first = await harness.post();
      const outcomes = (await harness.items(first.id)).filter(({ studentSisId }) => studentSisId === 'S1001');
      expect(outcomes.map(({ outcome }) => outcome)).to.deep.equal([verified ? 'confirmed' : 'failed']);
      expect(first.counts?.confirmed).to.equal(verified ? 6 : 5);
      harness.advance(180_000);
      await harness.post();
      harness.advance(180_000);
      const written = harness.sis.ledger.length;
      await harness.post();
      if (verified) expect(harness.sis.ledger).to.have.length(written);
    });
  }
});
