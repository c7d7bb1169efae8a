import type { FieldProblem } from '../../school/sis-rules.ts';
import type { FormProblems } from './edit-form.ts';

/** The edit page's own words; the API says some of them differently (CF7). */
export function describeProblems(problems: readonly FieldProblem[]): FormProblems {
  const found: FormProblems = {};
  for (const { field, message } of problems) {
    if (field === 'due_at') found.due = 'Please add a due date';
    else if (field === 'points_possible') found.points = 'Points value must be 0 or greater';
    else if (message.startsWith('Name is')) found.name = message;
    else
      found.name =
        message === 'is too short' ? 'Name is required' : 'Name is too long, must be under 256 characters';
  }
  return found;
}
