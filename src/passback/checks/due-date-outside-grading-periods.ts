import { dayIn, findGradingPeriod } from '../course-day.ts';
import type { SectionCheck } from './subject.ts';

/** Due on a day of no grading period of the class, where the SIS needs one. */
export const checkDueDateOutside: SectionCheck = ({
  dates,
  gradingPeriods,
  profile,
  sectionName,
  timeZone,
}) => {
  if (dates.dueAt === null || profile.gradingPeriod !== 'required') return null;
  const day = dayIn(timeZone, dates.dueAt);
  return findGradingPeriod(gradingPeriods, day)
    ? null
    : { check: 'due_date_outside_grading_periods', sectionName, values: { day } };
};
