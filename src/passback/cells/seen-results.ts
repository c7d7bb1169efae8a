import { isCleared, type ResultFlaw, type SeenScore, showsScore } from '../../domain/cell.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { SentScore, SisResult } from '../../domain/sis.ts';
import { explainDifference, type ScoreHabit } from '../../domain/sis-habit.ts';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';

/** All results of one line item, as the SIS showed them in one complete reading. */
export interface SeenResults {
  /** The results of a student; more than one if the SIS holds several at once. */
  of(studentSourcedId: string | null): readonly SisResult[];
  /**
   * Whether the SIS shows a student's score, and no other beside it: of two scores nobody knows which one counts.
   */
  shows(studentSourcedId: string | null, sent: SentScore): boolean;
  /** The habit for which the SIS shows another score of a student than was sent; null if none explains it. */
  explains(studentSourcedId: string | null, sent: SentScore): ScoreHabit | null;
  /** The cell with what the SIS was seen to hold; the same cell if it says so already. */
  enter(cell: CellRecord, at: Date): CellRecord;
}

/**
 * @param reading `leftOut`: a result that is not shown may be one of those rows, so it is not missing
 * @param maximum points possible; null if unknown
 */
export function readSeen(
  {
    value: results,
    leftOut,
  }: {
    readonly value: readonly SisResult[];
    readonly leftOut?: number;
  },
  maximum: number | null,
): SeenResults {
  const byStudent = groupBy(results, ({ studentSourcedId }) => studentSourcedId);
  const byForm = groupBy(results, ({ studentSourcedId }) => matchingForm(studentSourcedId));
  const of = (studentSourcedId: string | null): readonly SisResult[] => {
    if (studentSourcedId === null) return [];
    return byStudent.get(studentSourcedId) ?? byForm.get(matchingForm(studentSourcedId)) ?? [];
  };
  const shows: SeenResults['shows'] = (studentSourcedId, sent) => {
    const own = of(studentSourcedId);
    return own.length > 0 && own.every((result) => showsScore(result, sent));
  };
  const explains: SeenResults['explains'] = (studentSourcedId, sent) => {
    const [own, ...others] = of(studentSourcedId);
    return own === undefined || others.length > 0 ? null : explainDifference(sent, own, maximum);
  };
  return {
    of,
    shows,
    explains,
    enter(cell, at) {
      const { held } = cell;
      if (held === null) return cell;
      const own = of(cell.studentSourcedId);
      const other = own.find((result) => !showsScore(result, held.sent));
      const shown = other ?? own[0];
      if (shown === undefined && leftOut !== undefined) return cell;
      const seen = shown ? toSeen(shown, held.sent) : 'absent';
      const isEqual = shown === undefined ? isCleared(held.sent) : other === undefined;
      // Once the SIS has shown it as sent, somebody typed what it shows now.
      const habit = isEqual || held.confirmedAt !== null ? null : explains(cell.studentSourcedId, held.sent);
      const flaw =
        own.length > 1 && !isEqual
          ? 'twice'
          : (flawOfHabit(habit) ?? keepFlaw(held.flaw, other !== undefined));
      const isKnown =
        isSameSeen(held.seen, seen) && held.flaw === flaw && (!isEqual || held.confirmedAt !== null);
      if (isKnown) return cell;
      const confirmedAt = isEqual ? at : held.confirmedAt;
      return { ...cell, held: { ...held, seen, seenAt: at, confirmedAt, flaw } };
    },
  };
}

/**
 * Another reading says whether the result is there, and whether another one stands beside it; a lost excuse stays
 * lost, and what nothing explained is not explained by showing it again.
 */
function keepFlaw(flaw: ResultFlaw | null, differs: boolean): ResultFlaw | null {
  if (flaw === 'different' && differs) return flaw;
  return flaw === 'excuse_lost' || flaw === 'excuse_counts' ? flaw : null;
}

/** How a score is flawed that the SIS keeps by this habit. */
export function flawOfHabit(habit: ScoreHabit | null): Extract<ResultFlaw, 'rounded' | 'capped'> | null {
  if (habit === null) return null;
  return habit.kind === 'decimals' ? 'rounded' : 'capped';
}

/** A text that the SIS made of the score is its own business. */
function toSeen({ score, scoreStatus, textScore }: SisResult, sent: SentScore): SeenScore {
  const hasText = sent.textScore !== undefined && textScore !== undefined;
  return { score, scoreStatus, ...(hasText ? { textScore } : {}) };
}

function isSameSeen(one: SeenScore | 'absent' | null, other: SeenScore | 'absent'): boolean {
  if (one === null || one === 'absent' || other === 'absent') return one === other;
  return (
    one.score === other.score && one.scoreStatus === other.scoreStatus && one.textScore === other.textScore
  );
}
