import type { Assignment, AssignmentOverride } from './records/assignment.ts';

/** The dates of an assignment after overrides. */
export interface EffectiveDates {
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
  readonly lockAt: Date | null;
}

type DateField = keyof EffectiveDates;

/**
 * The override that decides one date: an individual one first, then one without a date, then the latest (for
 * unlocking, the earliest). lib/assignment_override_applicator.rb, `select_override`.
 */
function selectOverride(
  overrides: readonly AssignmentOverride[],
  field: DateField,
): AssignmentOverride | undefined {
  const individual = overrides.find((override) => override.studentIds !== null);
  const dateless = overrides.find((override) => override[field] === null);
  const time = (override: AssignmentOverride): number => override[field]?.getTime() ?? 0;
  const sorted = [...overrides].sort((a, b) => time(a) - time(b));
  return individual ?? dateless ?? (field === 'unlockAt' ? sorted[0] : sorted.at(-1));
}

/** Combines the dates of at least one override. */
function collapse(overrides: readonly AssignmentOverride[]): EffectiveDates {
  const of = (field: DateField): Date | null => selectOverride(overrides, field)?.[field] ?? null;
  return { dueAt: of('dueAt'), unlockAt: of('unlockAt'), lockAt: of('lockAt') };
}

const baseDates = ({ dueAt, unlockAt, lockAt }: Assignment): EffectiveDates => ({ dueAt, unlockAt, lockAt });

/**
 * A student's dates for an assignment, by section. Null if it is not assigned to the student. The dates for
 * everyone count only if no override applies.
 */
export function datesForStudent(
  assignment: Assignment,
  studentId: number,
  sectionIds: readonly number[],
): EffectiveDates | null {
  const concerning = assignment.overrides.filter((override) =>
    override.sectionId === null
      ? override.studentIds?.includes(studentId) === true
      : sectionIds.includes(override.sectionId),
  );
  const applying = concerning.filter((override) => !override.unassigned);
  if (applying.length > 0) return collapse(applying);
  if (assignment.onlyVisibleToOverrides || concerning.length > 0) return null;
  const { moduleSectionIds: ofModule = null } = assignment;
  if (ofModule !== null && !sectionIds.some((id) => ofModule.includes(id))) return null;
  return baseDates(assignment);
}

/**
 * `visible_to_everyone`: a module that is assigned to some people restricts its assignments, too
 * (lib/dates_overridable.rb).
 */
export const isVisibleToEveryone = ({ onlyVisibleToOverrides, moduleSectionIds }: Assignment): boolean =>
  !onlyVisibleToOverrides && (moduleSectionIds ?? null) === null;

/**
 * The dates that staff see: all overrides combined, plus the due date for everyone if it is more lenient and
 * not every section has an override (lib/assignment_override_applicator.rb, `assignment_overridden_for`).
 */
export function datesForStaff(assignment: Assignment, courseSectionIds: readonly number[]): EffectiveDates {
  const overrides = assignment.overrides.filter((override) => !override.unassigned);
  if (overrides.length === 0) return baseDates(assignment);
  const together = collapse(overrides);
  const overridden = overrides.map((override) => override.sectionId);
  if (courseSectionIds.every((id) => overridden.includes(id))) return together;
  const dues = [assignment.dueAt, together.dueAt];
  const dated = dues.filter((due) => due !== null).sort((a, b) => a.getTime() - b.getTime());
  return { ...together, dueAt: dated.length < dues.length ? null : (dated.at(-1) ?? null) };
}
