import { DateTime } from 'luxon';

/** A time in a zone as Canvas writes it: "Sep 4, 2026 at 11:59pm". */
export function formatTime(date: Date, zone: string): string {
  const time = DateTime.fromJSDate(date, { zone }).setLocale('en-US');
  const minutes = time.minute === 0 ? 'ha' : 'h:mma';
  return `${time.toFormat('LLL d, yyyy')} at ${time.toFormat(minutes).toLowerCase()}`;
}

/** The value of a `datetime-local` field; '' for no date. */
export const toLocalField = (date: Date | null, zone: string): string =>
  date === null ? '' : DateTime.fromJSDate(date, { zone }).toFormat("yyyy-LL-dd'T'HH:mm");

/**
 * Reads a `datetime-local` field as an instant. Null: empty; undefined: not a time. A due date at midnight
 * means the end of that day (`CanvasTime.fancy_midnight`).
 */
export function readDueField(text: string, zone: string): Date | null | undefined {
  if (text.trim() === '') return null;
  const time = DateTime.fromISO(text.trim(), { zone });
  if (!time.isValid) return undefined;
  return (time.hour === 0 && time.minute === 0 ? time.endOf('day').startOf('second') : time).toJSDate();
}
