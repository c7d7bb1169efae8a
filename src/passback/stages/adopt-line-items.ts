import type { CourseRecord } from '../../store/passback/course-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import { adoptLineItem, findAdoptions } from '../cells/adopt-line-item.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { loadComparison } from '../comparison/load-comparison.ts';
import type { RunContext } from '../runs/run-context.ts';
import { selects } from '../runs/scope.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/**
 * Before a run compares: adopts line items that another tool or a person made before (P14), with their results. From
 * then on they count as sent: an equal score is not sent again, another one changes the result that is there, the brake
 * counts it, and an undo brings it back.
 */
export async function adoptLineItems(context: RunContext, course: CourseRecord): Promise<StageResult> {
  const { deps, run, institution, sis, lease } = context;
  const { stores } = deps;
  const { client } = sis;
  const { profile } = client;
  const { settings } = institution;
  if (settings.existingLineItems !== 'adopt' || profile.pathId === 'theirs') return done;
  const { contextId } = run.course;
  const source = { institution, profile, course, contextId, now: deps.clock() };
  const adoptions = findAdoptions(await loadComparison(stores, source), {
    selects: (id) => selects(run.scope.selection, id),
    reach: run.reach,
  });
  if (adoptions.length === 0) return done;
  // Results are entered in cells.
  await evaluateCourse(stores, source, { everything: false, isQuiet: true });
  for (const adoption of adoptions) {
    const halt = lease.haltRequested();
    if (halt) return { kind: 'halted', by: halt };
    const at = deps.clock();
    const end = await adoptLineItem(stores, adoption, {
      scope: ofCourse(run),
      settings,
      client,
      signal: lease.signal,
      at,
      adopted: { by: null, at, runId: run._id },
      isRun: true,
    });
    if (end.kind === 'unread') return resultOfFailure(end.failure);
    if (end.kind === 'adopted') {
      deps.log.info({ event: 'line_item_adopted', runId: run._id }, 'A line item of the SIS was adopted');
    }
  }
  return done;
}
