import { IANAZone } from 'luxon';

/**
 * Whether `name` is an IANA time zone that this runtime knows. An offset such as `+05:00`, which the runtime accepts as
 * a zone too, is not: it has no daylight saving time.
 */
export function isTimeZone(name: string): boolean {
  return /^[A-Za-z]/.test(name) && (knownZones.has(name) || isKnownToRuntime(name));
}

/** Zones that were found valid: asking the runtime takes longer than the rest of a launch's claims. */
const knownZones = new Set<string>();
/** More than there are; zones are valid in any case of their letters, so somebody could think of more. */
const maxKnownZones = 1_000;

function isKnownToRuntime(name: string): boolean {
  const isValid = IANAZone.isValidZone(name);
  if (isValid && knownZones.size < maxKnownZones) knownZones.add(name);
  return isValid;
}
