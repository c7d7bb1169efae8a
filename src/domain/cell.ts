import type { ConflictPolicy, ResendPolicy } from './institution-settings.ts';
import { type ItemOutcome, type ItemReason, outcomeOfReason } from './outcomes.ts';
import type { ScoreStatus, SentScore } from './sis.ts';
import { isSameNumber, withoutDust } from './sis-habit.ts';

/**
 * The grade cell: one student × assignment × class. What Canvas wants, what the SIS was last sent, and what
 * it was last seen to hold are facts; the state follows from them, here and nowhere else.
 */

/** The states of a cell; docs/glossary.md explains them. */
export const cellStates = [
  'new',
  'changed',
  'status_changed',
  'in_sync',
  'sent',
  'held_back',
  'excluded',
  'changed_in_sis',
  'missing_in_sis',
  'left_behind',
  'in_doubt',
] as const;
export type CellState = (typeof cellStates)[number];

/** What Canvas wants the SIS to hold. */
export type WantedGrade =
  | { readonly kind: 'score'; readonly score: SentScore; readonly lineItemSourcedId: string }
  /** Canvas has a grade that is not sent. */
  | { readonly kind: 'excluded'; readonly reason: ItemReason }
  /** Canvas no longer has a grade for the cell. */
  | { readonly kind: 'left_behind'; readonly reason: ItemReason };

/** What Canvas wanted of a cell when its sending was undone; null: nothing. */
export interface UndoneGrade {
  readonly wanted: SentScore | null;
}

/** A result as the SIS showed it. */
export interface SeenScore {
  readonly score: number | null;
  readonly scoreStatus: ScoreStatus;
  readonly textScore?: string | undefined;
}

/** Of something that says more, what a SIS can show. */
export function toSeenScore({ score, scoreStatus, textScore }: SeenScore): SeenScore {
  return { score, scoreStatus, ...(textScore === undefined ? {} : { textScore }) };
}

/**
 * What reading back showed, or failed to show. `excuse_lost`: the SIS dropped the excuse, and what was sent with it
 * was taken back; `excuse_counts`: it could not be taken back, so a score counts; `twice`: the SIS holds several
 * results of the student; `unverified`: it does not show yet what it accepted; `rounded`, `capped`: it keeps another score,
 * and a habit explains it; `different`: it keeps another score, and nothing explains it.
 */
export const resultFlaws = [
  'excuse_lost',
  'excuse_counts',
  'twice',
  'unverified',
  'rounded',
  'capped',
  'different',
] as const;
export type ResultFlaw = (typeof resultFlaws)[number];

/** The SIS's side of a cell once a score was sent: the receipt, and what was read later. */
export interface SisGrade {
  readonly resultSourcedId: string;
  readonly lineItemSourcedId: string;
  readonly sent: SentScore;
  readonly sentAt: Date;
  /** When the SIS was last seen to hold what was sent. */
  readonly confirmedAt: Date | null;
  /** What it was last seen to hold, `absent` included; null if not read since the score was sent. */
  readonly seen: SeenScore | 'absent' | null;
  readonly seenAt: Date | null;
  /** A difference that a person accepted: no conflict as long as the SIS shows it. */
  readonly accepted: SeenScore | 'absent' | null;
  /** Sent again without an answer, or read back different at once: nobody knows what the SIS holds. */
  readonly inDoubt: boolean;
  readonly flaw: ResultFlaw | null;
  /** How many runs have sent this score since the SIS last showed it. */
  readonly sendings: number;
  /** What the SIS was known to hold before; a reading that still shows it may be older than the sending. */
  readonly replaced: SeenScore | null;
}

/** So many runs send a score that the SIS accepts and never shows. */
const maxSendings = 2;

