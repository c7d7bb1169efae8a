/** The words for runs, the same in code, pages and log; docs/glossary.md explains them. */

/** `compare` only reads what the SIS holds, `undo` puts back what it held before a run; the others send. */
export const runKinds = ['post', 'nightly', 'remaster', 'retry', 'compare', 'undo'] as const;
export type RunKind = (typeof runKinds)[number];

/**
 * `queued` is the next run of a course with an active one; pages call it Scheduled. The first five states are
 * open, the rest final.
 */
export const runStates = [
  'queued',
  'scheduled',
  'running',
  'waiting_for_sis',
  'waiting_for_person',
  'completed',
  'completed_with_problems',
  'nothing_to_send',
  'failed',
  'cancelled',
] as const;
export type RunState = (typeof runStates)[number];

/** The states that need a person's attention. */
export const problemStates = [
  'failed',
  'completed_with_problems',
  'waiting_for_sis',
  'waiting_for_person',
] as const satisfies readonly RunState[];

/** The five stages, in order; a run's `stage` is 1 to 5. */
export const stageNames = ['read_canvas', 'read_sis', 'compare', 'post_line_items', 'post_results'] as const;
export type StageNumber = 1 | 2 | 3 | 4 | 5;

/** The stages of a run of this kind, in order. A comparison neither reads Canvas nor sends anything. */
export function stagesOf(kind: RunKind): readonly StageNumber[] {
  switch (kind) {
    case 'compare':
      return [2, 3];
    case 'undo':
      return [3, 5];
    default:
      return [1, 2, 3, 4, 5];
  }
}

/**
 * The outcome of an item. `pending` is not final. `sent`: accepted by a SIS that offers no reading back, or does not show it yet;
 * `confirmed`: read back and equal; `held_back`: differs from what was sent, but the resend policy does not
 * send it.
 */
export const itemOutcomes = [
  'pending',
  'sent',
  'confirmed',
  'unchanged',
  'held_back',
  'skipped',
  'failed',
] as const;
export type ItemOutcome = (typeof itemOutcomes)[number];

/** Why an item was skipped, held back or failed. `i18n/en/outcomes.ts` has a sentence for each. */
const skippedReasons = [
  'test_student',
  'student_without_sis_id',
  'student_inactive',
  'section_without_sis_id',
  'grade_hidden',
  'left_behind',
  'assignment_refused',
  'score_removed',
  'cancelled',
  'undo_sent_later',
  'undo_changed_in_sis',
  'undo_unknown',
  'undo_not_expressible',
] as const;
const heldBackReasons = [
  'status_only',
  'details_only',
  'changed_in_sis',
  'missing_in_sis',
  'undone',
] as const;
const failedReasons = [
  'class_not_in_sis',
  'student_not_in_sis',
  'student_ambiguous',
  'score_above_maximum',
  'score_not_whole',
  'exempt_not_expressible',
  'line_item_refused',
  'sis_refused',
  'not_confirmed',
  'excuse_not_kept',
  'excuse_counts',
  'result_twice',
  'sis_unreachable',
  'sis_error',
  'quarantined',
  'not_sent',
] as const;
/** Of a grade that stays `sent` although the SIS offers reading back. */
export const sentReasons = [
  'not_verified',
  'never_shown',
  'sis_rounds',
  'sis_caps',
  'line_item_differs',
] as const;
export type SentReason = (typeof sentReasons)[number];
export const itemReasons = [...skippedReasons, ...heldBackReasons, ...failedReasons, ...sentReasons] as const;
export type ItemReason = (typeof itemReasons)[number];

/** The outcome of an item that this reason keeps from being sent. */
export function outcomeOfReason(reason: ItemReason): 'skipped' | 'held_back' | 'failed' | 'unchanged' {
  if (isSentReason(reason)) return 'unchanged';
  if (isOneOf(skippedReasons, reason)) return 'skipped';
  return isOneOf(heldBackReasons, reason) ? 'held_back' : 'failed';
}

/** Whether the SIS has accepted a grade of this reason and shows it otherwise, or not at all. */
export function isSentReason(reason: ItemReason): reason is SentReason {
  return isOneOf(sentReasons, reason);
}

function isOneOf(reasons: readonly ItemReason[], reason: ItemReason): boolean {
  return reasons.includes(reason);
}

/**
 * Checks before sending. Each refuses an assignment in all sections or in one. Their texts:
 * `i18n/en/checks.ts`.
 */
export const checkCodes = [
  'due_date_missing',
  'due_date_outside_grading_periods',
  'not_counted',
  'hidden_in_gradebook',
  'dates_unknown',
  'assigned_to_students',
  'paced_course',
  'name_empty',
  'name_too_long',
  'name_twice_in_class',
  'line_item_exists',
  'line_items_exist',
  'points_missing',
  'points_not_whole',
  'category_unassociated',
  'category_gone',
  'no_group',
  'categories_none',
  'categories_unreadable',
  'grading_periods_unreadable',
  'students_unreadable',
  'class_not_in_sis',
  'class_unreadable',
] as const;
export type CheckCode = (typeof checkCodes)[number];

/** Once a run has ended: sent + confirmed + unchanged + held back + skipped + failed = eligible. */
export interface ItemCounts {
  readonly eligible: number;
  readonly pending: number;
  readonly sent: number;
  readonly confirmed: number;
  readonly unchanged: number;
  readonly heldBack: number;
  readonly skipped: number;
  readonly failed: number;
}
