import type { Account } from './records/account.ts';
import type { Assignment } from './records/assignment.ts';

/** A rule that an edit breaks: the field's name in Canvas's API, and Canvas's message. */
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
 * What Canvas itself refuses on an assignment marked Sync to SIS. A rule applies only if `sis_syncing` and
 * its own setting are on; `not_graded` work never needs a due date (app/models/assignment_util.rb). The due
 * date message is the API's; the length message is the one that Canvas's browser specs expect.
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
