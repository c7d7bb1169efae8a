import type { ResendPolicy } from '../../domain/institution-settings.ts';
import type { SentScore } from '../../store/passback/receipts.ts';

/** What the SIS last accepted for a cell. */
export interface KnownResult {
  readonly sent: SentScore;
  readonly studentSourcedId: string;
  readonly lineItemSourcedId: string;
  readonly inDoubt: boolean;
}

export interface ItemSituation {
  readonly desired: SentScore;
  readonly studentSourcedId: string;
  /** The line item's id in the SIS. */
  readonly lineItemSourcedId: string;
  /** All of the class's line items were read, and ours was not among them. */
  readonly lineItemMissing: boolean;
  readonly receipt: KnownResult | null;
  /** A remaster or a retry: sent whether it changed or not. */
  readonly forced: boolean;
  readonly policy: ResendPolicy;
}

export type ItemDecision = 'send' | 'unchanged' | 'held_back';

/**
 * Whether a score is sent: once, and again when it changes. A change of status alone is held back unless the
 * institution's resend policy includes it (P3; the guide: "Updates to Submission Status will not mark the grade to be resent").
 */
export function decideItem(situation: ItemSituation): ItemDecision {
  const { desired, receipt } = situation;
  if (!receipt || situation.forced || receipt.inDoubt || situation.lineItemMissing) return 'send';
  // The receipt is for another student or line item of the SIS: this result was never sent.
  if (receipt.studentSourcedId !== situation.studentSourcedId) return 'send';
  if (receipt.lineItemSourcedId !== situation.lineItemSourcedId) return 'send';
  const score = earnedScore(desired);
  const sentScore = earnedScore(receipt.sent);
  if (score === sentScore && isSameStatus(desired, receipt.sent)) return 'unchanged';
  // Excusing removes the score in Canvas, yet it is a change of status alone.
  const statusOnly = score === sentScore || (desired.scoreStatus === 'exempt' && score === null);
  return statusOnly && situation.policy === 'score' ? 'held_back' : 'send';
}

/** The score a student earned: the 0 that some SISs need with exempt (R17) is not one. */
function earnedScore(sent: SentScore): number | null {
  return sent.scoreStatus === 'exempt' && sent.score === 0 ? null : sent.score;
}

function isSameStatus(a: SentScore, b: SentScore): boolean {
  return a.scoreStatus === b.scoreStatus && a.late === b.late && a.missing === b.missing;
}
