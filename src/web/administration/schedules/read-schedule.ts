import {
  listHours,
  maxSpreadMinutes,
  type NamedInCanvas,
  type ScheduleScope,
  type ScheduleTiming,
  scheduleTimingSchema,
} from '../../../domain/schedule.ts';
import type { Schedule } from '../../../store/schedules.ts';
import type { FaultCode, Faults } from '../form/faults.ts';
import type { FormEntries } from '../form/read-form.ts';

export const maxNameLength = 60;
/** Minutes; the form offers these. */
export const offeredSpreads = [0, 30, 60, 120, 240, maxSpreadMinutes] as const;

/** What the form shows, as it was typed. */
export interface ScheduleEntries {
  readonly name: string;
  readonly days: readonly string[];
  readonly hour: string;
  readonly everyHours: string;
  readonly timeZone: string;
  readonly spreadMinutes: string;
  readonly accounts: readonly string[];
  readonly terms: readonly string[];
}

/** What Canvas offers to choose from; null: it does not show them to the administrator. */
export interface OfferedInCanvas {
  readonly accounts: readonly NamedInCanvas[] | null;
  readonly terms: readonly NamedInCanvas[] | null;
}

/** A new schedule: by night, on every day, over an hour. */
export function startEntries(timeZone: string): ScheduleEntries {
  return {
    name: '',
    days: ['1', '2', '3', '4', '5', '6', '7'],
    hour: '1',
    everyHours: '',
    timeZone,
    spreadMinutes: '60',
    accounts: [],
    terms: [],
  };
}

/** A stored schedule as form entries. */
export function showEntries({ name, timing, scope }: Schedule): ScheduleEntries {
  return {
    name,
    days: timing.days.map(String),
    hour: String(timing.hour),
    everyHours: timing.everyHours === null ? '' : String(timing.everyHours),
    timeZone: timing.timeZone,
    spreadMinutes: String(timing.spreadMinutes),
    accounts: scope.accounts.map(({ id }) => id),
    terms: scope.terms.map(({ id }) => id),
  };
}

export function readScheduleEntries(form: FormEntries): ScheduleEntries {
  return {
    name: form.text('name'),
    days: form.list('days'),
    hour: form.text('hour'),
    everyHours: form.text('everyHours'),
    timeZone: form.text('timeZone'),
    spreadMinutes: form.text('spreadMinutes'),
    accounts: form.list('accounts'),
    terms: form.list('terms'),
  };
}

/** The schedule that the entries stand for, or what is wrong with them. */
export function checkSchedule(
  entries: ScheduleEntries,
  offered: OfferedInCanvas,
):
  | { readonly ok: true; readonly entry: { name: string; timing: ScheduleTiming; scope: ScheduleScope } }
  | { readonly ok: false; readonly faults: Faults } {
  const faults = new Map<string, FaultCode>();
  const { name } = entries;
  if (name === '') faults.set('name', 'required');
  else if (name.length > maxNameLength) faults.set('name', 'too_long');
  const timing = scheduleTimingSchema.safeParse({
    days: entries.days.map(toNumber),
    hour: toNumber(entries.hour),
    everyHours: entries.everyHours === '' ? null : toNumber(entries.everyHours),
    timeZone: entries.timeZone,
    spreadMinutes: toNumber(entries.spreadMinutes),
  });
  for (const { path } of timing.error?.issues ?? []) {
    const field = String(path[0]);
    faults.set(field, field === 'timeZone' ? 'time_zone' : 'choice');
  }
  // The courses of one start must have begun before the next.
  if (timing.data !== undefined && isSpreadTooLong(timing.data)) faults.set('spreadMinutes', 'spread');
  const accounts = choose(entries.accounts, offered.accounts);
  const terms = choose(entries.terms, offered.terms);
  if (accounts === null) faults.set('accounts', 'choice');
  if (terms === null) faults.set('terms', 'choice');
  if (faults.size > 0 || timing.data === undefined || accounts === null || terms === null) {
    return { ok: false, faults };
  }
  return { ok: true, entry: { name, timing: timing.data, scope: { accounts, terms } } };
}

function isSpreadTooLong(timing: ScheduleTiming): boolean {
  const { everyHours, spreadMinutes } = timing;
  return everyHours !== null && listHours(timing).length > 1 && spreadMinutes > everyHours * 60;
}

/** Only digits count as a number. */
const toNumber = (text: string): number => (/^\d{1,4}$/.test(text) ? Number(text) : Number.NaN);

/** The chosen ones with their names; null if one is not offered. */
function choose(
  ids: readonly string[],
  offered: readonly NamedInCanvas[] | null,
): readonly NamedInCanvas[] | null {
  const chosen = [...new Set(ids)].map((id) => offered?.find((one) => one.id === id));
  const known = chosen.filter((one) => one !== undefined);
  return known.length === chosen.length ? known : null;
}