/** Everything else that affects a cell's state. */
export interface CellRules {
  readonly resend: ResendPolicy;
  readonly conflicts: ConflictPolicy;
  /** All line items of the class were read, and the cell's was not among them. */
  readonly lineItemMissing: boolean;
  /** Points, name, dates or category of the line item changed and wait for a score. */
  readonly detailsWait: boolean;
  /** A person wants Canvas's value sent, whatever the SIS holds. */
  readonly repair: boolean;
  /** What Canvas wanted when a person undid its sending. The undo holds until Canvas wants something else. */
  readonly undone: UndoneGrade | null;
  /** The institution clears in the SIS what Canvas no longer stands for, and the SIS can express that (P11). */
  readonly clears: boolean;
}

export interface CellVerdict {
  readonly state: CellState;
  /** Why the cell is not sent, or is cleared; null if a score is sent or there is nothing to do. */
  readonly reason: ItemReason | null;
  /** The next run sends it. */
  readonly sends: boolean;
}

/**
 * The state of a cell. Null if there is no cell: Canvas wants nothing, and the SIS holds nothing of ours.
 * Pure.
 */
export function decideCell(wanted: WantedGrade, held: SisGrade | null, rules: CellRules): CellVerdict | null {
  if (wanted.kind !== 'score') return decideUnwanted(wanted, held, rules);
  if (held === null) return send('new');
  if (rules.repair) return send(held.inDoubt ? 'in_doubt' : 'changed');
  if (held.inDoubt) return send('in_doubt');
  if (isStillUndone(wanted.score, rules.undone)) return stay('held_back', 'undone');
  if (rules.lineItemMissing || held.lineItemSourcedId !== wanted.lineItemSourcedId) {
    return send('missing_in_sis');
  }
  const flawed = decideFlawed(wanted.score, held, rules);
  if (flawed) return flawed;
  const unshown = decideUnshown(wanted.score, held, rules);
  if (unshown) return unshown;
  const conflict = findConflict(held);
  if (conflict === 'missing_in_sis') {
    return rules.conflicts === 'ask' ? stay(conflict, conflict) : send(conflict);
  }
  const change = isCleared(held.sent) ? 'score' : compareScores(wanted.score, held.sent);
  if (conflict !== null && (change !== 'score' || rules.conflicts === 'ask')) {
    return rules.conflicts === 'canvas_wins' ? send(conflict) : stay(conflict, conflict);
  }
  switch (change) {
    case 'score':
      return send('changed');
    case 'status':
      return rules.resend === 'score' ? stay('status_changed', 'status_only') : send('status_changed');
    case 'none':
      if (rules.detailsWait) return stay('held_back', 'details_only');
      return stay(held.confirmedAt === null ? 'sent' : 'in_sync', null);
  }
}

/**
 * A score that must not be sent again as it is: the SIS drops the excuse, shows several results of the student, or keeps
 * it in a form of its own. Null if nothing stands in the way.
 */
function decideFlawed(
  wanted: SentScore,
  { flaw, sent, seen, accepted, sendings }: SisGrade,
  { resend }: CellRules,
): CellVerdict | null {
  const change = compareScores(wanted, sent);
  switch (flaw) {
    case 'excuse_lost':
    case 'excuse_counts':
      if (wanted.scoreStatus !== 'exempt') return send('changed');
      // Somebody has excused the student there by now.
      if (seen !== null && seen !== 'absent' && seen.scoreStatus === 'exempt') return null;
      return stay('excluded', flaw === 'excuse_lost' ? 'excuse_not_kept' : 'excuse_counts');
    case 'twice':
      return change === 'none' ? stay('in_doubt', 'result_twice') : null;
    case 'rounded':
    case 'capped':
      // What the SIS makes of it is what is wanted by now.
      if (seen !== null && seen !== 'absent' && earnsSameScore(wanted, seen)) return stay('in_sync', null);
      if (change === 'score') return send('changed');
      if (change === 'status' && resend !== 'score') return send('status_changed');
      return stay('sent', flaw === 'rounded' ? 'sis_rounds' : 'sis_caps');
    case 'different':
      if (accepted !== null || seen === null || seen === 'absent') return null;
      if (change === 'score') return send('changed');
      return isGivenUp(sendings) ? stay('changed_in_sis', 'not_confirmed') : send('in_doubt');
    default:
      return null;
  }
}

