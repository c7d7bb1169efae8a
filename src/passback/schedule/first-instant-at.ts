import { IANAZone } from 'luxon';

const minuteMs = 60_000;
/** Farther from the middle than any zone's clocks ever are from UTC. */
const dayMs = 24 * 60 * minuteMs;

/**
 * The first instant at which the clocks of a zone show `wallMs` or later, where `wallMs` is what they show written as if
 * it were UTC. A time that occurs twice (clocks go back) is its first occurrence; one that is skipped (clocks go
 * forward) is the moment of the jump. Milliseconds since 1970.
 */
export function firstInstantAt(wallMs: number, timeZone: string): number {
  const zone = IANAZone.create(timeZone);
  const offsetAt = (instant: number): number => zone.offset(instant) * minuteMs;
  const before = offsetAt(wallMs - dayMs);
  const after = offsetAt(wallMs + dayMs);
  const shown = [wallMs - before, wallMs - after].filter((instant) => instant + offsetAt(instant) === wallMs);
  if (shown.length > 0) return Math.min(...shown);
  // Skipped: the jump lies between what the time would be by the new offset and by the old one.
  let low = wallMs - after;
  let high = wallMs - before;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}
