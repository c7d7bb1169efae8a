import { scheduleIntervals } from '../../../domain/schedule.ts';
import type { ScheduleView } from '../../../passback/schedule/institution-schedules.ts';
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
import { describeLast } from './describe-schedule.ts';
import {
  maxNameLength,
  type OfferedInCanvas,
  offeredSpreads,
  type ScheduleEntries,
} from './read-schedule.ts';
import { type ActModel, buildConnect, type ConnectModel } from './schedules-model.ts';

export interface ScheduleShown {
  /** Null: a new one. */
  readonly view: ScheduleView | null;
  /** Null: the administrator has not connected Canvas, so there is nothing to choose from. */
  readonly form: {
    readonly entries: ScheduleEntries;
    readonly offered: OfferedInCanvas;
    readonly faults: Faults;
  } | null;
  readonly connectAddress: string | null;
}

/** What `views/administration/schedules/schedule.ejs` prints. */
export interface ScheduleModel extends PageModel {
  readonly title: string;
  readonly back: { readonly label: string; readonly href: string };
  readonly faults: FaultSummary | null;
  readonly connect: ConnectModel | null;
  readonly last: { readonly title: string; readonly lines: readonly string[] } | null;
  readonly form: {
    readonly action: string;
    readonly name: Field;
    readonly when: string;
    readonly days: Choices;
    readonly timing: readonly Field[];
    readonly which: string;
    readonly choices: readonly Choices[];
    readonly note: string;
    readonly save: string;
  } | null;
  readonly remove: ActModel | null;
  readonly formToken: FormToken;
}

/** Several boxes of one field. */
interface Choices {
  readonly name: string;
  readonly label: string;
  readonly hint: string | null;
  readonly fault: string | null;
  readonly options: readonly { readonly value: string; readonly label: string; readonly checked: boolean }[];
}

export function buildSchedule(context: AdministrationContext, shown: ScheduleShown): ScheduleModel {
  const { messages, t, links, formToken } = context;
  const texts = messages.administration.schedules;
  const { view, form } = shown;
  const title = view === null ? t(texts.newTitle) : view.schedule.name;
  const action = view === null ? links.newSchedule : links.schedule(view.schedule._id);
  const built = form === null ? null : buildForm(context, form, action);
  const lines = view === null ? [] : describeLast(context, view);
  return {
    frame: buildAdminFrame(context, { title, tab: 'schedules', scripts: ['ui/connect.js'] }),
    title,
    back: { label: t(texts.back), href: links.schedules() },
    faults:
      built === null
        ? null
        : summarizeFaults(context, [
            built.name,
            ...built.timing,
            ...[built.days, ...built.choices].map((choices) => asField(context, choices)),
          ]),
    connect: form === null ? buildConnect(context, shown.connectAddress, action) : null,
    last: lines.length === 0 ? null : { title: t(texts.results), lines },
    form: built,
    remove:
      view === null
        ? null
        : {
            label: t(texts.remove),
            action: links.schedule(view.schedule._id, 'remove'),
            field: null,
            disabled: false,
          },
    formToken,
  };
}

/** As the summary of faults lists it. */
function asField(context: AdministrationContext, { name, label, fault }: Choices): Field {
  return { ...buildField(context, new Map(), { kind: 'checkbox', name, texts: { label } }), fault };
}

function buildForm(
  context: AdministrationContext,
  { entries, offered, faults }: NonNullable<ScheduleShown['form']>,
  action: string,
): NonNullable<ScheduleModel['form']> {
  const { messages, t, formats } = context;
  const texts = messages.administration.schedules;
  const { fields } = texts;
  const select = (
    name: 'hour' | 'everyHours' | 'timeZone' | 'spreadMinutes',
    options: Field['options'],
  ): Field =>
    buildField(context, faults, { kind: 'select', name, value: entries[name], options, texts: fields[name] });
  const choices = (
    name: 'days' | 'accounts' | 'terms',
    list: readonly { readonly id: string; readonly name: string }[] | null,
  ): Choices => {
    const fault = faults.get(name);
    const own: FieldTexts = fields[name];
    const hint = own.hint === undefined ? null : t(own.hint);
    return {
      name,
      label: t(own.label),
      hint: list === null ? t(texts.hidden) : hint,
      fault: fault === undefined ? null : t(messages.administration.form.faults[fault]),
      options: (list ?? []).map((one) => ({
        value: one.id,
        label: one.name,
        checked: entries[name].includes(one.id),
      })),
    };
  };
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ id: String(day), name: formats.weekday(day) }));
  return {
    action,
    name: buildField(context, faults, {
      kind: 'text',
      name: 'name',
      value: entries.name,
      required: true,
      max: maxNameLength,
      texts: fields.name,
    }),
    when: t(texts.groups.when),
    days: choices('days', days),
    timing: [
      select(
        'hour',
        Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: formats.hour(hour) })),
      ),
      select('everyHours', [
        { value: '', label: t(texts.onceADay) },
        ...scheduleIntervals.map((hours) => ({
          value: String(hours),
          label: t(texts.every, { count: hours }),
        })),
      ]),
      select(
        'timeZone',
        listTimeZones(entries.timeZone).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
      ),
      select(
        'spreadMinutes',
        offeredSpreads.map((minutes) => ({
          value: String(minutes),
          label: minutes === 0 ? t(texts.atOnce) : formats.duration(minutes * 60_000),
        })),
      ),
    ],
    which: t(texts.groups.which),
    // A school without sub-accounts has nothing to choose there.
    choices: [choices('accounts', offered.accounts), choices('terms', offered.terms)].filter(
      ({ options, hint, fault }) => options.length > 0 || hint === t(texts.hidden) || fault !== null,
    ),
    note: t(texts.inYourName),
    save: t(texts.save),
  };
}
