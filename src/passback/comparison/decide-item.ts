import type { ResendPolicy } from '../../domain/institution-settings.ts';
import type { SentScore } from '../../store/passback/receipts.ts';

/** What the SIS last accepted for an item, as far as deciding needs it. */
export interface KnownResult {
  readonly sent: SentScore;
  readonly studentSourcedId: string;
  readonly lineItemSourcedId: string;
  readonly inDoubt: boolean;
}

export interface ItemSituation {
  readonly desired: SentScore;
  readonly studentSourcedId: string;
  /** The id the line item has in the SIS. */
  readonly lineItemSourcedId: string;
  /** The SIS's whole list was read and does not hold our line item any more. */
  readonly lineItemVanished: boolean;
  readonly receipt: KnownResult | null;
  /** A remaster or a retry: sent whatever was sent before. */
  readonly forced: boolean;
  readonly policy: ResendPolicy;
}

export type ItemDecision = 'send' | 'unchanged' | 'held_back';

/**
 * Whether a score is sent: once, and again when it changes. A change of status alone is held back unless the
 * institution's policy is wider (P3; the guide: "Updates to Submission Status will not mark the grade to be resent").
 */
export function decideItem(situation: ItemSituation): ItemDecision {
  const { desired, receipt } = situation;
  if (!receipt || situation.forced || receipt.inDoubt || situation.lineItemVanished) return 'send';
  // The receipt speaks of another student or another line item of the SIS: this one was never sent.
  if (receipt.studentSourcedId !== situation.studentSourcedId) return 'send';
  if (receipt.lineItemSourcedId !== situation.lineItemSourcedId) return 'send';
  const score = realScore(desired);
  const sentScore = realScore(receipt.sent);
  if (score === sentScore && isSameStatus(desired, receipt.sent)) return 'unchanged';
  // Excusing empties the score in Canvas, yet it is a change of status alone.
  const statusOnly = score === sentScore || (desired.scoreStatus === 'exempt' && score === null);
  return statusOnly && situation.policy === 'score' ? 'held_back' : 'send';
}

/** The score a student earned; the 0 that stands in for an exempt without score (R17) is none. */
function realScore(sent: SentScore): number | null {
  return sent.scoreStatus === 'exempt' && sent.score === 0 ? null : sent.score;
}

function isSameStatus(one: SentScore, other: SentScore): boolean {
  return one.scoreStatus === other.scoreStatus && one.late === other.late && one.missing === other.missing;
}
