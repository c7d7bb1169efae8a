import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { ItemReason } from '../../domain/outcomes.ts';
import type { SentScore } from '../../domain/sis.ts';
import { withoutDust } from '../../domain/sis-habit.ts';
import { en } from '../../i18n/en/en.ts';
import { languages } from '../../i18n/languages.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { Grade } from '../../store/passback/grades.ts';
import { dayIn } from './course-day.ts';

/** The part of a SIS profile that decides how a score is sent. */
export type ScoreRules = Pick<
  SisProfile,
  'version' | 'overMaximum' | 'rounding' | 'wholeScoresOnly' | 'exempt' | 'lateAndMissing'
> & {
  /** Decimals to which scores are rounded; null: all are sent. */
  readonly scoreDecimals: number | null;
  /** What happens to a score below zero. */
  readonly belowZero: InstitutionSettings['belowZero'];
  /** Words for the comment of a result, by what they say; null: it has none. */
  readonly comments: Readonly<Record<keyof typeof en.gradeComments, string>> | null;
  /** Which grades in letters or words go beside the score. */
  readonly textScores: InstitutionSettings['textScores'];
};

/** The rules of a SIS, as far as its institution has not decided otherwise. */
export function toScoreRules(
  profile: SisProfile,
  {
    scoreDecimals,
    overMaximum,
    excused,
    belowZero,
    textScores,
    comments,
    noticeLanguage,
  }: Pick<
    InstitutionSettings,
    'scoreDecimals' | 'overMaximum' | 'excused' | 'belowZero' | 'textScores' | 'comments' | 'noticeLanguage'
  >,
): ScoreRules {
  return {
    ...profile,
    scoreDecimals,
    belowZero,
    comments: comments === 'none' ? null : (languages[noticeLanguage] ?? en).gradeComments,
    // OneRoster 1.1 has no place for them (OF2).
    textScores: profile.version === '1.1' ? 'none' : textScores,
    exempt: decideExempt(profile.exempt, excused),
    overMaximum: overMaximum === 'profile' ? profile.overMaximum : overMaximum,
    // Whoever rounds before sending does not refuse what is not whole.
    rounding: scoreDecimals === 0 ? 'whole' : profile.rounding,
  };
}

/** A SIS that is known to keep the status is sent a 0 with it where its profile does not know how to say it. */
function decideExempt(
  exempt: SisProfile['exempt'],
  excused: InstitutionSettings['excused'],
): SisProfile['exempt'] {
  if (excused === 'refuse') return 'refuse';
  return excused === 'send' && exempt === 'refuse' ? 'score-zero' : exempt;
}

export type MappedScore =
  | { readonly kind: 'score'; readonly sent: SentScore }
  | {
      readonly kind: 'refused';
      readonly reason: Extract<
        ItemReason,
        'score_above_maximum' | 'score_not_whole' | 'exempt_not_expressible' | 'score_removed'
      >;
    };

/** What a score is measured against. */
export interface ScoreContext {
  readonly maximum: number;
  /** How Canvas shows the assignment's grades. */
  readonly gradingType: string;
  readonly timeZone: string;
  /** Used as the score date if Canvas gave none. */
  readonly now: Date;
}

/**
 * The grade that the SIS gets (P5): the score after late deduction; 0 is a score (R3); excused without score
 * is exempt (R17). The removal policy decides about a sent score that is removed in Canvas (P11).
 */
export function mapScore(grade: Grade, rules: ScoreRules, context: ScoreContext): MappedScore {
  const flags = rules.lateAndMissing === 'flags';
  const flagsAndDate = {
    late: flags && grade.late,
    missing: flags && grade.missing,
    scoreDate: dayIn(context.timeZone, grade.gradedAt ?? context.now),
    ...describeStatus(grade, rules),
  };
  if (grade.excused) return mapExcused(grade, rules, flagsAndDate, context.maximum);
  if (grade.score === null) return { kind: 'refused', reason: 'score_removed' };
  const fitted = fitScore(grade.score, rules, context.maximum);
  if (typeof fitted !== 'number') return fitted;
  const scoreStatus = grade.pendingReview ? 'partially graded' : 'fully graded';
  const textScore = chooseText(grade, rules, context);
  const sent: SentScore = {
    score: fitted,
    scoreStatus,
    ...flagsAndDate,
    ...(textScore === null ? {} : { textScore }),
  };
  return { kind: 'score', sent };
}

