import { DateTime } from 'luxon';

/** The hour at which the day's e-mail goes out: after the night, before the first lesson. */
const digestHour = 6;

/** The day whose e-mail is due, and the time from which it tells; null before its hour. */
export function findDigest(
  now: Date,
  timeZone: string,
): { readonly day: string; readonly since: Date } | null {
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  if (local.hour < digestHour) return null;
  const begins = local.startOf('day').set({ hour: digestHour });
  return { day: local.toISODate() ?? '', since: begins.minus({ days: 1 }).toJSDate() };
}
