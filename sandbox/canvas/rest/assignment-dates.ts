import type { Assignment, AssignmentOverride } from '../school/records/assignment.ts';
import { toApiTime } from './api-time.ts';

/** Canvas lists at most so many dates; above it only says how many there are. */
const allDatesLimit = 25;

/** One override as the API shows it (lib/api/v1/assignment_override.rb). */
export function toOverrideJson(
  assignment: Assignment,
  override: AssignmentOverride,
): Readonly<Record<string, unknown>> {
  return {
    id: override.id,
    assignment_id: assignment.id,
    title: override.title,
    due_at: toApiTime(override.dueAt),
    all_day: false,
    all_day_date: override.dueAt === null ? null : override.dueAt.toISOString().slice(0, 10),
    unlock_at: toApiTime(override.unlockAt),
    lock_at: toApiTime(override.lockAt),
    ...(override.sectionId === null
      ? { student_ids: override.studentIds ?? [] }
      : { course_section_id: override.sectionId }),
  };
}

/** `all_dates`, with the dates for everyone marked `base` (lib/dates_overridable.rb). */
export function toAllDates(assignment: Assignment): Readonly<Record<string, unknown>> {
  const base = assignment.onlyVisibleToOverrides
    ? []
    : [
        {
          base: true,
          ...(assignment.overrides.length === 0 ? {} : { title: 'Everyone else' }),
          due_at: toApiTime(assignment.dueAt),
          unlock_at: toApiTime(assignment.unlockAt),
          lock_at: toApiTime(assignment.lockAt),
        },
      ];
  const others = assignment.overrides.map((override) => ({
    id: override.id,
    title: override.title,
    due_at: toApiTime(override.dueAt),
    unlock_at: toApiTime(override.unlockAt),
    lock_at: toApiTime(override.lockAt),
    set_type: override.sectionId === null ? 'ADHOC' : 'CourseSection',
    set_id: override.sectionId,
  }));
  const dates = [...others, ...base];
  if (dates.length > allDatesLimit) return { all_dates_count: dates.length };
  return { all_dates: dates };
}