/**
 * A score that the SIS accepted and does not show: not even what stood there before it has changed. It is sent once more,
 * then no longer, until it changes, the SIS shows something else, or a person asks for it. Null if it is not such a score.
 */
function decideUnshown(wanted: SentScore, held: SisGrade, { resend }: CellRules): CellVerdict | null {
  const { confirmedAt, seen, flaw, replaced, sendings, sent } = held;
  const change = compareScores(wanted, sent);
  const hasChanged = change === 'score' || (change === 'status' && resend !== 'score');
  if (confirmedAt !== null || isCleared(sent) || hasChanged) return null;
  const showsOld =
    seen !== null &&
    seen !== 'absent' &&
    replaced !== null &&
    isSameSeen(replaced, seen) &&
    !showsScore(seen, sent);
  const isUnshown = seen === null ? flaw === 'unverified' : seen === 'absent' || showsOld;
  if (!isUnshown) return null;
  if (isGivenUp(sendings)) return stay('sent', 'never_shown');
  return showsOld ? send('changed') : null;
}

/** Whether a score that the SIS did not show after this many runs had sent it is given up. */
export function isGivenUp(sendings: number): boolean {
  return sendings >= maxSendings;
}

/**
 * A cell whose grade Canvas does not want in the SIS. What was sent is cleared if the institution says so
 * (P11): if Canvas no longer has the grade or has hidden it, and the SIS holds what was sent, not what
 * somebody typed there.
 */
function decideUnwanted(
  wanted: Exclude<WantedGrade, { kind: 'score' }>,
  held: SisGrade | null,
  rules: CellRules,
): CellVerdict | null {
  const { kind, reason } = wanted;
  if (held === null) return kind === 'excluded' ? stay(kind, reason) : null;
  if (isCleared(held.sent)) {
    if (kind === 'excluded') return stay(kind, reason);
    const isTyped = held.seen !== null && held.seen !== 'absent' && !holdsSent(held);
    if (isTyped) return stay(kind, reason);
    return stay(held.confirmedAt === null ? 'sent' : 'in_sync', null);
  }
  const isWithdrawn = kind === 'left_behind' || reason === 'grade_hidden';
  const holdsOurs =
    !rules.lineItemMissing &&
    !held.inDoubt &&
    held.resultSourcedId !== '' &&
    (held.seen === null || holdsSent(held));
  const isUndone = rules.undone !== null && rules.undone.wanted === null;
  if (rules.clears && isWithdrawn && holdsOurs && !isUndone) return { state: kind, reason, sends: true };
  return stay(kind, reason);
}

/** Whether Canvas still wants the same as when the sending was undone. */
function isStillUndone(wanted: SentScore, undone: UndoneGrade | null): boolean {
  return undone?.wanted != null && compareScores(wanted, undone.wanted) === 'none';
}

/** What is sent to clear a result: OneRoster 1.2 lets one have no score, 1.1 does not (OF3). */
export function clearScore({ scoreDate }: Pick<SentScore, 'scoreDate'>): SentScore {
  return { score: null, scoreStatus: 'not submitted', late: false, missing: false, scoreDate };
}

/** Whether a result holds nothing: no score, and no excuse. */
export function isCleared({ score, scoreStatus }: SeenScore): boolean {
  return score === null && scoreStatus === 'not submitted';
}

const send = (state: CellState): CellVerdict => ({ state, reason: null, sends: true });
const stay = (state: CellState, reason: ItemReason | null): CellVerdict => ({ state, reason, sends: false });

/**
 * The outcome under which a run counts a cell of this state that it does not send; `pending` for one that it
 * would send.
 */
export function outcomeOfCell({ sends, reason }: CellVerdict): ItemOutcome {
  if (sends) return 'pending';
  return reason === null ? 'unchanged' : outcomeOfReason(reason);
}

