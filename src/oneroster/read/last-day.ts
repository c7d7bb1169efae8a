import type { LocalDate } from '../../domain/local-date.ts';
import { nextDay, previousDay } from '../../domain/local-date.ts';
import type { SisProfile } from '../profile/sis-profile.ts';

/** An academic session's days as the SIS states them. */
interface StatedPeriod {
  readonly startDate: LocalDate;
  readonly endDate: LocalDate;
}

/**
 * The last day of a period. OneRoster 1.2 excludes `endDate` from a session (official rostering OpenAPI;
 * Aeries follows it), yet real exports give the last school day. So the SIS's own calendar decides if it can:
 * a sibling that starts on `endDate` shows that the day is excluded, one that starts the day after that it is
 * included. Otherwise the profile decides. Without either the day counts: a teacher cannot fix our refusing
 * work that the SIS would accept, whereas a SIS that refuses it says so.
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
