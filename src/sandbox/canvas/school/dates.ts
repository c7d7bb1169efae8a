import type { Assignment } from './records/assignment.ts';

/** What one student gets of an assignment, after overrides. */
export interface EffectiveDates {
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
  readonly lockAt: Date | null;
}

/** The later of two dates, where no date at all is the latest. */
function isMoreLenient(a: Date | null, b: Date | null): boolean {
  if (a === null) return b !== null;
  return b !== null && a.getTime() > b.getTime();
}

/**
 * Dates of an assignment for a student in `sectionIds`; null when it is not given to the student.
 * Of several overrides Canvas takes the most lenient due date; the date for everyone counts only
 * where no override applies (lib/effective_due_dates.rb).
 */
export function datesForStudent(
  assignment: Assignment,
  studentId: number,
  sectionIds: readonly number[],
): EffectiveDates | null {
  let best: EffectiveDates | null = null;
  for (const override of assignment.overrides) {
    const applies =
      override.sectionId === null
        ? override.studentIds?.includes(studentId) === true
        : sectionIds.includes(override.sectionId);
    if (applies && (best === null || isMoreLenient(override.dueAt, best.dueAt))) best = override;
  }
  if (best !== null) return { dueAt: best.dueAt, unlockAt: best.unlockAt, lockAt: best.lockAt };
  if (assignment.onlyVisibleToOverrides) return null;
  return { dueAt: assignment.dueAt, unlockAt: assignment.unlockAt, lockAt: assignment.lockAt };
}
