import { createHash } from 'node:crypto';
import { DateTime, IANAZone } from 'luxon';
import type { NightlyWindow } from '../../domain/institution-settings.ts';

const minuteMs = 60_000;
/** More than any zone's offset from UTC. */
const dayMs = 24 * 60 * minuteMs;

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

/**
 * The first instant at which a zone's clocks show `wallMs` or later. `wallMs` is the local time written as if
 * it were UTC. A time that occurs twice (clocks go back) means its first occurrence, a skipped one (clocks go
 * forward) the moment of the jump. Milliseconds since 1970.
 */
function firstInstantAt(wallMs: number, timeZone: string): number {
  const zone = IANAZone.create(timeZone);
  const offsetAt = (instant: number): number => zone.offset(instant) * minuteMs;
  const before = offsetAt(wallMs - dayMs);
  const after = offsetAt(wallMs + dayMs);
  const shown = [wallMs - before, wallMs - after].filter((instant) => instant + offsetAt(instant) === wallMs);
  if (shown.length > 0) return Math.min(...shown);
  // Skipped: the jump lies between the instants that the new and the old offset give.
  let low = wallMs - after;
  let high = wallMs - before;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

/** From 0 up to, but not including, 1. */
function fractionOf(courseKey: string): number {
  return createHash('sha256').update(courseKey).digest().readUIntBE(0, 6) / 2 ** 48;
}
