import { expect } from 'chai';
import fc from 'fast-check';
import type { SentScore } from '../../src/domain/sis.ts';
import { explainDifference, isSameNumber } from '../../src/domain/sis-habit.ts';

const sent = (score: number | null, scoreStatus: SentScore['scoreStatus'] = 'fully graded'): SentScore => ({
  score,
  scoreStatus,
  late: false,
  missing: false,
  scoreDate: '2026-10-05',
});
const seen = (score: number | null, scoreStatus: SentScore['scoreStatus'] = 'fully graded') => ({
  score,
  scoreStatus,
});
const explain = (score: number, shown: number, maximum: number | null = 1_000) =>
  explainDifference(sent(score), seen(shown), maximum);

describe('how a SIS keeps a score', () => {
  it('is the same score to half a unit of its last decimal, and hundredths at least', () => {
    for (const [one, other] of [
      [852.33, 852.33002],
      [852.33, 852.3297],
      [87, 87.004],
      [33.333333333, 33.333332],
      [0.1 + 0.2, 0.3],
      [null, null],
    ] as const) {
      expect(isSameNumber(one, other), `${one} and ${other}`).to.equal(true);
    }
    for (const [one, other] of [
      [852.33, 852.34],
      [852.33, 852.335],
      [87, 87.4],
      [87.125, 87.126],
      [0, null],
    ] as const) {
      expect(isSameNumber(one, other), `${one} and ${other}`).to.equal(false);
    }
  });

  it('is the same score as a 32-bit float', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (hundredths) => {
        const score = hundredths / 100;
        return isSameNumber(score, Math.fround(score));
      }),
    );
  });

  it('is explained by fewer decimals, rounded or cut off, and by the points possible', () => {
    expect(explain(87.5, 88)).to.deep.equal({ kind: 'decimals', decimals: 0 });
    expect(explain(87.5, 87)).to.deep.equal({ kind: 'decimals', decimals: 0 });
    expect(explain(87.56, 87.6)).to.deep.equal({ kind: 'decimals', decimals: 1 });
    expect(explain(33.333333, 33.33)).to.deep.equal({ kind: 'decimals', decimals: 2 });
    expect(explain(105, 100, 100)).to.deep.equal({ kind: 'maximum' });
    // P17
    expect(explain(5, 0, 0)).to.equal(null);
  });

  it('is not explained if nothing but a person or an error could have made it', () => {
    expect(explain(87.5, 89)).to.equal(null);
    expect(explain(87.5, 86.5)).to.equal(null);
    expect(explain(87, 88)).to.equal(null);
    expect(explain(105, 100, null)).to.equal(null);
    expect(explain(95, 100, 100)).to.equal(null);
    expect(explainDifference(sent(0, 'exempt'), seen(0), 10)).to.equal(null);
    expect(explainDifference(sent(87.5), seen(null), 10)).to.equal(null);
  });

  it('explains whatever rounding does to a score, and never hides a whole point', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 2 }),
        (thousandths, decimals) => {
          const score = thousandths / 1_000;
          const kept = Number(score.toFixed(decimals));
          const isExplained = isSameNumber(score, kept) || explain(score, kept) !== null;
          return isExplained && !isSameNumber(score, score + 1) && explain(score, score + 1) === null;
        },
      ),
    );
  });
});