/** What the SIS may have no other place for (P19). */
function describeStatus(
  { late, missing, excused }: Grade,
  { comments }: ScoreRules,
): Pick<SentScore, 'comment'> {
  if (comments === null) return {};
  const words = [
    ...(excused ? [comments.excused] : []),
    ...(late ? [comments.late] : []),
    ...(missing ? [comments.missing] : []),
  ];
  return { comment: words.join(', ') };
}

/** The letter or word that goes with the score (P18). */
function chooseText(
  { textGrade }: Grade,
  { textScores }: ScoreRules,
  { gradingType }: ScoreContext,
): string | null {
  if (textScores === 'none') return null;
  const isPassFail = gradingType === 'pass_fail';
  const isLetter = gradingType === 'letter_grade' || gradingType === 'gpa_scale';
  return isPassFail || (isLetter && textScores === 'all') ? textGrade : null;
}

function mapExcused(
  grade: Grade,
  rules: ScoreRules,
  flagsAndDate: Pick<SentScore, 'late' | 'missing' | 'scoreDate' | 'comment'>,
  maximum: number,
): MappedScore {
  if (grade.score !== null) {
    const fitted = fitScore(grade.score, rules, maximum);
    if (typeof fitted !== 'number') return fitted;
    return { kind: 'score', sent: { score: fitted, scoreStatus: 'exempt', ...flagsAndDate } };
  }
  if (rules.exempt === 'score-zero') {
    return { kind: 'score', sent: { score: 0, scoreStatus: 'exempt', ...flagsAndDate } };
  }
  // OneRoster 1.1 requires a score, so only 1.2 can send an exempt result without one.
  if (rules.exempt === 'refuse' || rules.version === '1.1') {
    return { kind: 'refused', reason: 'exempt_not_expressible' };
  }
  return { kind: 'score', sent: { score: null, scoreStatus: 'exempt', ...flagsAndDate } };
}

/** The score, rounded and capped as the profile says, or why it cannot be sent. */
function fitScore(score: number, rules: ScoreRules, maximum: number): number | MappedScore {
  const needsWhole = rules.wholeScoresOnly || rules.rounding !== 'exact';
  if (needsWhole && rules.rounding !== 'whole' && !Number.isInteger(score)) {
    return { kind: 'refused', reason: 'score_not_whole' };
  }
  const places = needsWhole ? 0 : rules.scoreDecimals;
  // `+ 0` turns a negative zero into 0.
  const rounded = raise(
    places === null ? withoutDust(score) + 0 : roundWithin(score, places, maximum),
    rules,
  );
  // Every point of an assignment worth 0 is extra credit: lowered to the maximum, nothing would be left of it (P17).
  if (rounded <= maximum || maximum === 0 || rules.overMaximum === 'send') return rounded;
  if (rules.overMaximum === 'refuse') return { kind: 'refused', reason: 'score_above_maximum' };
  return places === null ? maximum : roundDown(maximum, places);
}

/** A penalty may bring a score below zero; some SISs take none. */
function raise(score: number, { belowZero }: ScoreRules): number {
  return belowZero === 'zero' ? Math.max(0, score) : score;
}

/** Rounded half up. Rounding alone never lifts a score above the maximum: 10.5 of 10.5 becomes 10. */
function roundWithin(score: number, places: number, maximum: number): number {
  const unit = 10 ** places;
  // 1.005 × 100 is 100.49999999999999: floating dust must not decide.
  const rounded = Math.round(withoutDust(score * unit)) / unit;
  // `+ 0` turns the negative zero that rounding may give into 0.
  return (score <= maximum && rounded > maximum ? roundDown(maximum, places) : rounded) + 0;
}

function roundDown(value: number, places: number): number {
  const unit = 10 ** places;
  return Math.floor(withoutDust(value * unit)) / unit;
}
