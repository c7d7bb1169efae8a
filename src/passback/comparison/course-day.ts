import { DateTime } from 'luxon';
import type { LocalDate } from '../../domain/local-date.ts';
import type { SisGradingPeriod } from '../../domain/sis.ts';

/** The day of an instant in the course's time zone: 23:59 on Monday in Chicago is Monday, whatever UTC says (P6). */
export function dayIn(timeZone: string, instant: Date): LocalDate {
  const local = DateTime.fromJSDate(instant, { zone: timeZone });
  return (local.isValid ? local : DateTime.fromJSDate(instant, { zone: 'utc' })).toFormat('yyyy-MM-dd');
}

/**
 * The grading period of a day. If several contain it (a semester and its quarter), the shortest wins; of equally long
 * ones, the one with the lowest id, so that the choice is stable.
 */
export function findGradingPeriod(
  periods: readonly SisGradingPeriod[],
  day: LocalDate,
): SisGradingPeriod | undefined {
  const length = (period: SisGradingPeriod): number =>
    Date.parse(period.endDate) - Date.parse(period.startDate);
  return periods
    .filter((period) => period.startDate <= day && day <= period.endDate)
    .sort((a, b) => length(a) - length(b) || (a.sourcedId < b.sourcedId ? -1 : 1))[0];
}
