import { DateTime } from 'luxon';

/** A calendar day without a zone, as ISO 8601 writes it: `YYYY-MM-DD`. */
export type LocalDate = string;

/**
 * A course's day as the date-time that OneRoster requires for `assignDate` and `dueDate`: noon UTC, or 23:00 in the
 * course's zone if that is earlier, as it is east of UTC+11. It is that day as written, in UTC and in the course's zone,
 * so whichever of these the SIS reads is right (OF14). Midnight UTC would be the previous day everywhere in America; the
 * course's own midnight would be the wrong day for a SIS that reads UTC.
 */
export function writeDateTime(day: LocalDate, timeZone: string): string {
  const noon = `${day}T12:00:00.000Z`;
  const local = DateTime.fromISO(noon, { zone: timeZone });
  // An unknown zone counts as UTC, as it does when the day is found.
  if (!local.isValid) return noon;
  const lateEvening = Date.parse(`${day}T23:00:00.000Z`) - local.offset * 60_000;
  return new Date(Math.min(Date.parse(noon), lateEvening)).toISOString();
}

/**
 * The calendar day of a SIS's date or date-time; empty if there is none. The offset is ignored: it gives the
 * SIS's own calendar, and our noon comes back as the day it was.
 */
export function readLocalDate(text: string | null): LocalDate {
  return /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(text ?? '')?.[1] ?? '';
}

export function previousDay(day: LocalDate): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 10);
}

export function nextDay(day: LocalDate): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}
