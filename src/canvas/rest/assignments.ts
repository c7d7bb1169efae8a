import { z } from 'zod';
import type { CanvasAssignment } from '../../domain/course.ts';
import { idField } from '../answer-fields.ts';
import { datesSchema, readDates } from './assignment-dates.ts';
import type { CanvasGet } from './canvas-calls.ts';
import { describeAssignment } from './describe-assignment.ts';
import { readList } from './read-list.ts';

/** One assignment (`lib/api/v1/assignment.rb`). */
const assignmentSchema = z.object({
  ...datesSchema.shape,
  id: idField,
  name: z.string(),
  description: z.string().nullish(),
  assignment_group_id: idField,
  points_possible: z.number().nullable(),
  grading_type: z.string(),
  submission_types: z.array(z.string()).nullish(),
  published: z.boolean(),
  post_to_sis: z.boolean().nullish(),
  html_url: z.string(),
  needs_grading_count: z.number().nullish(),
  in_paced_course: z.boolean().nullish(),
  omit_from_final_grade: z.boolean().nullish(),
  hide_in_gradebook: z.boolean().nullish(),
});

type AssignmentRow = z.infer<typeof assignmentSchema>;

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
    ['include[]', 'all_dates'],
    ['include[]', 'checkpoints'],
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
  return {
    id: row.id,
    name: row.name,
    description: describeAssignment(row.description ?? null),
    groupId: row.assignment_group_id,
    pointsPossible: row.points_possible,
    gradingType: row.grading_type,
    ...readDates(row),
    url: row.html_url,
    needsGradingCount: row.needs_grading_count ?? 0,
    hasCheckpoints: row.has_sub_assignments ?? false,
    inPacedCourse: row.in_paced_course ?? false,
    omitFromFinalGrade: row.omit_from_final_grade ?? false,
    hideInGradebook: row.hide_in_gradebook ?? false,
  };
}
