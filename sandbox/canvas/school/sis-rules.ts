import type { Account } from './records/account.ts';
import type { Assignment } from './records/assignment.ts';

/** A rule an edit broke: Canvas's API field name and its words. */
export interface FieldProblem {
  readonly field: 'name' | 'due_at' | 'points_possible';
  readonly message: string;
}

export type EditOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** The account's name for its SIS, or "SIS" (app/models/assignment_util.rb). */
export const sisFriendlyName = (account: Account): string => account.sisName ?? 'SIS';

/**
 * What Canvas itself refuses on an assignment marked Sync to SIS. The rules bite only where
 * `sis_syncing` and the particular setting are on; a due date is never required of `not_graded`
 * (app/models/assignment_util.rb). The due date wording is the API's; the length wording is the
 * one Canvas's own browser specs expect.
 */
export function checkSisRules(assignment: Assignment, account: Account): readonly FieldProblem[] {
  const rules = account.sisSettings;
  if (!assignment.postToSis || !rules.syncing) return [];
  const problems: FieldProblem[] = [];
  if (rules.limitNameLength && assignment.name.length > rules.nameLengthLimit) {
    problems.push({
      field: 'name',
      message: `Name is too long, must be under ${rules.nameLengthLimit + 1} characters`,
    });
  }
  if (rules.requireDueDate && assignment.gradingType !== 'not_graded' && !hasEveryDueDate(assignment)) {
    problems.push({ field: 'due_at', message: 'cannot be blank when Post to Sis is checked' });
  }
  return problems;
}

function hasEveryDueDate(assignment: Assignment): boolean {
  if (!assignment.onlyVisibleToOverrides && assignment.dueAt === null) return false;
  return assignment.overrides.every((override) => override.dueAt !== null);
}
