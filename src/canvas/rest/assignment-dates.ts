import { z } from 'zod';
import type { CanvasAssignment, CanvasOverride } from '../../domain/course.ts';
import { idField, instantField } from '../answer-fields.ts';

/**
 * One override (`lib/api/v1/assignment_override.rb`), with exactly one target field. A missing date means the
 * assignment's own, null means none. `unassign_item`: the target does not get the assignment.
 */
const overrideSchema = z.object({
  id: idField.optional(),
  course_section_id: idField.optional(),
  student_ids: z.array(idField).optional(),
  group_id: idField.optional(),
  course_id: idField.optional(),
  noop_id: idField.optional(),
  due_at: instantField.optional(),
  unlock_at: instantField.optional(),
  unassign_item: z.boolean().nullish(),
});

/**
 * One row of `all_dates` (`lib/dates_overridable.rb`, CF14): an override of the assignment or of its module
 * or, with `base`, what is left for everyone else. A row for a module has no dates of its own.
 */
const dateRowSchema = z.object({
  id: idField.nullish(),
  base: z.boolean().nullish(),
  set_type: z.string().nullish(),
  set_id: idField.nullish(),
  due_at: instantField,
  unlock_at: instantField,
});

/** One graded part of a discussion; its own overrides carry the dates (CF15). */
const checkpointSchema = z.object({
  due_at: instantField,
  overrides: z.array(overrideSchema).nullish(),
});

/** The fields of an assignment that say who gets it and when it is due. */
export const datesSchema = z.object({
  due_at: instantField,
  unlock_at: instantField,
  only_visible_to_overrides: z.boolean(),
  /** Newer Canvas only: also covers modules that are assigned to some people. */
  visible_to_everyone: z.boolean().nullish(),
  has_overrides: z.boolean().nullish(),
  overrides: z.array(overrideSchema).optional(),
  all_dates: z.array(dateRowSchema).optional(),
  has_sub_assignments: z.boolean().nullish(),
  checkpoints: z.array(checkpointSchema).nullish(),
});

type DatesRow = z.infer<typeof datesSchema>;
type OverrideRow = z.infer<typeof overrideSchema>;
type DateRow = z.infer<typeof dateRowSchema>;
type AssignmentDates = Pick<
  CanvasAssignment,
  'dueAt' | 'unlockAt' | 'assignedToEveryone' | 'overrides' | 'datesKnown'
>;
type Dates = Pick<AssignmentDates, 'dueAt' | 'unlockAt'>;

/**
 * Who gets an assignment and when it is due, from what Canvas told this person. `overrides` go only to people
 * who may manage assignments, and are silently dropped for others (CF13); `all_dates` go to everybody, for up
 * to 24 overrides. A key without *Allow Include Parameters* loses both: then only an assignment that says it
 * has no overrides is known.
 */
export function readDates(row: DatesRow): AssignmentDates {
  const { overrides, all_dates: rows } = row;
  const modules = rows?.filter((date) => !overrides?.some(({ id }) => id !== undefined && id === date.id));
  const fromModules = overrides === undefined ? [] : (modules ?? []);
  const base = findBase(row);
  const visible = row.visible_to_everyone ?? !row.only_visible_to_overrides;
  // A module that is assigned to some people restricts its assignments, which do not list those as their own
  // overrides.
  const restrictedByModule = !visible && !row.only_visible_to_overrides;
  const everyone =
    overrides?.some((override) => override.course_id !== undefined) ||
    rows?.some(({ set_type }) => set_type === 'Course');
  // A mastery path assigns by score; students who are assigned the work have its own dates.
  const masteryPath =
    overrides?.some((override) => override.noop_id !== undefined) ||
    rows?.some(({ set_type }) => set_type === 'Noop');
  const own =
    overrides === undefined
      ? (rows ?? []).flatMap((date) => toOverrideOfRow(date, base, restrictedByModule))
      : overrides.flatMap((override) => toOverride(override, base));
  const known = [...own, ...fromModules.flatMap((date) => toOverrideOfRow(date, base, true))];
  // The oldest Canvas names no targets in its rows.
  const toldByRows = rows?.every(({ base: isBase, set_type }) => isBase || set_type) ?? false;
  const told = overrides !== undefined || toldByRows || row.has_overrides === false;
  return {
    ...base,
    assignedToEveryone: visible || everyone === true || masteryPath === true,
    overrides: withCheckpoints(known, row),
    datesKnown: told && !(restrictedByModule && rows === undefined),
  };
}

