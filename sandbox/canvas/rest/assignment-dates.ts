import { isVisibleToEveryone } from '../school/dates.ts';
import type { Assignment, AssignmentOverride, Checkpoint } from '../school/records/assignment.ts';
import { toApiTime } from './api-time.ts';

/** From this many overrides, Canvas only gives their count (lib/api/v1/assignment.rb). */
const tooManyOverrides = 25;
type Json = Readonly<Record<string, unknown>>;

/** One override as the API shows it (lib/api/v1/assignment_override.rb). */
export function toOverrideJson(assignment: Assignment, override: AssignmentOverride): Json {
  return {
    id: override.id,
    assignment_id: assignment.id,
    title: override.title,
    unassign_item: override.unassigned ?? false,
    ...(override.unassigned
      ? {}
      : {
          due_at: toApiTime(override.dueAt),
          all_day: false,
          all_day_date: override.dueAt === null ? null : override.dueAt.toISOString().slice(0, 10),
          unlock_at: toApiTime(override.unlockAt),
          lock_at: toApiTime(override.lockAt),
        }),
    ...toTarget(override),
  };
}

function toTarget({ sectionId, studentIds, group }: AssignmentOverride): Json {
  if (group !== undefined) return { group_id: group.id, non_collaborative: group.nonCollaborative };
  return sectionId === null ? { student_ids: studentIds ?? [] } : { course_section_id: sectionId };
}

/**
 * `all_dates` (lib/dates_overridable.rb): the overrides of the assignment, then those of its module, which
 * have no dates of their own, then the dates for everyone else, marked `base`. The last are left out if every
 * section has an override or nobody else gets the assignment.
 */
export function toAllDates(assignment: Assignment, courseSectionIds: readonly number[]): Json {
  const own = assignment.overrides.filter((override) => !override.unassigned);
  const taken = assignment.overrides.map(({ sectionId }) => sectionId);
  const ofModule = (assignment.moduleSectionIds ?? []).filter((sectionId) => !taken.includes(sectionId));
  const count = assignment.overrides.length + ofModule.length;
  if (count >= tooManyOverrides) return { all_dates_count: count };
  const rows: Json[] = own.map((override) => ({
    id: override.id,
    title: override.title,
    due_at: toApiTime(override.dueAt),
    unlock_at: toApiTime(override.unlockAt),
    lock_at: toApiTime(override.lockAt),
    set_type:
      override.group === undefined ? (override.sectionId === null ? 'ADHOC' : 'CourseSection') : 'Group',
    set_id: override.group?.id ?? override.sectionId,
  }));
  for (const sectionId of ofModule) {
    const noDates = { due_at: null, unlock_at: null, lock_at: null };
    rows.push({
      id: moduleOverrideId(sectionId),
      title: 'Section',
      ...noDates,
      set_type: 'CourseSection',
      set_id: sectionId,
    });
  }
  const rowed = new Set(rows.map((row) => row['set_id']));
  if (!assignment.onlyVisibleToOverrides && !courseSectionIds.every((id) => rowed.has(id))) {
    rows.push({
      base: true,
      title: rows.length === 0 ? 'Everyone' : 'Everyone else',
      due_at: toApiTime(assignment.dueAt),
      unlock_at: toApiTime(assignment.unlockAt),
      lock_at: toApiTime(assignment.lockAt),
    });
  }
  return { all_dates: rows };
}

/** Module overrides share their id sequence with assignment overrides. */
const moduleOverrideId = (sectionId: number): number => 9_000_000 + sectionId;

/** For `include[]=checkpoints`, in schools that have discussion checkpoints (lib/api/v1/assignment.rb). */
export const toCheckpointsJson = ({ checkpoints = [] }: Assignment): Json => ({
  has_sub_assignments: checkpoints.length > 0,
  checkpoints: checkpoints.map(toCheckpointJson),
});

const toCheckpointJson = ({ tag, pointsPossible, dueAt, sectionDues }: Checkpoint): Json => ({
  name: tag,
  tag,
  points_possible: pointsPossible,
  due_at: toApiTime(dueAt),
  only_visible_to_overrides: false,
  overrides: sectionDues.map(({ sectionId, dueAt: due }) => ({
    course_section_id: sectionId,
    due_at: toApiTime(due),
    unassign_item: false,
  })),
});

/** Who gets the assignment, in the fields of newer Canvas. */
export const toVisibility = (assignment: Assignment): Json => ({
  only_visible_to_overrides: assignment.onlyVisibleToOverrides,
  visible_to_everyone: isVisibleToEveryone(assignment),
});
