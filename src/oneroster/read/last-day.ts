import type { LocalDate } from '../../domain/local-date.ts';
import { nextDay, previousDay } from '../../domain/local-date.ts';
import type { SisProfile } from '../profile/sis-profile.ts';

/** The days of one academic session as the SIS states them. */
interface StatedPeriod {
  readonly startDate: LocalDate;
  readonly endDate: LocalDate;
}

/**
 * The last day of a period. OneRoster 1.2 excludes `endDate` from the session (official rostering OpenAPI, and Aeries
 * does so), yet real exports name the last school day itself. So the SIS's own calendar decides where it can: a
 * sibling that starts on `endDate` shows that it is excluded, one that starts the day after that it is included. Else
 * the profile decides; and without it the day counts, because refusing work that the SIS would take cannot be mended
 * by a teacher, while the SIS itself says what it does not take.
 */
export function findLastDay(
  period: StatedPeriod,
  siblings: readonly StatedPeriod[],
  periodEnd: SisProfile['periodEnd'],
): LocalDate {
  const startsOn = (day: LocalDate): boolean =>
    siblings.some((sibling) => sibling.startDate === day && sibling.startDate > period.startDate);
  if (startsOn(period.endDate)) return previousDay(period.endDate);
  if (startsOn(nextDay(period.endDate))) return period.endDate;
  return periodEnd === 'excluded' ? previousDay(period.endDate) : period.endDate;
}
