import { dayIn, findGradingPeriod } from '../course-day.ts';
import type { SectionCheck } from './subject.ts';

/**
 * Due on a day of no grading period of the class. A SIS that leaves the period out of a line item still files it by its
 * due day, and one of no period ends up in the wrong quarter or nowhere; only where the SIS names no periods at all,
 * and needs none, there is nothing to compare with.
 */
export const checkDueDateOutside: SectionCheck = ({
  dates,
  gradingPeriods,
  profile,
  sectionName,
  timeZone,
}) => {
  if (dates.dueAt === null) return null;
  if (gradingPeriods.length === 0 && profile.gradingPeriod !== 'required') return null;
  const day = dayIn(timeZone, dates.dueAt);
  return findGradingPeriod(gradingPeriods, day)
    ? null
    : { check: 'due_date_outside_grading_periods', sectionName, values: { day } };
};
