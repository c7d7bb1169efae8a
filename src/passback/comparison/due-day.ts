import type { InstitutionSettings } from '../../domain/institution-settings.ts';
import type { LocalDate } from '../../domain/local-date.ts';
import type { SisGradingPeriod } from '../../domain/sis.ts';
import { findGradingPeriod } from './course-day.ts';

/** What an assignment without a due date is measured against. */
export interface UndatedAssignment {
  /** In the course's time zone. */
  readonly today: LocalDate;
  readonly gradingPeriods: readonly SisGradingPeriod[];
  readonly needsGradingPeriod: boolean;
  /** The due day with which it was sent; null: never, or without one. */
  readonly sentDay: LocalDate | null;
}

/**
 * The due day that the SIS gets for an assignment that has none (P15): none at all, or the last day of the present grading
 * period. Once it was sent it keeps its day, or every grading period would move it. Between periods it is the last one that
 * ended. Pure.
 * @returns empty: it goes without one; null: it cannot go
 */
export function chooseDueDay(
  policy: InstitutionSettings['missingDueDate'],
  { today, gradingPeriods, needsGradingPeriod, sentDay }: UndatedAssignment,
): LocalDate | null {
  if (policy === 'refuse') return null;
  // The SIS files it by its grading period, and without a day nobody knows which.
  if (policy === 'omit') return needsGradingPeriod ? null : '';
  if (sentDay !== null && findGradingPeriod(gradingPeriods, sentDay)) return sentDay;
  const present = findGradingPeriod(gradingPeriods, today);
  const ended = gradingPeriods.map(({ endDate }) => endDate).filter((day) => day < today);
  const coming = gradingPeriods.map(({ endDate }) => endDate).filter((day) => day > today);
  return present?.endDate ?? ended.sort().at(-1) ?? coming.sort()[0] ?? null;
}
