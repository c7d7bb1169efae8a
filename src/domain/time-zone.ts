import { IANAZone } from 'luxon';

/**
 * Whether `name` is an IANA time zone that this runtime knows. An offset such as `+05:00`, which the runtime accepts as
 * a zone too, is not: it has no daylight saving time.
 */
export function isTimeZone(name: string): boolean {
  return /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
}
