import type { Alert } from '../../ui/alert.ts';
import type { PageModel } from '../../ui/render.ts';
import type { FormToken } from '../../ui/visit.ts';
import { buildAdminFrame } from '../admin-frame.ts';
import type { AdminVisit } from '../admin-visit.ts';
import type { Faults } from '../form/faults.ts';
import { buildField, type FaultSummary, type Field, type Option, summarizeFaults } from '../form/field.ts';
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
  const { texts, say } = visit;
  const words = texts.catalogue.admin.settings;
  const { fields: fieldWords, groups } = words;
  const field = (
    name: keyof typeof fieldWords,
    own: Omit<Parameters<typeof buildField>[2], 'name' | 'words'>,
  ): Field => buildField(visit, faults, { ...own, name, words: fieldWords[name] });
  const box = (name: keyof typeof fieldWords & keyof SettingsEntries): Field =>
    field(name, { kind: 'checkbox', value: 'yes', checked: entries[name] === true });
  const role = (name: 'ta' | 'designer'): Field =>
    buildField(visit, faults, {
      kind: 'checkbox',
      name: 'alsoMayPost',
      value: name,
      words: fieldWords[name],
      checked: entries.alsoMayPost.includes(name),
    });
  const choices = (
    texts: Readonly<Record<string, { readonly label: string; readonly hint: string }>>,
  ): Option[] =>
    Object.entries(texts).map(([value, { label, hint }]) => ({ value, label: say(label), hint: say(hint) }));
  const days = { kind: 'number', min: 30, max: 3650, required: true } as const;
  return [
    {
      title: say(groups.pause),
      fields: [box('paused')],
    },
    {
      title: say(groups.name),
      fields: [field('sisLabel', { kind: 'text', value: entries.sisLabel, required: true, max: 60 })],
    },
    {
      title: say(groups.sent),
      fields: [
        field('resend', { kind: 'radio', value: entries.resend, options: choices(words.resend) }),
        box('sendHiddenGrades'),
      ],
    },
    {
      title: say(groups.categories),
      fields: [box('categoryPage'), box('matchCategoriesByName')],
    },
    {
      title: say(groups.titles),
      fields: [
        field('titleLimit', { kind: 'number', value: entries.titleLimit, min: 10, max: 1000 }),
        field('longTitles', { kind: 'radio', value: entries.longTitles, options: choices(words.longTitles) }),
      ],
    },
    {
      title: say(groups.people),
      fields: [role('ta'), role('designer')],
    },
    {
      title: say(groups.nightly),
      fields: [
        box('nightlySyncOffered'),
        field('windowStart', { kind: 'time', value: entries.windowStart, required: true }),
        field('windowEnd', { kind: 'time', value: entries.windowEnd, required: true }),
        field('timeZone', {
          kind: 'select',
          value: entries.timeZone,
          options: listTimeZones(entries.timeZone).map((zone) => ({
            value: zone,
            label: zone.replaceAll('_', ' '),
          })),
        }),
      ],
    },
    {
      title: say(groups.retention),
      fields: [
        field('runDays', { ...days, value: entries.runDays }),
        field('auditDays', { ...days, value: entries.auditDays }),
      ],
    },
  ];
}

/** Every zone that the runtime knows by its main name, UTC, and the present one where it has another name. */
function listTimeZones(present: string): readonly string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), present])].filter(Boolean).sort();
}
