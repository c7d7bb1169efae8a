import type { LaunchContext } from '../../domain/launch-context.ts';
import type { AdoptionSummary } from '../../domain/post-grades.ts';
import { ProductError } from '../../errors.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { codeOfFailure, describeAnswer } from '../runs/stage-result.ts';
import { adoptLineItem, findAdoptions } from './adopt-line-item.ts';
import { evaluate, openCells } from './compare-course.ts';
import { evaluateCourse } from './evaluate-course.ts';

/**
 * A person's *Use it* (P14): adopts the line items that stand in the classes that the person may see, as a run does where
 * the institution says so. Nothing in the SIS changes: the next run sends what Canvas has otherwise, and the preview shows
 * that before. What another course of ours has sent, or what fits several assignments, is left alone.
 */
export async function adoptChosen(
  deps: PassbackDeps,
  launch: LaunchContext,
  assignmentIds: readonly string[],
  signal: AbortSignal,
): Promise<AdoptionSummary> {
  const { stores } = deps;
  const opened = await openCells(deps, launch);
  const { scope, institution, sis, reach, contextId, course } = opened;
  const nothing = { assignments: 0, grades: 0, differing: 0 };
  const { client } = sis;
  if (course.record === null || !client.profile.readsResults) return nothing;
  const chosen = new Set(assignmentIds);
  const at = deps.clock();
  const { profile } = client;
  const source = { institution, profile, course: course.record, contextId, now: at };
  const limit = { selects: (id: string) => chosen.has(id), reach };
  // A run that compares meanwhile counts these cells, but cannot know whether it counted them changed.
  const edit = { id: deps.randomBytes(12).toString('hex'), at, assignmentIds: [...chosen] };
  await stores.cellBooks.beginEvaluation(scope, edit);
  const adopted = new Set<string>();
  let grades = 0;
  let differing = 0;
  try {
    // Results are compared with the scores that are to be sent, which a stopped assignment has none of.
    const options = { everything: false, isQuiet: false };
    const evaluated = await evaluateCourse(stores, { ...source, adopts: chosen }, options);
    for (const adoption of findAdoptions(evaluated.comparison, limit)) {
      const end = await adoptLineItem(stores, adoption, {
        scope,
        settings: institution.settings,
        client,
        signal,
        at,
        adopted: { by: launch.person.name, at, runId: null },
        isRun: false,
      });
      if (end.kind === 'unread') {
        const detail = describeAnswer(end.failure) ?? 'adoption';
        throw new ProductError(codeOfFailure(end.failure), { detail });
      }
      if (end.kind !== 'adopted') continue;
      adopted.add(adoption.assignmentId);
      grades += end.grades;
      differing += end.differing;
    }
  } finally {
    await evaluate(deps, opened);
    await stores.cellBooks.endEvaluations(scope, [edit.id]);
  }
  return { assignments: adopted.size, grades, differing };
}
