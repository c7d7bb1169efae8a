import { type InstitutionSettings, titleLimits } from './institution-settings.ts';
import type { SentScore } from './sis.ts';

/** How a SIS keeps a score otherwise than it was sent. */
export type ScoreHabit =
  /** It keeps this many decimals, rounded or cut off; 0: whole points. */
  | { readonly kind: 'decimals'; readonly decimals: number }
  /** It lowers a score above the points possible to them. */
  | { readonly kind: 'maximum' };

/** Whether a SIS keeps that a student is excused. */
export interface ExcuseHabit {
  readonly kind: 'exempt';
  readonly kept: boolean;
}

/**
 * What a SIS was found to offer, or not. `columns`: the first grades of a column in one request (OF15). `class_results`: the
 * results of a whole class in one list (OF17). `put_creates`: PUT to a new id; a SIS without it creates by POST (OF18).
 */
export interface OfferHabit {
  readonly kind: 'columns' | 'class_results' | 'put_creates';
  readonly offered: boolean;
}

/** It cuts titles of line items to this many characters. */
export interface TitleHabit {
  readonly kind: 'title';
  readonly length: number;
}

/** Whatever is learned of how a SIS takes and keeps grades. */
export type GradeHabit = ScoreHabit | ExcuseHabit | OfferHabit | TitleHabit;

type ShownScore = Pick<SentScore, 'score' | 'scoreStatus'>;

/** Scores that differ by less than half a unit of this decimal are one score to everybody. */
const fewestDecimals = 2;
/**
 * How much a SIS that keeps scores as 32-bit floats may show beside a score, as a part of it: 852.33 comes back as
 * 852.33002.
 */
const floatStep = 2 ** -23;
/** A SIS that keeps more decimals than this changes no grade. */
const maxDecimals = 4;

/**
 * Whether the SIS shows a score that was sent: to half a unit of its last decimal, hundredths at least, or as exactly as
 * 32-bit floats are.
 */
export function isSameNumber(sent: number | null, seen: number | null): boolean {
  if (sent === null || seen === null) return sent === seen;
  const halfUnit = 10 ** -Math.max(fewestDecimals, countDecimals(sent)) / 2;
  // A little less, because the difference itself is a rounded number.
  return Math.abs(sent - seen) < Math.max(halfUnit * (1 - 1e-6), Math.abs(sent) * floatStep);
}

/**
 * Which habit of the SIS explains that it shows another score than the one it accepted; null if none does. Only says
 * something about the first reading: later, a person may have typed the score. Pure.
 * @param maximum points possible; null if unknown
 */
export function explainDifference(
  sent: ShownScore,
  seen: ShownScore,
  maximum: number | null,
): ScoreHabit | null {
  if (sent.score === null || seen.score === null) return null;
  if ((sent.scoreStatus === 'exempt') !== (seen.scoreStatus === 'exempt')) return null;
  // A SIS that makes 0 of extra credit does not hold the grade (P17).
  if (maximum !== null && maximum > 0 && sent.score > maximum && isSameNumber(maximum, seen.score))
    return { kind: 'maximum' };
  const decimals = countDecimals(seen.score);
  const isShorter = decimals < countDecimals(sent.score) && decimals <= maxDecimals;
  return isShorter && Math.abs(sent.score - seen.score) < 10 ** -decimals
    ? { kind: 'decimals', decimals }
    : null;
}

/**
 * Whether a new title came back cut: then the SIS keeps no more characters than it shows. One that was changed may show what
 * it was before. Pure.
 */
export function explainTitle(sent: string, seen: string): TitleHabit | null {
  const shown = seen.trim();
  const isCut = shown !== '' && shown.length < sent.length && sent.startsWith(shown);
  return isCut ? { kind: 'title', length: shown.length } : null;
}

/** A number as somebody wrote it: 0.14 × 100 is 14.000000000000002 only to a computer. */
export function withoutDust(value: number): number {
  // 0.3 − 3 × 0.1 leaves dust beside 0, where no digit is significant.
  return Number(Number(value.toPrecision(12)).toFixed(10)) + 0;
}

/** The decimals of a number as people write it, at most 15. */
function countDecimals(value: number): number {
  // 32-bit floats and floating dust have more digits than anybody wrote.
  const text = String(withoutDust(value));
  const [digits = '', exponent = '0'] = text.split('e');
  const written = digits.split('.')[1]?.length ?? 0;
  return Math.min(15, Math.max(0, written - Number(exponent)));
}

type TaughtSettings = Pick<
  InstitutionSettings,
  'scoreDecimals' | 'overMaximum' | 'excused' | 'titleLimit' | 'longTitles'
>;

/**
 * The setting that makes us send what a SIS with this habit keeps; null if it is taken already, or if runs follow the
 * habit without being told.
 */
export function offerSetting(
  habit: GradeHabit,
  { scoreDecimals, overMaximum, excused, titleLimit }: TaughtSettings,
): Partial<TaughtSettings> | null {
  switch (habit.kind) {
    case 'maximum':
      return overMaximum === 'cap' || overMaximum === 'refuse' ? null : { overMaximum: 'cap' };
    case 'exempt': {
      const taught = habit.kept ? 'send' : 'refuse';
      return excused === taught ? null : { excused: taught };
    }
    case 'columns':
    case 'class_results':
    case 'put_creates':
      return null;
    case 'title': {
      // A shorter limit would leave no room to tell titles apart.
      const isUsable = habit.length >= titleLimits.min && habit.length <= titleLimits.max;
      if (!isUsable || (titleLimit !== null && titleLimit <= habit.length)) return null;
      // Whoever sent long names so far goes on sending them.
      return { titleLimit: habit.length, longTitles: 'shorten' };
    }
    case 'decimals':
      return scoreDecimals !== null && scoreDecimals <= habit.decimals
        ? null
        : { scoreDecimals: habit.decimals };
  }
}
