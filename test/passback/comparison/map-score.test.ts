import { expect } from 'chai';
import fc from 'fast-check';
import { defaultInstitutionSettings } from '../../../src/domain/institution-settings.ts';
import { en } from '../../../src/i18n/en/en.ts';
import { mapScore, type ScoreRules, toScoreRules } from '../../../src/passback/comparison/map-score.ts';
import type { Grade } from '../../../src/store/passback/grades.ts';
import { plainProfile } from '../../support/oneroster/scripted-sis.ts';

const plain: ScoreRules = {
  version: '1.2',
  overMaximum: 'send',
  rounding: 'exact',
  wholeScoresOnly: false,
  exempt: 'status',
  lateAndMissing: 'flags',
  scoreDecimals: null,
  belowZero: 'send',
  textScores: 'none',
  comments: null,
};
const grade: Grade = {
  assignmentId: 'a',
  personId: 'p',
  score: 8,
  textGrade: 'B',
  excused: false,
  late: false,
  missing: false,
  gradedAt: new Date('2026-10-06T03:30:00Z'),
  postedAt: null,
  pendingReview: false,
  customStatus: false,
};
const context = {
  maximum: 10,
  gradingType: 'letter_grade',
  timeZone: 'America/Chicago',
  now: new Date('2026-11-01T00:00:00Z'),
};

function map(change: Partial<Grade>, rules: Partial<ScoreRules> = {}) {
  const mapped = mapScore({ ...grade, ...change }, { ...plain, ...rules }, context);
  return mapped.kind === 'score' ? mapped.sent : mapped.reason;
}

const anyGrade = fc.record({
  score: fc.option(
    fc.oneof(fc.constant(0), fc.double({ min: -5, max: 50, noNaN: true }), fc.integer({ max: 40 })),
  ),
  excused: fc.boolean(),
  late: fc.boolean(),
  missing: fc.boolean(),
  pendingReview: fc.boolean(),
});
const anyRules = fc.record<ScoreRules>({
  version: fc.constantFrom('1.1', '1.2'),
  overMaximum: fc.constantFrom('send', 'cap', 'refuse'),
  rounding: fc.constantFrom('exact', 'whole', 'refuse'),
  wholeScoresOnly: fc.boolean(),
  exempt: fc.constantFrom('status', 'score-zero', 'refuse'),
  lateAndMissing: fc.constantFrom('flags', 'omit'),
  scoreDecimals: fc.option(fc.integer({ min: 0, max: 4 })),
  belowZero: fc.constantFrom('send', 'zero'),
  textScores: fc.constantFrom('none', 'passFail', 'all'),
  comments: fc.constantFrom(null, en.gradeComments),
});

