import { z } from 'zod';
import type { CanvasAssignment, CanvasOverride } from '../../domain/course.ts';
import { idField, instantField } from '../answer-fields.ts';
import type { CanvasGet } from './canvas-calls.ts';
import { describeAssignment } from './describe-assignment.ts';
import { readList } from './read-list.ts';

/**
 * One override (`lib/api/v1/assignment_override.rb`), with exactly one target field. A missing date means the
 * assignment's own, null means none.
 */
const overrideSchema = z.object({
  course_section_id: idField.optional(),
  student_ids: z.array(idField).optional(),
  group_id: idField.optional(),
  course_id: idField.optional(),
  noop_id: idField.optional(),
  due_at: instantField.optional(),
  unlock_at: instantField.optional(),
});

/**
 * One assignment (`lib/api/v1/assignment.rb`). `overrides` is required: an API key without "Allow Include Parameters"
 * silently leaves them out, and the assignment would get wrong dates.
 */
const assignmentSchema = z.object({
  id: idField,
  name: z.string(),
  description: z.string().nullish(),
  assignment_group_id: idField,
  points_possible: z.number().nullable(),
  grading_type: z.string(),
  submission_types: z.array(z.string()).nullish(),
  due_at: instantField,
  unlock_at: instantField,
  published: z.boolean(),
  post_to_sis: z.boolean().nullish(),
  only_visible_to_overrides: z.boolean(),
  overrides: z.array(overrideSchema),
  html_url: z.string(),
  needs_grading_count: z.number().nullish(),
});

type AssignmentRow = z.infer<typeof assignmentSchema>;
type OverrideRow = z.infer<typeof overrideSchema>;

/**
 * The published, graded assignments marked Sync to SIS (P1).
 *
 * `/api/sis/courses/:id/assignments` would not do: it has no description, grading type, URL or ungraded count, needs
 * another scope, and answers 400 unless SIS export is enabled for the account. `override_assignment_dates=false` gives
 * the assignment's own dates; Canvas's default is the dates that apply to the caller.
 */
export async function readSisAssignments(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly CanvasAssignment[]> {
  const parameters = new URLSearchParams([
    ['include[]', 'overrides'],
    ['override_assignment_dates', 'false'],
    // Older versions of Canvas ignore this filter, so `takesPart` applies it again.
    ['post_to_sis', 'true'],
    ['per_page', '100'],
  ]);
  const address = `/api/v1/courses/${encodeURIComponent(courseId)}/assignments?${parameters}`;
  const rows = await readList(get, { address, schema: assignmentSchema, what: 'assignments' }, signal);
  return rows.filter(takesPart).map(toAssignment);
}

function takesPart(row: AssignmentRow): boolean {
  const graded = row.grading_type !== 'not_graded' && !row.submission_types?.includes('not_graded');
  return row.published && row.post_to_sis === true && graded;
}

function toAssignment(row: AssignmentRow): CanvasAssignment {
  // An override for the whole course replaces the assignment's own dates.
  const everyone = row.overrides.find((override) => override.course_id !== undefined);
  const base = {
    dueAt: everyone?.due_at === undefined ? row.due_at : everyone.due_at,
    unlockAt: everyone?.unlock_at === undefined ? row.unlock_at : everyone.unlock_at,
  };
  // A mastery path assigns by score; whoever gets the assignment has its own dates.
  const masteryPath = row.overrides.some((override) => override.noop_id !== undefined);
  return {
    id: row.id,
    name: row.name,
    description: describeAssignment(row.description ?? null),
    groupId: row.assignment_group_id,
    pointsPossible: row.points_possible,
    gradingType: row.grading_type,
    ...base,
    assignedToEveryone: !row.only_visible_to_overrides || everyone !== undefined || masteryPath,
    overrides: row.overrides.flatMap((override) => toOverride(override, base)),
    url: row.html_url,
    needsGradingCount: row.needs_grading_count ?? 0,
  };
}

function toOverride(
  row: OverrideRow,
  base: { readonly dueAt: Date | null; readonly unlockAt: Date | null },
): CanvasOverride[] {
  const dueAt = row.due_at === undefined ? base.dueAt : row.due_at;
  if (row.course_section_id !== undefined) {
    const unlockAt = row.unlock_at === undefined ? base.unlockAt : row.unlock_at;
    return [{ kind: 'section', sectionId: row.course_section_id, dueAt, unlockAt }];
  }
  if (row.student_ids !== undefined) return [{ kind: 'students', studentIds: row.student_ids, dueAt }];
  // A group override: dates differ by student, but Canvas does not say which students.
  if (row.group_id !== undefined) return [{ kind: 'students', studentIds: [], dueAt }];
  return [];
}
