import { z } from 'zod';
import type { StudentTotal } from '../../domain/course.ts';
import { idField } from '../answer-fields.ts';
import type { CanvasGet } from './canvas-calls.ts';
import { readList } from './read-list.ts';

/**
 * One enrollment (`lib/api/v1/user.rb`, `doc/api/enrollments.md`). The unposted totals include hidden grades and go only
 * to people who may see all grades; points need `include[]=current_points`. Hiding or posting grades changes only the
 * posted totals: `graded_at` and the unposted totals stay as they are.
 */
const enrollmentSchema = z.object({
  id: idField,
  user_id: idField,
  grades: z
    .object({
      current_points: z.number().nullish(),
      current_score: z.number().nullish(),
      unposted_current_points: z.number().nullish(),
      unposted_current_score: z.number().nullish(),
      override_score: z.number().nullish(),
    })
    .optional(),
  /** Only where the course allows overrides; Canvas's documentation has it here, its code in `grades` (CF21). */
  override_score: z.number().nullish(),
});

/** The totals of a course's active students; a student in several sections appears once. */
export async function readStudentTotals(
  get: CanvasGet,
  courseId: string,
  signal: AbortSignal,
): Promise<readonly StudentTotal[]> {
  const parameters = new URLSearchParams([
    ['type[]', 'StudentEnrollment'],
    ['state[]', 'active'],
    ['include[]', 'current_points'],
    ['per_page', '100'],
  ]);
  const address = `/api/v1/courses/${encodeURIComponent(courseId)}/enrollments?${parameters}`;
  const enrollments = await readList(get, { address, schema: enrollmentSchema, what: 'enrollments' }, signal);
  const totals = new Map<string, StudentTotal>();
  for (const { user_id: canvasUserId, grades, override_score: override } of enrollments) {
    const { unposted_current_points: points, unposted_current_score: score } = grades ?? {};
    const isOverridden = (grades?.override_score ?? override) != null;
    if (points == null && score == null && !isOverridden) continue;
    const posted = [grades?.current_points ?? null, grades?.current_score ?? null];
    const total = JSON.stringify([points ?? null, score ?? null, ...posted]);
    totals.set(canvasUserId, { canvasUserId, total, isOverridden });
  }
  return [...totals.values()];
}
