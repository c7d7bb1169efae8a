import { DateTime } from 'luxon';
import type { NightlyWindow } from '../../domain/institution-settings.ts';
import { dayMs, firstInstantAt, fractionOf, minuteMs } from './local-time.ts';

/**
 * The next instant after `after` at which a course's nightly sync starts: once in every night's window,
 * always after the same fraction of it. The fraction comes from a hash of the course, so courses are spread
 * evenly over the window.
 */
export function findNextNightly(courseKey: string, window: NightlyWindow, after: Date): Date {
  const fraction = fractionOf(courseKey);
  const today = DateTime.fromJSDate(after, { zone: window.timeZone });
  // From yesterday, whose window may still be open; a zone that crosses the date line may skip a day.
  for (let day = -1; day <= 3; day += 1) {
    const date = today.plus({ days: day });
    const [opens, closes] = windowOf({ year: date.year, month: date.month, day: date.day }, window);
    const start = Math.floor(opens + fraction * (closes - opens));
    if (start > after.getTime()) return new Date(start);
  }
  throw new Error(`no night comes in ${window.timeZone}`);
}

/** When the last night's window closed, at `now` at the latest: nightly syncs have started by then. */
export function findLastWindowEnd(window: NightlyWindow, now: Date): Date {
  const today = DateTime.fromJSDate(now, { zone: window.timeZone });
  // From tomorrow's date, which the zone's day may have reached; a zone that crosses the date line may skip a day.
  for (let day = 1; day >= -4; day -= 1) {
    const date = today.plus({ days: day });
    const [, closes] = windowOf({ year: date.year, month: date.month, day: date.day }, window);
    if (closes <= now.getTime()) return new Date(closes);
  }
  throw new Error(`no night has ended in ${window.timeZone}`);
}

/** Start and end of the night that begins on a date, in milliseconds since 1970. */
function windowOf(
  date: { readonly year: number; readonly month: number; readonly day: number },
  { start, end, timeZone }: NightlyWindow,
): readonly [number, number] {
  const midnight = Date.UTC(date.year, date.month - 1, date.day);
  const opens = midnight + wallMsOf(start);
  const closes = midnight + wallMsOf(end);
  const nextDay = closes > opens ? 0 : dayMs;
  return [firstInstantAt(opens, timeZone), firstInstantAt(closes + nextDay, timeZone)];
}

function wallMsOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (hours * 60 + minutes) * minuteMs;
}