/** Whether the SIS was seen to differ from what was sent, and nobody has accepted that. */
function findConflict({ sent, seen, accepted }: SisGrade): 'changed_in_sis' | 'missing_in_sis' | null {
  if (seen === null) return null;
  // What was cleared may be gone.
  if (seen === 'absent') return accepted === 'absent' || isCleared(sent) ? null : 'missing_in_sis';
  if (showsScore(seen, sent)) return null;
  if (accepted !== null && accepted !== 'absent' && isSameSeen(accepted, seen)) return null;
  return 'changed_in_sis';
}

/**
 * Whether the SIS shows what was sent: the score, and whether the student is exempt. Other statuses are not
 * compared, because SISs merge them (Blackbaud turns `submitted` and `partially graded` into `fully graded`).
 */
export function showsScore(seen: SeenScore, sent: SentScore): boolean {
  if ((sent.scoreStatus === 'exempt') !== (seen.scoreStatus === 'exempt')) return false;
  // The SIS may show an exempt student's score as nothing or as a placeholder.
  if (sent.scoreStatus === 'exempt' && sent.score === null) return true;
  return isSameNumber(sent.score, seen.score) && showsText(seen, sent);
}

/** A SIS that shows no text has not said that it holds another (P18). */
function showsText(seen: SeenScore, sent: SentScore): boolean {
  if (sent.textScore === undefined || seen.textScore === undefined) return true;
  return foldText(sent.textScore) === foldText(seen.textScore);
}

function foldText(text: string): string {
  return text.trim().toLowerCase();
}

function isSameSeen(one: SeenScore, other: SeenScore): boolean {
  const isSameText = foldText(one.textScore ?? '') === foldText(other.textScore ?? '');
  return one.scoreStatus === other.scoreStatus && isSameNumber(one.score, other.score) && isSameText;
}

/** Whether the SIS was seen to hold what was sent, in whatever form it keeps that. */
export function holdsSent({ seen, sent, flaw }: Pick<SisGrade, 'seen' | 'sent' | 'flaw'>): boolean {
  if (seen === 'absent') return isCleared(sent);
  if (seen === null) return false;
  return showsScore(seen, sent) || flaw === 'rounded' || flaw === 'capped';
}

/**
 * What changed since a score was sent. A change of status alone, or of the letter for the same score, is its own class
 * (the guide: "Updates to Submission Status will not mark the grade to be resent", P3).
 */
export function compareScores(wanted: SentScore, sent: SentScore): 'none' | 'status' | 'score' {
  const score = earnedScore(wanted);
  const sentScore = earnedScore(sent);
  if (!isSameWritten(score, sentScore)) {
    // Excusing removes the score in Canvas, yet it counts as a change of status alone.
    return wanted.scoreStatus === 'exempt' && score === null ? 'status' : 'score';
  }
  const isSameStatus =
    wanted.scoreStatus === sent.scoreStatus && wanted.late === sent.late && wanted.missing === sent.missing;
  // An institution that no longer sends texts takes none back.
  const isSameText = wanted.textScore === undefined || wanted.textScore === sent.textScore;
  const isSameComment = wanted.comment === undefined || wanted.comment === (sent.comment ?? '');
  return isSameStatus && isSameText && isSameComment ? 'none' : 'status';
}

function isSameWritten(one: number | null, other: number | null): boolean {
  if (one === null || other === null) return one === other;
  return withoutDust(one) === withoutDust(other);
}

/** Whether two scores are the same to a student, whatever their flags. */
export function earnsSameScore(one: SeenScore, other: SeenScore): boolean {
  const isExempt = (score: SeenScore): boolean => score.scoreStatus === 'exempt';
  return isExempt(one) === isExempt(other) && isSameNumber(earnedScore(one), earnedScore(other));
}

/** The score a student earned: the 0 that some SISs require with exempt (R17) is not one. */
function earnedScore(score: SeenScore): number | null {
  return score.scoreStatus === 'exempt' && score.score === 0 ? null : score.score;
}
