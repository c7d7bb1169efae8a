/** A calendar day without a zone, as ISO 8601 writes it: `YYYY-MM-DD`. */
export type LocalDate = string;

/**
 * A course day as the date-time that OneRoster demands for `assignDate` and `dueDate`: noon UTC. Whoever reads it in a
 * zone from UTC−12 to UTC+11 sees the same calendar day. Midnight UTC would be the day before everywhere in America,
 * and the course's own midnight the day after for a SIS that reads UTC.
 */
export function writeDateTime(day: LocalDate): string {
  return `${day}T12:00:00.000Z`;
}

/**
 * The calendar day written in a date or date-time of a SIS, whatever its offset: an offset states the SIS's own
 * calendar, and our own noon comes back as the day it was. Empty where there is none.
 */
export function readLocalDate(text: string | null): LocalDate {
  return /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(text ?? '')?.[1] ?? '';
}

/** The day before. */
export function previousDay(day: LocalDate): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** The day after. */
export function nextDay(day: LocalDate): LocalDate {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}
