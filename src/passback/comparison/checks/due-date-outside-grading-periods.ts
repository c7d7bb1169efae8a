import { findGradingPeriod } from '../course-day.ts';
import type { SectionCheck } from './subject.ts';

/**
 * The due day is in no grading period of the class. Even a SIS that accepts line items without a period files
 * them by due day, so this one would land in the wrong quarter or nowhere. If the SIS has no periods and
 * requires none, it passes.
 */
export const checkDueDateOutside: SectionCheck = ({
  dueDay,
  gradingPeriods,
  profile,
  refused,
  sectionName,
}) => {
  if (dueDay === null || dueDay === '') return null;
  if (gradingPeriods.length === 0 && profile.gradingPeriod !== 'required') return null;
  if (findGradingPeriod(gradingPeriods, dueDay)) return null;
  if (refused.includes('gradingPeriods')) {
    const isNeeded = profile.gradingPeriod === 'required';
    return isNeeded ? { check: 'grading_periods_unreadable', sectionName, values: {} } : null;
  }
  return { check: 'due_date_outside_grading_periods', sectionName, values: { day: dueDay } };
};
