import { type SettingName, settingFields, settingGroups } from '../../../domain/institution-settings.ts';
import { type GradeHabit, offerSetting } from '../../../domain/sis-habit.ts';
import type { LearnedHabit } from '../../../store/passback/learned-habits.ts';
import type { Alert } from '../../ui/alert.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import type { Faults } from '../form/faults.ts';
import {
  buildField,
  type FaultSummary,
  type Field,
  type FieldTexts,
  summarizeFaults,
} from '../form/field.ts';
import { listTimeZones } from '../form/time-zones.ts';
import type { SettingsEntries } from './read-settings.ts';

export interface SettingsShown {
  readonly entries: SettingsEntries;
  readonly faults: Faults;
  readonly alert: Alert | null;
  readonly habits: readonly LearnedHabit[];
}

/** What `views/administration/settings/settings.ejs` prints. */
export interface SettingsModel extends PageModel {
  readonly title: string;
  readonly alert: Alert | null;
  readonly faults: FaultSummary | null;
  /** Names the links to the groups. */
  readonly contents: string;
  readonly groups: readonly {
    readonly title: string;
    readonly fields: readonly Field[];
    /** A page that belongs to the group. */
    readonly link: { readonly label: string; readonly href: string } | null;
  }[];
  /** What the SIS was noticed to do, each with the setting that sends what it keeps. */
  readonly offers: readonly {
    readonly kind: GradeHabit['kind'];
    readonly text: string;
    readonly take: string;
  }[];
  readonly offersTitle: string;
  readonly takeAction: string;
  readonly action: string;
  readonly formToken: FormToken;
  readonly save: string;
}

export function buildSettings(
  context: AdministrationContext,
  { entries, faults, alert, habits }: SettingsShown,
): SettingsModel {
  const { messages, t, links } = context;
  const texts = messages.administration.settings;
  const groups = buildGroups(context, entries, faults);
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: 'settings' }),
    title: t(texts.title),
    alert,
    faults: summarizeFaults(
      context,
      groups.flatMap(({ fields }) => fields),
    ),
    contents: t(texts.contents),
    groups,
    offers: buildOffers(context, habits),
    offersTitle: t(texts.offersTitle),
    takeAction: links.takeSetting,
    action: links.settings(),
    formToken: context.formToken,
    save: t(texts.save),
  };
}

function buildOffers(
  { messages, t, formats, institution }: AdministrationContext,
  habits: readonly LearnedHabit[],
): SettingsModel['offers'] {
  const { offers } = messages.administration.settings;
  return habits.flatMap(({ habit, seenAt }): SettingsModel['offers'] => {
    if ('offered' in habit || offerSetting(habit, institution.settings) === null) return [];
    const { kind } = habit;
    const when = formats.dateTime(seenAt);
    if (kind === 'maximum') return [{ kind, text: t(offers.maximum, { when }), take: t(offers.takeMaximum) }];
    if (kind === 'exempt') {
      const text = t(habit.kept ? offers.exemptKept : offers.exemptLost, { when });
      return [{ kind, text, take: t(habit.kept ? offers.takeExempt : offers.takeNoExempt) }];
    }
    if (kind === 'title') {
      const count = habit.length;
      return [{ kind, text: t(offers.title, { when, count }), take: t(offers.takeTitle, { count }) }];
    }
    if (habit.decimals === 0) return [{ kind, text: t(offers.whole, { when }), take: t(offers.takeWhole) }];
    const count = habit.decimals;
    return [{ kind, text: t(offers.decimals, { when, count }), take: t(offers.takeDecimals, { count }) }];
  });
}

function buildGroups(
  context: AdministrationContext,
  entries: SettingsEntries,
  faults: Faults,
): SettingsModel['groups'] {
  const { settings, webhook } = context.messages.administration;
  const { groups } = settings;
  return settingGroups.map((group) => ({
    title: context.t(groups[group]),
    fields: settingFields
      .filter(([, field]) => field.group === group)
      .flatMap((setting) => buildFields(context, faults, setting, entries)),
    link: group === 'notices' ? { label: context.t(webhook.link), href: context.links.webhook() } : null,
  }));
}

/** The fields of one setting: several boxes for roles, three entries for a window, else one. */
function buildFields(
  context: AdministrationContext,
  faults: Faults,
  [name, field]: (typeof settingFields)[number],
  entries: SettingsEntries,
): Field[] {
  const { settings } = context.messages.administration;
  const entry = entries[name];
  const one = (own: Omit<Parameters<typeof buildField>[2], 'texts'>, texts: FieldTexts): Field =>
    buildField(context, faults, { ...own, texts });
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
              return { value, label: context.t(label), hint: context.t(hint) };
            }),
          },
          settings.fields[name],
        ),
      ];
    case 'text':
      return [
        one(
          { kind: 'text', name, value: typed(entry), required: field.optional !== true, max: field.max },
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
      return buildWindow(context, faults, entries);
  }
}
const typed = (entry: SettingsEntries[string] | undefined): string =>
  typeof entry === 'string' ? entry : '';

function findOption(
  options: AdministrationContext['messages']['administration']['settings']['options'],
  name: SettingName,
  value: string,
) {
  const option = options[name]?.[value];
  if (option === undefined) throw new Error(`the option ${value} of ${name} has no message`);
  return option;
}

function buildWindow(context: AdministrationContext, faults: Faults, entries: SettingsEntries): Field[] {
  const { window } = context.messages.administration.settings;
  const zone = typed(entries['timeZone']);
  const time = (name: 'windowStart' | 'windowEnd', texts: FieldTexts): Field =>
    buildField(context, faults, { kind: 'time', name, value: typed(entries[name]), required: true, texts });
  const options = listTimeZones(zone).map((value) => ({ value, label: value.replaceAll('_', ' ') }));
  return [
    time('windowStart', window.start),
    time('windowEnd', window.end),
    buildField(context, faults, {
      kind: 'select',
      name: 'timeZone',
      value: zone,
      options,
      texts: window.timeZone,
    }),
  ];
}
