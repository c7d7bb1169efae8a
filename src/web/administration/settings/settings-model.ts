import { type SettingName, settingFields, settingGroups } from '../../../domain/institution-settings.ts';
import type { Alert } from '../../ui/alert.ts';
import type { PageModel } from '../../ui/render.ts';
import type { FormToken } from '../../ui/visit.ts';
import { buildAdminFrame } from '../admin-frame.ts';
import type { AdminVisit } from '../admin-visit.ts';
import type { Faults } from '../form/faults.ts';
import {
  buildField,
  type FaultSummary,
  type Field,
  type FieldTexts,
  summarizeFaults,
} from '../form/field.ts';
import type { SettingsEntries } from './read-settings.ts';

export interface SettingsShown {
  readonly entries: SettingsEntries;
  readonly faults: Faults;
  readonly alert: Alert | null;
}

/** What `views/admin/settings.ejs` prints. */
export interface SettingsModel extends PageModel {
  readonly title: string;
  readonly alert: Alert | null;
  readonly faults: FaultSummary | null;
  readonly groups: readonly { readonly title: string; readonly fields: readonly Field[] }[];
  readonly action: string;
  readonly formToken: FormToken;
  readonly save: string;
}

export function buildSettings(visit: AdminVisit, { entries, faults, alert }: SettingsShown): SettingsModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.admin.settings;
  const groups = buildGroups(visit, entries, faults);
  return {
    frame: buildAdminFrame(visit, { title: say(words.title), tab: 'settings' }),
    title: say(words.title),
    alert,
    faults: summarizeFaults(
      visit,
      groups.flatMap(({ fields }) => fields),
    ),
    groups,
    action: links.settings(),
    formToken: visit.formToken,
    save: say(words.save),
  };
}

function buildGroups(visit: AdminVisit, entries: SettingsEntries, faults: Faults): SettingsModel['groups'] {
  const { groups } = visit.texts.catalogue.admin.settings;
  return settingGroups.map((group) => ({
    title: visit.say(groups[group]),
    fields: settingFields
      .filter(([, field]) => field.group === group)
      .flatMap((setting) => buildFields(visit, faults, setting, entries)),
  }));
}

/** The fields of one setting: several boxes for roles, three entries for a window, else one. */
function buildFields(
  visit: AdminVisit,
  faults: Faults,
  [name, field]: (typeof settingFields)[number],
  entries: SettingsEntries,
): Field[] {
  const { settings } = visit.texts.catalogue.admin;
  const entry = entries[name];
  const one = (own: Omit<Parameters<typeof buildField>[2], 'words'>, words: FieldTexts): Field =>
    buildField(visit, faults, { ...own, words });
  switch (field.kind) {
    case 'checkbox':
      return [one({ kind: 'checkbox', name, value: 'yes', checked: entry === true }, settings.fields[name])];
    case 'checkboxes':
      return field.options.map((value) =>
        one(
          { kind: 'checkbox', name, value, checked: Array.isArray(entry) && entry.includes(value) },
          findOption(settings.options, name, value),
        ),
      );
    case 'radio':
      return [
        one(
          {
            kind: 'radio',
            name,
            value: typed(entry),
            options: field.options.map((value) => {
              const { label, hint } = findOption(settings.options, name, value);
              return { value, label: visit.say(label), hint: visit.say(hint) };
            }),
          },
          settings.fields[name],
        ),
      ];
    case 'text':
      return [
        one(
          { kind: 'text', name, value: typed(entry), required: true, max: field.max },
          settings.fields[name],
        ),
      ];
    case 'number': {
      const { min, max, optional } = field;
      return [
        one(
          { kind: 'number', name, value: typed(entry), min, max, required: !optional },
          settings.fields[name],
        ),
      ];
    }
    case 'window':
      return buildWindow(visit, faults, entries);
  }
}
const typed = (entry: SettingsEntries[string] | undefined): string =>
  typeof entry === 'string' ? entry : '';

function findOption(
  options: AdminVisit['texts']['catalogue']['admin']['settings']['options'],
  name: SettingName,
  value: string,
) {
  const option = options[name]?.[value];
  if (option === undefined) throw new Error(`the option ${value} of ${name} has no message`);
  return option;
}

function buildWindow(visit: AdminVisit, faults: Faults, entries: SettingsEntries): Field[] {
  const { window } = visit.texts.catalogue.admin.settings;
  const zone = typed(entries['timeZone']);
  const time = (name: 'windowStart' | 'windowEnd', words: FieldTexts): Field =>
    buildField(visit, faults, { kind: 'time', name, value: typed(entries[name]), required: true, words });
  const options = listTimeZones(zone).map((value) => ({ value, label: value.replaceAll('_', ' ') }));
  return [
    time('windowStart', window.start),
    time('windowEnd', window.end),
    buildField(visit, faults, {
      kind: 'select',
      name: 'timeZone',
      value: zone,
      options,
      words: window.timeZone,
    }),
  ];
}

/** Every zone that the runtime knows by its main name, UTC, and the present one where it has another name. */
function listTimeZones(present: string): readonly string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), present])].filter(Boolean).sort();
}
