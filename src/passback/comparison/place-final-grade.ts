import { DateTime } from 'luxon';
import { type CategoryResolution, findByName, foldName } from '../../domain/categories/resolve-category.ts';
import type { LocalDate } from '../../domain/local-date.ts';
import type { SisCategory, SisGradingPeriod } from '../../domain/sis.ts';
import type { FinalGrade } from '../../store/passback/course-record.ts';
import { dayIn, findGradingPeriod } from './course-day.ts';
import type { SectionDates } from './section-dates.ts';

/**
 * When a final grade is due in a class: on the last day of its grading period, course or term in Canvas. Nobody can move
 * that day for a class, so where it lies in no grading period of the SIS, the last day of the one before counts; without a
 * day, the last day of the last one. Pure.
 */
export function datesOfFinalGrade(
  { dueAt, period }: FinalGrade,
  gradingPeriods: readonly SisGradingPeriod[],
  timeZone: string,
): SectionDates {
  const unlockAt = period?.startAt ?? null;
  const day = dueAt && dayIn(timeZone, dueAt);
  if (day !== null && findGradingPeriod(gradingPeriods, day)) return { dueAt, unlockAt };
  const ended = gradingPeriods.map(({ endDate }) => endDate).filter((end) => day === null || end < day);
  const last = ended.sort().at(-1);
  if (last === undefined) return { dueAt, unlockAt };
  const end = DateTime.fromISO(last, { zone: timeZone }).endOf('day');
  return { dueAt: end.isValid ? end.toJSDate() : dueAt, unlockAt };
}

/**
 * The grading period of the SIS for a final grade that is due on a day: for Canvas's grading period the one of its name,
 * else as for an assignment; for the whole course the longest, the semester and not its last quarter. Pure.
 */
export function findPeriodOfFinalGrade(
  { period }: FinalGrade,
  gradingPeriods: readonly SisGradingPeriod[],
  day: LocalDate,
): SisGradingPeriod | undefined {
  const around = gradingPeriods.filter(({ startDate, endDate }) => startDate <= day && day <= endDate);
  if (period !== null) {
    const named = around.find(({ title }) => foldName(title) === foldName(period.title));
    return named ?? findGradingPeriod(gradingPeriods, day);
  }
  const length = ({ startDate, endDate }: SisGradingPeriod): number =>
    Date.parse(endDate) - Date.parse(startDate);
  return around.sort((a, b) => length(b) - length(a) || (a.sourcedId < b.sourcedId ? -1 : 1))[0];
}

/** The category that the institution named for final grades, in a class; an empty name: none. Pure. */
export function findCategoryOfFinalGrade(
  title: string,
  categories: readonly SisCategory[],
): CategoryResolution {
  if (title === '') return { kind: 'unassociated', chosen: false };
  const category = findByName(title, categories);
  return category ? { kind: 'mapped', category, byName: false } : { kind: 'gone', title };
}
