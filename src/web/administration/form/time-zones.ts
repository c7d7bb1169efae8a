/** Every zone that the runtime knows by its main name, UTC, and the current one if it has another name. */
export function listTimeZones(present: string): readonly string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), present])].filter(Boolean).sort();
}
