import { isCleared, type ResultFlaw, showsScore } from '../../domain/cell.ts';
import type { ItemReason, SentReason } from '../../domain/outcomes.ts';
import { type ExcuseHabit, isSameNumber, type ScoreHabit } from '../../domain/sis-habit.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import { flawOfHabit, type SeenResults } from '../cells/seen-results.ts';

/** What a reading says about an item that was sent. */
export type Finding = 'confirmed' | ResultFlaw;

/** What the SIS shows of an item that was sent. Pure. */
export function findFinding({ studentSourcedId, desired, before }: ItemRecord, seen: SeenResults): Finding {
  const [own, ...others] = seen.of(studentSourcedId);
  if (own === undefined && desired !== null && isCleared(desired)) return 'confirmed';
  if (own === undefined || desired === null) return 'unverified';
  if (seen.shows(studentSourcedId, desired)) return 'confirmed';
  if (others.length > 0) return 'twice';
  const isExcuseLost = desired.scoreStatus === 'exempt' && own.scoreStatus !== 'exempt';
  const held = typeof before === 'object' ? before : null;
  // The reading may be older than the writing.
  if (held !== null && showsScore(own, held)) return 'unverified';
  if (isExcuseLost) return own.score === null ? 'excuse_lost' : 'excuse_counts';
  return flawOfHabit(seen.explains(studentSourcedId, desired)) ?? 'different';
}

/**
 * The same once nobody looks again: a habit of the SIS may explain what looked like an old reading, because it keeps the
 * new score in the form of the old one.
 */
export function findLastFinding(item: ItemRecord, seen: SeenResults): Finding {
  const finding = findFinding(item, seen);
  if (finding !== 'unverified' || item.desired === null) return finding;
  return flawOfHabit(seen.explains(item.studentSourcedId, item.desired)) ?? finding;
}

/** Why an item stays `sent` although the SIS shows its line item. */
export function reasonOfSent(finding: Finding | undefined, isGivenUp: boolean): SentReason | null {
  switch (finding) {
    case 'unverified':
      return isGivenUp ? 'never_shown' : 'not_verified';
    case 'rounded':
      return 'sis_rounds';
    case 'capped':
      return 'sis_caps';
    default:
      return null;
  }
}

/** The score that the SIS shows for an item; null: none, or what was sent, with another letter. */
export function keptScore({ studentSourcedId, desired }: ItemRecord, seen: SeenResults): number | null {
  const score = seen.of(studentSourcedId)[0]?.score ?? null;
  return desired !== null && isSameNumber(desired.score, score) ? null : score;
}

/** Why an item that the SIS shows otherwise fails; null: it does not. */
export function reasonOfFinding(finding: Finding | undefined): ItemReason | null {
  switch (finding) {
    case 'excuse_lost':
      return 'excuse_not_kept';
    case 'excuse_counts':
      return finding;
    case 'twice':
      return 'result_twice';
    case 'different':
      return 'not_confirmed';
    default:
      return null;
  }
}

/** The habit that an item's reading teaches. One that may be older than the writing teaches nothing. */
export function learnHabit(item: ItemRecord, seen: SeenResults): ScoreHabit | ExcuseHabit | null {
  const finding = findFinding(item, seen);
  if (finding === 'excuse_lost' || finding === 'excuse_counts') return { kind: 'exempt', kept: false };
  if (finding === 'confirmed' && item.desired?.scoreStatus === 'exempt') {
    const isShown = seen.of(item.studentSourcedId)[0]?.scoreStatus === 'exempt';
    return isShown ? { kind: 'exempt', kept: true } : null;
  }
  if ((finding !== 'rounded' && finding !== 'capped') || item.desired === null) return null;
  return seen.explains(item.studentSourcedId, item.desired);
}
