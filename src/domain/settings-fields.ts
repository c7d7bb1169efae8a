import { z } from 'zod';
import type { NightlyWindow } from './institution.ts';
import { isTimeZone } from './time-zone.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 01:30');
const timeZone = z.string().max(60).refine(isTimeZone, 'must be an IANA time zone such as America/Chicago');

/** A nightly window as somebody entered it. */
export const nightlyWindowSchema = z.strictObject({
  start: timeOfDay,
  end: timeOfDay,
  timeZone,
}) satisfies z.ZodType<NightlyWindow>;

/** Days that something is kept: a month at least, so that a slip erases nothing that was just written. */
export const retentionDaysSchema = z.int().min(30).max(3650);
