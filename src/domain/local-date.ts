/** A calendar day without a zone, as ISO 8601 writes it: `YYYY-MM-DD`. */
export type LocalDate = string;

/**
 * A day as the date-time that OneRoster requires for `assignDate` and `dueDate`: noon UTC, which is the same
 * calendar day in every zone from UTC−12 to UTC+11. Midnight UTC would be the previous day everywhere in
 * America; the course's own midnight would be the wrong day for a SIS that reads UTC.
 */
export function writeDateTime(day: LocalDate): string {
  return `${day}T12:00:00.000Z`;
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
