import { DateTime } from 'luxon';
import { listHours, type ScheduleTiming } from '../../domain/schedule.ts';
import { firstInstantAt, minuteMs } from './local-time.ts';

/**
 * The next instant after `after` at which a schedule starts. An hour that the clocks skip starts at the moment
 * of the jump, one that they show twice starts once, the first time.
 */
export function findNextOccurrence(timing: ScheduleTiming, after: Date): Date {
  const { days, timeZone } = timing;
  const today = DateTime.fromJSDate(after, { zone: timeZone });
  // From yesterday, because a jump may move its last hour past midnight; a zone that crosses the date line may skip a day.
  for (let day = -1; day <= 8; day += 1) {
    const { year, month, day: date } = today.plus({ days: day });
    const midnight = Date.UTC(year, month - 1, date);
    const weekday = DateTime.fromMillis(midnight, { zone: 'utc' }).weekday;
    if (!days.includes(weekday)) continue;
    const starts = listHours(timing)
      .map((hour) => firstInstantAt(midnight + hour * 60 * minuteMs, timeZone))
      .filter((start) => start > after.getTime());
    if (starts.length > 0) return new Date(Math.min(...starts));
  }
  throw new Error(`no day of the schedule comes in ${timeZone}`);
}