describe('M7 the grade that the SIS gets', () => {
  it('R3 keeps 0 as a score', () => {
    expect(map({ score: 0 })).to.include({ score: 0, scoreStatus: 'fully graded' });
  });

  it('keeps decimals if the SIS accepts them', () => {
    expect(map({ score: 8.333333 })).to.include({ score: 8.333333 });
  });

  it('rounds to the decimals that the school chose, and never above the maximum', () => {
    expect(map({ score: 8.345 }, { scoreDecimals: 2 })).to.include({ score: 8.35 });
    expect(map({ score: 0.14 * 100 }, { scoreDecimals: 1 })).to.include({ score: 14 });
    expect(map({ score: 9.96 }, { scoreDecimals: 1 })).to.include({ score: 10 });
    const tall = { ...context, maximum: 10.5 };
    const mapped = mapScore({ ...grade, score: 10.5 }, { ...plain, scoreDecimals: 0 }, tall);
    expect(mapped.kind === 'score' && mapped.sent.score).to.equal(10);
  });

  it('sends the number that somebody wrote, not what a computer makes of it', () => {
    expect(map({ score: 0.07 * 100 })).to.include({ score: 7 });
    expect(map({ score: 0.1 + 0.2 })).to.include({ score: 0.3 });
    expect(map({ score: 9.999999 })).to.include({ score: 9.999999 });
  });

  it('sends a score below zero, or 0 instead', () => {
    expect(map({ score: -2.5 })).to.include({ score: -2.5 });
    expect(map({ score: -2.5 }, { belowZero: 'zero' })).to.include({ score: 0 });
    expect(map({ score: -0.4 }, { rounding: 'whole' })).to.include({ score: 0 });
  });

  it('rounds half up, or refuses, if the SIS only accepts whole scores', () => {
    expect(map({ score: 8.5 }, { rounding: 'whole' })).to.include({ score: 9 });
    expect(map({ score: 8.5 }, { rounding: 'refuse' })).to.equal('score_not_whole');
    expect(map({ score: 8.5 }, { wholeScoresOnly: true })).to.equal('score_not_whole');
    expect(map({ score: 9.6 }, { rounding: 'whole', overMaximum: 'refuse' })).to.include({ score: 10 });
  });

  it('sends, caps or refuses a score above the maximum', () => {
    expect(map({ score: 12 })).to.include({ score: 12 });
    expect(map({ score: 12 }, { overMaximum: 'cap' })).to.include({ score: 10 });
    expect(map({ score: 12 }, { overMaximum: 'refuse' })).to.equal('score_above_maximum');
  });

  it('P18 sends the letter or word beside the score as the school chose, and with an excuse never', () => {
    expect(map({})).not.to.have.property('textScore');
    expect(map({}, { textScores: 'all' })).to.include({ score: 8, textScore: 'B' });
    expect(map({}, { textScores: 'passFail' })).not.to.have.property('textScore');
    expect(map({ excused: true }, { textScores: 'all' })).not.to.have.property('textScore');
    const ofType = (gradingType: string, textScores: ScoreRules['textScores']) =>
      mapScore(grade, { ...plain, textScores }, { ...context, gradingType });
    expect(ofType('pass_fail', 'passFail')).to.have.nested.property('sent.textScore', 'B');
    expect(ofType('points', 'all')).not.to.have.nested.property('sent.textScore');
    const rules = toScoreRules(plainProfile('1.1'), { ...defaultInstitutionSettings, textScores: 'all' });
    expect(rules.textScores).to.equal('none');
  });

  it('P19 says in the comment what the school chose, in its language', () => {
    expect(map({ late: true })).not.to.have.property('comment');
    const settings = { ...defaultInstitutionSettings, comments: 'status' } as const;
    const { comments } = toScoreRules(plainProfile('1.1'), settings);
    expect(map({ late: true }, { comments })).to.include({ comment: 'Late' });
    expect(map({}, { comments })).to.include({ comment: '' });
    expect(map({ excused: true, missing: true }, { comments })).to.include({ comment: 'Excused, Missing' });
    const spanish = toScoreRules(plainProfile('1.1'), { ...settings, noticeLanguage: 'es' });
    expect(map({ late: true }, { comments: spanish.comments })).to.include({ comment: 'Con retraso' });
  });

  it('P17 never makes 0 of extra credit', () => {
    fc.assert(
      fc.property(anyRules, fc.integer({ min: 1, max: 50 }), (rules, score) => {
        const mapped = mapScore({ ...grade, score }, rules, { ...context, maximum: 0 });
        expect(mapped.kind === 'score' && mapped.sent.score).to.equal(score);
      }),
    );
  });

  it('R17 sends an excuse where the institution knows that its SIS keeps it, and nowhere else', () => {
    const profile = plainProfile('1.1');
    const rulesFor = (excused: 'profile' | 'send' | 'refuse', exempt = profile.exempt) =>
      toScoreRules({ ...profile, exempt }, { ...defaultInstitutionSettings, excused }).exempt;
    expect(rulesFor('profile')).to.equal('refuse');
    expect(rulesFor('send')).to.equal('score-zero');
    expect(rulesFor('send', 'status')).to.equal('status');
    expect(rulesFor('refuse', 'status')).to.equal('refuse');
    expect(map({ score: null, excused: true }, { exempt: rulesFor('send'), version: '1.1' })).to.include({
      score: 0,
      scoreStatus: 'exempt',
    });
  });

  it('R17 makes excused without a score exempt, never a bare 0', () => {
    const excused = { score: null, excused: true };
    expect(map(excused)).to.include({ score: null, scoreStatus: 'exempt' });
    expect(map(excused, { exempt: 'score-zero' })).to.include({ score: 0, scoreStatus: 'exempt' });
    expect(map(excused, { exempt: 'refuse' })).to.equal('exempt_not_expressible');
    expect(map(excused, { version: '1.1' })).to.equal('exempt_not_expressible');
  });

  it('says partially graded while parts wait to be graded', () => {
    expect(map({ pendingReview: true })).to.include({ scoreStatus: 'partially graded' });
  });

  it('dates a score by the day in the course’s zone', () => {
    // 03:30 UTC on the 6th is 22:30 on the 5th in Chicago.
    expect(map({})).to.include({ scoreDate: '2026-10-05' });
    expect(map({ gradedAt: null })).to.include({ scoreDate: '2026-10-31' });
  });

  it('sends late and missing only if the SIS knows them', () => {
    expect(map({ late: true, missing: true })).to.include({ late: true, missing: true });
    expect(map({ late: true, missing: true }, { lateAndMissing: 'omit' })).to.include({
      late: false,
      missing: false,
    });
  });

  it('CF21 sends the same whatever status the school invented for the grade', () => {
    fc.assert(
      fc.property(anyGrade, anyRules, (change, rules) => {
        const mapped = (customStatus: boolean) =>
          mapScore({ ...grade, ...change, customStatus }, rules, context);
        expect(mapped(true)).to.deep.equal(mapped(false));
      }),
    );
  });

  it('never sends a 1.1 result without a score, above a cap, or fractional where it must be whole', () => {
    fc.assert(
      fc.property(anyGrade, anyRules, (change, rules) => {
        const mapped = mapScore({ ...grade, ...change }, rules, context);
        if (mapped.kind === 'refused') return;
        const { score, scoreStatus } = mapped.sent;
        if (rules.version === '1.1') expect(score).not.to.equal(null);
        if (score === null) {
          expect(scoreStatus).to.be.oneOf(['exempt', 'not submitted']);
          return;
        }
        expect(Object.is(score, -0)).to.equal(false);
        if (rules.overMaximum !== 'send') expect(score).to.be.at.most(10);
        if (rules.wholeScoresOnly || rules.rounding !== 'exact')
          expect(Number.isInteger(score)).to.equal(true);
      }),
    );
  });

  it('delivers a score within the maximum unchanged if it need not be whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), anyRules, (millionths, rules) => {
        const score = millionths / 1_000_000;
        const exact = { ...rules, rounding: 'exact', wholeScoresOnly: false, scoreDecimals: null } as const;
        const mapped = mapScore({ ...grade, score }, exact, context);
        expect(mapped.kind === 'score' && mapped.sent.score).to.equal(score);
        // However a computer came to it.
        const dusty = mapScore({ ...grade, score: score + 1e-14 }, exact, context);
        expect(dusty).to.deep.equal(mapped);
      }),
    );
  });
});
