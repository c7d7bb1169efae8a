import {
  type InstitutionSettings,
  institutionSettingsSchema,
  type SettingField,
  type SettingName,
  settingFields,
} from '../../../domain/institution-settings.ts';
import type { FaultCode, Faults } from '../form/faults.ts';
import type { FormEntries } from '../form/read-form.ts';

/** What the form shows, by entry, as it was typed. A nightly window has three entries. */
export type SettingsEntries = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The entries of a nightly window, by what they are. */
const windowEntries = { start: 'windowStart', end: 'windowEnd', timeZone: 'timeZone' } as const;

/** The stored settings as form entries. */
export function showSettings(settings: InstitutionSettings): SettingsEntries {
  const { nightlyWindow } = settings;
  const entries = settingFields.flatMap(([name, { kind }]): [string, SettingsEntries[string]][] => {
    const value = settings[name];
    if (kind === 'window') {
      return [
        [windowEntries.start, nightlyWindow.start],
        [windowEntries.end, nightlyWindow.end],
        [windowEntries.timeZone, nightlyWindow.timeZone],
      ];
    }
    if (typeof value === 'boolean' || isList(value)) return [[name, value]];
    return [[name, value === null ? '' : String(value)]];
  });
  return Object.fromEntries(entries);
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);

/** The form as it was typed. An unticked box is not sent at all. */
export function readEntries(form: FormEntries): SettingsEntries {
  const entries = settingFields.flatMap(([name, { kind }]): [string, SettingsEntries[string]][] => {
    if (kind === 'checkbox') return [[name, form.has(name)]];
    if (kind === 'checkboxes') return [[name, [...new Set(form.list(name))]]];
    if (kind !== 'window') return [[name, form.text(name)]];
    // Some browsers send seconds as well.
    const time = (entry: string): [string, string] => [entry, form.text(entry).slice(0, 5)];
    const zone = windowEntries.timeZone;
    return [time(windowEntries.start), time(windowEntries.end), [zone, form.text(zone)]];
  });
  return Object.fromEntries(entries);
}

/** The settings that the entries stand for, or what is wrong with them. */
export function checkSettings(
  entries: SettingsEntries,
):
  | { readonly ok: true; readonly settings: InstitutionSettings }
  | { readonly ok: false; readonly faults: Faults } {
  const values = settingFields.map(([name, field]) => [name, toValue(name, field, entries)] as const);
  const parsed = institutionSettingsSchema.safeParse(Object.fromEntries(values));
  if (parsed.success) return { ok: true, settings: parsed.data };
  const faults = new Map<string, FaultCode>();
  for (const { path } of parsed.error.issues) {
    const found = settingFields.find(([name]) => name === path[0]);
    if (found) faults.set(...findFault(found, path[1], entries));
  }
  return { ok: false, faults };
}

function toValue(name: SettingName, field: SettingField, entries: SettingsEntries): unknown {
  const entry = entries[name];
  if (field.kind === 'window') {
    return {
      start: entries[windowEntries.start],
      end: entries[windowEntries.end],
      timeZone: entries[windowEntries.timeZone],
    };
  }
  if (field.kind !== 'number' || typeof entry !== 'string') return entry;
  if (entry === '' && field.optional) return null;
  // Only digits count as a number here; anything else is reported as typed.
  return /^\d{1,6}$/.test(entry) ? Number(entry) : entry;
}

/** Which entry is wrong, and how. */
function findFault(
  [name, field]: (typeof settingFields)[number],
  part: PropertyKey | undefined,
  entries: SettingsEntries,
): [string, FaultCode] {
  switch (field.kind) {
    case 'text':
      if (name === 'noticeAddresses') return [name, 'addresses'];
      if (name === 'lineItemMetadata') return [name, 'metadata'];
      return [name, entries[name] === '' ? 'required' : 'too_long'];
    case 'number':
      return [name, field.optional ? 'whole_number_or_nothing' : 'whole_number'];
    case 'window':
      if (part === 'start') return [windowEntries.start, 'time'];
      return part === 'end' ? [windowEntries.end, 'time'] : [windowEntries.timeZone, 'time_zone'];
    default:
      return [name, 'choice'];
  }
}
