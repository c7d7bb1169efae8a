import { z } from 'zod';
import type { FinalScore } from '../../domain/course.ts';
import { idField } from '../answer-fields.ts';
import type { CanvasGet } from './canvas-calls.ts';
import { readList } from './read-list.ts';

const scoreField = z.number().nullish();

/** One enrollment (CF23). The `unposted_` scores, which have hidden grades, are not read. */
const enrollmentSchema = z.object({
  id: idField,
  user_id: idField,
  grades: z
    .object({ current_score: scoreField, final_score: scoreField, override_score: scoreField })
    .optional(),
  /** Canvas's documentation has it here, its code in `grades` (CF21). */
  override_score: scoreField,
});

/**
 * The scores of a course's active students, in percent; a student in several sections appears once. Students whose scores
 * Canvas does not show this person are left out.
 * @param gradingPeriodId null: of the whole course
 */
export async function readFinalScores(
  get: CanvasGet,
  courseId: string,
  gradingPeriodId: string | null,
  signal: AbortSignal,
): Promise<readonly FinalScore[]> {
  const parameters = new URLSearchParams([
    ['type[]', 'StudentEnrollment'],
    ['state[]', 'active'],
    ['per_page', '100'],
  ]);
  if (gradingPeriodId !== null) parameters.set('grading_period_id', gradingPeriodId);
  const address = `/api/v1/courses/${encodeURIComponent(courseId)}/enrollments?${parameters}`;
  const enrollments = await readList(get, { address, schema: enrollmentSchema, what: 'enrollments' }, signal);
  const scores = new Map<string, FinalScore>();
  for (const { user_id: canvasUserId, grades, override_score } of enrollments) {
    const { current_score: current, final_score: final } = grades ?? {};
    // Null is a score that does not exist yet; absent is one that this person may not see.
    if (current === undefined && final === undefined) continue;
    const override = grades?.override_score ?? override_score ?? scores.get(canvasUserId)?.override ?? null;
    scores.set(canvasUserId, { canvasUserId, current: current ?? null, final: final ?? null, override });
  }
  return [...scores.values()];
}
