import type { SeenScore } from './cell.ts';
import type { LocalDate } from './local-date.ts';
import type { ItemOutcome, ItemReason } from './outcomes.ts';

/**
 * What a course's next run does with one grade. `on_its_way`: the active run sends it, so the next one does
 * not.
 */
export const previewActions = [
  'new',
  'changed',
  'removed',
  'held_back',
  'failed',
  'skipped',
  'on_its_way',
  'unchanged',
] as const;
export type PreviewAction = (typeof previewActions)[number];

/** How a preview groups grades, in the order of its page; `sends`: all that change something in the SIS. */
export const previewFilters = ['sends', ...previewActions, 'all'] as const;
export type PreviewFilter = (typeof previewFilters)[number];

/** Whether a filter lists grades of this action. */
export function isListed(filter: PreviewFilter, action: PreviewAction): boolean {
  if (filter === 'all') return true;
  return filter === 'sends' ? changesSis(action) : filter === action;
}

/** Whether the next run changes something in the SIS. */
export function changesSis(action: PreviewAction): boolean {
  return action === 'new' || action === 'changed' || action === 'removed';
}

/** The action that a run's outcome stands for; `sent`: what it is if it is sent. */
export function actionOfOutcome(
  outcome: ItemOutcome,
  sent: Extract<PreviewAction, 'new' | 'changed' | 'removed'>,
): PreviewAction {
  switch (outcome) {
    case 'pending':
    case 'sent':
    case 'confirmed':
      return sent;
    default:
      return outcome;
  }
}

/** What would happen to one student's grade. */
export interface PreviewedGrade {
  /** Names the grade within its course. */
  readonly cellId: string;
  readonly assignmentId: string;
  readonly assignmentName: string;
  readonly sectionName: string;
  readonly studentName: string;
  readonly studentSisId: string | null;
  readonly action: PreviewAction;
  /** What the SIS holds as far as is known; null: nothing. */
  readonly holds: SeenScore | 'unknown' | null;
  /** What it is to hold after the run; null if the run does not send it, or clears it. */
  readonly sends: SeenScore | null;
  readonly reason: ItemReason | null;
}

/** The preview of a course, or of one assignment. */
export interface CoursePreview {
  /** The assignment's name, if the preview is of one. */
  readonly assignmentName: string | null;
  /** Assignments without a due date in Canvas, and the days that the SIS gets in its place. */
  readonly standIns: readonly { readonly assignmentName: string; readonly day: LocalDate }[];
  readonly counts: ReadonlyMap<PreviewAction, number>;
  readonly grades: readonly PreviewedGrade[];
  readonly hasMore: boolean;
  /** When Canvas was read; null: never. */
  readonly readAt: Date | null;
}
