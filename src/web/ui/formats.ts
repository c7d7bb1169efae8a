import { isTimeZone } from '../../domain/time-zone.ts';
import { knownLocale } from '../../i18n/language.ts';

/** Dates, times and numbers as one person reads them. */
export interface Formats {
  /** Day and time in the person's zone. */
  readonly dateTime: (instant: Date) => string;
  /** Time of day in the person's zone. */
  readonly time: (instant: Date) => string;
  /** The day in another zone, such as the course's for due dates. */
  readonly dayIn: (zone: string) => (instant: Date) => string;
  /** A day without a time, given as `2026-10-17`; anything else stays as it is. */
  readonly localDate: (day: string) => string;
  /** A full hour of the day, 0 to 23. */
  readonly hour: (hour: number) => string;
  /** A time of day without a zone, given as `01:30`. */
  readonly timeOfDay: (time: string) => string;
  /** A day of the week: 1 is Monday. */
  readonly weekday: (day: number) => string;
  readonly list: (names: readonly string[]) => string;
  readonly number: (value: number) => string;
  /** `share` is 0 to 1. */
  readonly percent: (share: number) => string;
  /** Seconds, minutes and seconds, hours and minutes, or days; the smaller unit only if there is any of it. */
  readonly duration: (milliseconds: number) => string;
}

/** Compares names as people do: *Quiz 2* before *Quiz 10*, whatever the case. */
export function naturalOrder(language: string): (one: string, other: string) => number {
  return new Intl.Collator(language, { numeric: true, sensitivity: 'base' }).compare;
}

/** Formats for a person's locale and zone; without a zone, times are in UTC and say so. */
export function createFormats(locale: string, timeZone: string | null): Formats {
  const known = knownLocale(locale);
  const zone = knownZone(timeZone);
  const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  const clock = { hour: 'numeric', minute: '2-digit' } as const;
  const shownZone = zone
    ? ({ timeZone: zone } as const)
    : ({ timeZone: 'UTC', timeZoneName: 'short' } as const);
  const dateTime = new Intl.DateTimeFormat(known, { ...day, ...clock, ...shownZone });
  const time = new Intl.DateTimeFormat(known, { ...clock, ...shownZone });
  const localDate = new Intl.DateTimeFormat(known, { ...day, timeZone: 'UTC' });
  const clockTime = new Intl.DateTimeFormat(known, { ...clock, timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(known, { weekday: 'long', timeZone: 'UTC' });
  const list = new Intl.ListFormat(known);
  const number = new Intl.NumberFormat(known, { maximumFractionDigits: 4 });
  const percent = new Intl.NumberFormat(known, { style: 'percent', maximumFractionDigits: 0 });
  return {
    dateTime: (instant) => dateTime.format(instant),
    time: (instant) => time.format(instant),
    dayIn: (place) => {
      const format = new Intl.DateTimeFormat(known, { ...day, timeZone: knownZone(place) ?? 'UTC' });
      return (instant) => format.format(instant);
    },
    localDate: (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? localDate.format(new Date(text)) : text),
    hour: (value) => clockTime.format(new Date(value * 3_600_000)),
    timeOfDay: (text) =>
      /^\d{2}:\d{2}$/.test(text) ? clockTime.format(new Date(`1970-01-01T${text}Z`)) : text,
    // 5 January 1970 was a Monday.
    weekday: (value) => weekday.format(new Date((value + 3) * 86_400_000)),
    list: (names) => list.format(names),
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    duration: (milliseconds) => formatDuration(milliseconds, known),
  };
}

function knownZone(zone: string | null): string | null {
  return zone !== null && isTimeZone(zone) ? zone : null;
}

function formatDuration(milliseconds: number, locale: string): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const unit = (value: number, name: 'second' | 'minute' | 'hour' | 'day'): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const both = (large: string, small: number, name: 'second' | 'minute'): string =>
    small === 0 ? large : `${large} ${unit(small, name)}`;
  if (seconds < 60) return unit(seconds, 'second');
  if (seconds < 3600) return both(unit(Math.floor(seconds / 60), 'minute'), seconds % 60, 'second');
  if (seconds >= 48 * 3600) return unit(Math.floor(seconds / 86_400), 'day');
  return both(unit(Math.floor(seconds / 3600), 'hour'), Math.floor((seconds % 3600) / 60), 'minute');
}
