import { createHash } from 'node:crypto';
import { IANAZone } from 'luxon';

export const minuteMs = 60_000;
/** More than any zone's offset from UTC. */
export const dayMs = 24 * 60 * minuteMs;

/**
 * The first instant at which a zone's clocks show `wallMs` or later. `wallMs` is the local time written as if
 * it were UTC. A time that occurs twice (clocks go back) means its first occurrence, a skipped one (clocks go
 * forward) the moment of the jump. Milliseconds since 1970.
 */
export function firstInstantAt(wallMs: number, timeZone: string): number {
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

/**
 * A course's place in any window, from 0 up to, but not including, 1: always the same, and evenly spread over
 * courses.
 */
export function fractionOf(courseKey: string): number {
  return createHash('sha256').update(courseKey).digest().readUIntBE(0, 6) / 2 ** 48;
}