/**
 * The dates for Everyone: an override for the whole course replaces the assignment's own; with parts, all of
 * theirs.
 */
function findBase(row: DatesRow): Dates {
  const everyone =
    row.overrides?.find((override) => override.course_id !== undefined) ??
    row.all_dates?.find(({ set_type }) => set_type === 'Course');
  return {
    dueAt:
      latest(checkpointsOf(row).map(({ due_at }) => due_at)) ??
      (everyone?.due_at === undefined ? row.due_at : everyone.due_at),
    unlockAt: everyone?.unlock_at === undefined ? row.unlock_at : everyone.unlock_at,
  };
}

function toOverride(row: OverrideRow, base: Dates): CanvasOverride[] {
  const dueAt = row.due_at === undefined ? base.dueAt : row.due_at;
  const unlockAt = row.unlock_at === undefined ? base.unlockAt : row.unlock_at;
  if (row.course_section_id !== undefined) {
    const sectionId = row.course_section_id;
    return [
      row.unassign_item ? { kind: 'unassigned', sectionId } : { kind: 'section', sectionId, dueAt, unlockAt },
    ];
  }
  // Students who do not get the assignment have no other date.
  if (row.unassign_item) return [];
  if (row.student_ids !== undefined) return [{ kind: 'students', studentIds: row.student_ids, dueAt }];
  // A group or a differentiation tag: dates differ by student, but Canvas does not say which students.
  if (row.group_id !== undefined) return [{ kind: 'students', studentIds: [], dueAt }];
  return [];
}

/** @param ofModule the row stands for a module, so a missing date means the assignment's own */
function toOverrideOfRow(row: DateRow, base: Dates, ofModule: boolean): CanvasOverride[] {
  const dueAt = row.due_at ?? (ofModule ? base.dueAt : null);
  const unlockAt = row.unlock_at ?? (ofModule ? base.unlockAt : null);
  if (row.set_type === 'CourseSection' && row.set_id != null) {
    return [{ kind: 'section', sectionId: row.set_id, dueAt, unlockAt }];
  }
  if (row.set_type === 'ADHOC' || row.set_type === 'Group')
    return [{ kind: 'students', studentIds: [], dueAt }];
  return [];
}

/** An assignment of parts is due in a section when its last part is; its own overrides hold no dates. */
function withCheckpoints(overrides: readonly CanvasOverride[], row: DatesRow): CanvasOverride[] {
  const checkpoints = checkpointsOf(row);
  if (checkpoints.length === 0) return [...overrides];
  return overrides.map((override) => {
    if (override.kind !== 'section') return override;
    const dueAt = latest(
      checkpoints.map(({ due_at, overrides: own }) => {
        const found = own?.find(({ course_section_id }) => course_section_id === override.sectionId);
        return found?.due_at === undefined ? due_at : found.due_at;
      }),
    );
    return { ...override, dueAt: dueAt ?? override.dueAt };
  });
}

const checkpointsOf = (row: DatesRow): readonly z.infer<typeof checkpointSchema>[] =>
  row.has_sub_assignments ? (row.checkpoints ?? []) : [];

function latest(dates: readonly (Date | null)[]): Date | null {
  const times = dates.flatMap((date) => date?.getTime() ?? []);
  return times.length === 0 ? null : new Date(Math.max(...times));
}
