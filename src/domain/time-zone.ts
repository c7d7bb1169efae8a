import { IANAZone } from 'luxon';

/**
 * Whether `name` is an IANA time zone that this runtime knows. The runtime accepts an offset such as `+05:00`
 * too, but that is no zone: it has no daylight saving time.
 */
export function isTimeZone(name: string): boolean {
  return /^[A-Za-z]/.test(name) && (knownZones.has(name) || isKnownToRuntime(name));
}

/** Zones found to be valid: asking the runtime takes longer than reading all other claims of a launch. */
const knownZones = new Set<string>();
/** More than exist. Zone names ignore case, so somebody could invent endless spellings. */
const maxKnownZones = 1_000;

function isKnownToRuntime(name: string): boolean {
  const isValid = IANAZone.isValidZone(name);
  if (isValid && knownZones.size < maxKnownZones) knownZones.add(name);
  return isValid;
}
