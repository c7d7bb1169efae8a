import type { ItemReason } from '../../domain/outcomes.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { Grade } from '../../store/passback/grades.ts';
import type { SentScore } from '../../store/passback/receipts.ts';
import { dayIn } from './course-day.ts';

/** What of a profile decides how a score travels. */
export type ScoreRules = Pick<
  SisProfile,
  'version' | 'overMaximum' | 'rounding' | 'wholeScoresOnly' | 'exempt' | 'lateAndMissing'
>;

export type MappedScore =
  | { readonly kind: 'score'; readonly sent: SentScore }
  | {
      readonly kind: 'refused';
      readonly reason: Extract<
        ItemReason,
        'score_above_maximum' | 'score_not_whole' | 'exempt_not_expressible' | 'score_removed'
      >;
    };

/** When and out of how much a grade counts. */
export interface ScoreContext {
  readonly maximum: number;
  readonly timeZone: string;
  /** Stands in for the graded day where Canvas gave none. */
  readonly now: Date;
}

/**
 * A Canvas grade as the SIS gets it (P5): Canvas's score after late deduction; 0 is a score (R3); excused without score is
 * exempt (R17); no score at all takes back what was sent before, where the version can say so.
 */
export function mapScore(grade: Grade, rules: ScoreRules, context: ScoreContext): MappedScore {
  const flags = rules.lateAndMissing === 'flags';
  const facts = {
    late: flags && grade.late,
    missing: flags && grade.missing,
    scoreDate: dayIn(context.timeZone, grade.gradedAt ?? context.now),
  };
  if (grade.excused) return mapExcused(grade, rules, facts, context.maximum);
  if (grade.score === null) {
    // OneRoster 1.1 requires a score: it cannot take one back.
    if (rules.version === '1.1') return { kind: 'refused', reason: 'score_removed' };
    return { kind: 'score', sent: { score: null, scoreStatus: 'not submitted', ...facts } };
  }
  const fitted = fitScore(grade.score, rules, context.maximum);
  if (typeof fitted !== 'number') return fitted;
  const scoreStatus = grade.pendingReview ? 'partially graded' : 'fully graded';
  return { kind: 'score', sent: { score: fitted, scoreStatus, ...facts } };
}

function mapExcused(
  grade: Grade,
  rules: ScoreRules,
  facts: Pick<SentScore, 'late' | 'missing' | 'scoreDate'>,
  maximum: number,
): MappedScore {
  if (grade.score !== null) {
    const fitted = fitScore(grade.score, rules, maximum);
    if (typeof fitted !== 'number') return fitted;
    return { kind: 'score', sent: { score: fitted, scoreStatus: 'exempt', ...facts } };
  }
  if (rules.exempt === 'score-zero') {
    return { kind: 'score', sent: { score: 0, scoreStatus: 'exempt', ...facts } };
  }
  // An exempt without score needs 1.2; a 1.1 profile that asks for it would lose the request at the SIS.
  if (rules.exempt === 'refuse' || rules.version === '1.1') {
    return { kind: 'refused', reason: 'exempt_not_expressible' };
  }
  return { kind: 'score', sent: { score: null, scoreStatus: 'exempt', ...facts } };
}

/** The score rounded and held to the maximum as the SIS wants it, or why it cannot be sent. */
function fitScore(score: number, rules: ScoreRules, maximum: number): number | MappedScore {
  const wholeNeeded = rules.wholeScoresOnly || rules.rounding !== 'exact';
  if (wholeNeeded && rules.rounding !== 'whole' && !Number.isInteger(score)) {
    return { kind: 'refused', reason: 'score_not_whole' };
  }
  // `+ 0` turns the negative zero that rounding can give into 0.
  const rounded = (wholeNeeded ? Math.round(score) : score) + 0;
  if (rounded <= maximum || rules.overMaximum === 'send') return rounded;
  if (rules.overMaximum === 'refuse') return { kind: 'refused', reason: 'score_above_maximum' };
  return wholeNeeded ? Math.floor(maximum) : maximum;
}
