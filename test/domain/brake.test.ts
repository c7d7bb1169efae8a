import { expect } from 'chai';
import fc from 'fast-check';
import { type BrakeFigures, type BrakeLimits, countChange, findBrakeCauses } from '../../src/domain/brake.ts';
import type { SeenScore } from '../../src/domain/cell.ts';

const limits: BrakeLimits = { brakeShare: 25, brakeMinimum: 20, brakeZeros: 20, brakeRemovals: true };
const figures = (over: Partial<BrakeFigures>): BrakeFigures => ({
  held: 100,
  changed: 0,
  zeros: 0,
  removed: 0,
  ...over,
});
const anyFigures: fc.Arbitrary<BrakeFigures> = fc.record({
  held: fc.nat(200),
  changed: fc.nat(200),
  zeros: fc.nat(200),
  removed: fc.nat(3),
});

describe('the brake', () => {
  it('P10 stops a run that changes both more than the share and more than the least number', () => {
    expect(findBrakeCauses(figures({ changed: 25 }), limits)).to.deep.equal([]);
    expect(findBrakeCauses(figures({ changed: 26 }), limits)).to.deep.equal(['changed']);
    expect(findBrakeCauses(figures({ held: 19, changed: 19 }), limits)).to.deep.equal([]);
    expect(findBrakeCauses(figures({ held: 20, changed: 20 }), limits)).to.deep.equal(['changed']);
    expect(findBrakeCauses(figures({ held: 1000, changed: 20, zeros: 20 }), limits)).to.deep.equal(['zeros']);
    expect(findBrakeCauses(figures({ removed: 1 }), limits)).to.deep.equal(['removed']);
  });

  it('P10 never stops if the institution has lifted its limits', () => {
    const lifted = { ...limits, brakeShare: null, brakeZeros: null, brakeRemovals: false };
    fc.assert(
      fc.property(anyFigures, (any) => {
        expect(findBrakeCauses(any, lifted)).to.deep.equal([]);
      }),
    );
  });

  it('P10 continues with up to what was confirmed, and stops again for more', () => {
    fc.assert(
      fc.property(anyFigures, anyFigures, (now, confirmed) => {
        const causes = findBrakeCauses(now, limits, confirmed);
        expect(findBrakeCauses(now, limits)).to.include.members([...causes]);
        for (const cause of causes) expect(now[cause]).to.be.greaterThan(confirmed[cause]);
        expect(findBrakeCauses(now, limits, now)).to.deep.equal([]);
      }),
    );
  });

  it('counts a score as changed only if the student has a different one', () => {
    const held: SeenScore = { score: 8, scoreStatus: 'fully graded' };
    expect(countChange(null, held)).to.include({ changed: 0, zeros: 0 });
    expect(countChange(held, { score: 8, scoreStatus: 'partially graded' })).to.include({ changed: 0 });
    expect(countChange(held, { score: 9, scoreStatus: 'fully graded' })).to.include({ changed: 1, zeros: 0 });
    expect(countChange(held, { score: 0, scoreStatus: 'fully graded' })).to.include({ changed: 1, zeros: 1 });
    expect(countChange(held, { score: null, scoreStatus: 'exempt' })).to.include({ changed: 1, zeros: 0 });
    expect(countChange(held, 'removed')).to.include({ changed: 0, removed: 1 });
  });
});
