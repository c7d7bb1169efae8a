import { expect } from 'chai';
import fc from 'fast-check';
import { decideItem, type ItemSituation } from '../../../src/passback/comparison/decide-item.ts';
import type { SentScore } from '../../../src/store/passback/receipts.ts';

const base: SentScore = {
  score: 8,
  scoreStatus: 'fully graded',
  late: false,
  missing: false,
  scoreDate: '2026-10-05',
};

function decide(
  desired: Partial<SentScore>,
  sent: Partial<SentScore> | null,
  change: Partial<ItemSituation> = {},
): string {
  return decideItem({
    desired: { ...base, ...desired },
    studentSourcedId: 's',
    lineItemSourcedId: 'l',
    lineItemMissing: false,
    receipt: sent && {
      sent: { ...base, ...sent },
      studentSourcedId: 's',
      lineItemSourcedId: 'l',
      inDoubt: false,
    },
    forced: false,
    policy: 'score',
    ...change,
  });
}

const anyScore: fc.Arbitrary<SentScore> = fc.record({
  score: fc.option(fc.constantFrom(0, 1, 5, 9.5)),
  scoreStatus: fc.constantFrom('exempt', 'fully graded', 'partially graded', 'not submitted'),
  late: fc.boolean(),
  missing: fc.boolean(),
  scoreDate: fc.constantFrom('2026-10-05', '2026-10-06'),
});
const anyPolicy = fc.constantFrom('score', 'score+status', 'everything');

describe('whether a score is sent', () => {
  it('is sent once, and again when it changes, 0 included', () => {
    expect(decide({}, null)).to.equal('send');
    expect(decide({}, {})).to.equal('unchanged');
    expect(decide({ score: 9 }, {})).to.equal('send');
    expect(decide({ score: 0 }, {})).to.equal('send');
    expect(decide({ score: 0 }, { score: 0 })).to.equal('unchanged');
  });

  it('is not sent again for another day of grading', () => {
    expect(decide({ scoreDate: '2026-11-01' }, {})).to.equal('unchanged');
  });

  it('is held back when only the status changed, or sent where the policy is wider', () => {
    for (const status of [{ late: true }, { missing: true }, { scoreStatus: 'partially graded' }] as const) {
      expect(decide(status, {})).to.equal('held_back');
      expect(decide(status, {}, { policy: 'score+status' })).to.equal('send');
      expect(decide(status, {}, { policy: 'everything' })).to.equal('send');
    }
  });

  it('is held back when a graded student is excused, which empties the score in Canvas', () => {
    expect(decide({ score: null, scoreStatus: 'exempt' }, {})).to.equal('held_back');
    expect(decide({ score: 0, scoreStatus: 'exempt' }, {})).to.equal('held_back');
    expect(decide({ score: null, scoreStatus: 'exempt' }, {}, { policy: 'score+status' })).to.equal('send');
  });

  it('is sent when an excused student gets a score, a 0 too', () => {
    expect(decide({ score: 5 }, { score: null, scoreStatus: 'exempt' })).to.equal('send');
    expect(decide({ score: 0 }, { score: 0, scoreStatus: 'exempt' })).to.equal('send');
  });

  it('is sent when the receipt is of another student, another line item, or in doubt', () => {
    const receipt = { sent: base, studentSourcedId: 's', lineItemSourcedId: 'l', inDoubt: false };
    expect(decide({}, null, { receipt: { ...receipt, studentSourcedId: 'other' } })).to.equal('send');
    expect(decide({}, null, { receipt: { ...receipt, lineItemSourcedId: 'other' } })).to.equal('send');
    expect(decide({}, null, { receipt: { ...receipt, inDoubt: true } })).to.equal('send');
    expect(decide({}, {}, { lineItemMissing: true })).to.equal('send');
    expect(decide({}, {}, { forced: true })).to.equal('send');
  });

  it('M3 what was just sent is unchanged, whatever it was and whatever the policy', () => {
    fc.assert(
      fc.property(anyScore, anyPolicy, (sent, policy) => {
        expect(decide(sent, sent, { policy })).to.equal('unchanged');
      }),
    );
  });

  it('a wider policy sends whatever a narrower one sends', () => {
    fc.assert(
      fc.property(anyScore, anyScore, (desired, sent) => {
        const narrow = decide(desired, sent);
        const wide = decide(desired, sent, { policy: 'score+status' });
        if (narrow === 'send') expect(wide).to.equal('send');
        if (narrow === 'unchanged') expect(wide).to.equal('unchanged');
        if (narrow === 'held_back') expect(wide).to.equal('send');
      }),
    );
  });
});
