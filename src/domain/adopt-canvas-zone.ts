import { isDeepStrictEqual } from 'node:util';
import { defaultInstitutionSettings, type InstitutionSettings } from './institution-settings.ts';
import { isTimeZone } from './time-zone.ts';

/**
 * The settings with a nightly window in `zone`, in which Canvas shows times to the administrator: their account's, unless
 * they chose another. A window that somebody has set stays.
 */
export function adoptCanvasZone(settings: InstitutionSettings, zone: string | null): InstitutionSettings {
  const isUntouched = isDeepStrictEqual(settings.nightlyWindow, defaultInstitutionSettings.nightlyWindow);
  if (!isUntouched || zone === null || !isTimeZone(zone)) return settings;
  return { ...settings, nightlyWindow: { ...settings.nightlyWindow, timeZone: zone } };
}

/**
 * The settings that a change stores. While nightly syncs are not offered, an administrator's first change of anything but
 * the settings takes Canvas's zone into the window; from then on it belongs to the page *Settings*.
 */
export function settleNightlyZone(
  before: InstitutionSettings,
  after: InstitutionSettings,
  zone: string | null,
): InstitutionSettings {
  return before !== after || before.nightlySyncOffered ? after : adoptCanvasZone(after, zone);
}
