import type { CanvasPerson } from '../../domain/launch-context.ts';
import { covers } from '../../domain/reach.ts';
import { toProductError } from '../../errors.ts';
import { chooseFinalGrades } from '../mirror/final-grades.ts';
import { refreshCourse } from '../mirror/refresh-course.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, type StageResult } from '../runs/stage-result.ts';

/**
 * Stage 1: brings our mirror of the Canvas course up to date. If Canvas no longer shows the person everything
 * the run covers, the run fails: it would read half and look complete (S61).
 */
export async function readCanvas(context: RunContext): Promise<StageResult> {
  const { deps, run, institution, lease } = context;
  // A run that has read nothing yet fails: that costs nothing, and its person reads at once what to do.
  let isUnderWay = run.pageCursor !== null || run.stages.some(({ endedAt }) => endedAt !== null);
  try {
    const reader = await deps.openCanvas(institution, run.course, findReader(run));
    const shown = await reader.rest?.readOwnReach(lease.signal);
    if (shown && !covers(shown, run.reach)) return { kind: 'failed', code: 'canvas_sections_only' };
    const refresh = {
      ...deps,
      savePageCursor: (pageCursor: typeof run.pageCursor) => {
        isUnderWay = true;
        return context.save({ pageCursor });
      },
      onProgress: (doneReads: number, total: number) =>
        context.save({ progress: { done: doneReads, total } }),
    };
    const options = {
      readBy: run.onBehalfOf,
      full: run.kind === 'remaster' || run.kind === 'nightly',
      watchHidden: !institution.settings.sendHiddenGrades,
      finalGrades: chooseFinalGrades(institution.settings),
      silentChanges: true,
      resume: run.pageCursor,
    };
    const reading = { deps: refresh, reader, course: run.course, signal: lease.signal };
    await refreshCourse(reading, options);
    deps.failpoint('canvas-read');
    return done;
  } catch (thrown) {
    lease.signal.throwIfAborted();
    const error = toProductError(thrown);
    if (!error.code.startsWith('canvas_')) throw thrown;
    const { code } = error;
    deps.log.warn(
      { event: 'canvas_failed', runId: run._id, code, detail: error.detail },
      'Canvas was not read',
    );
    if (error.next === 'retry') return { kind: 'unanswered', by: 'canvas', code, retryAfterMs: null };
    return error.next === 'reconnect' && isUnderWay
      ? { kind: 'needs_attention', code }
      : { kind: 'failed', code };
  }
}

/**
 * In whose name Canvas is read. A person's own run identifies them, a schedule's its administrator; a nightly
 * one only has their Canvas id.
 */
function findReader({ onBehalfOf, requestedBy }: RunContext['run']): CanvasPerson {
  const schedule = requestedBy.kind === 'nightly' ? requestedBy.schedule : undefined;
  if (schedule !== undefined && schedule.canvasUserId === onBehalfOf) {
    return { canvasUserId: onBehalfOf, ltiUserId: schedule.ltiUserId, isAdministrator: true };
  }
  const isOwn = requestedBy.kind === 'person' && requestedBy.canvasUserId === onBehalfOf;
  return { canvasUserId: onBehalfOf, ltiUserId: isOwn ? requestedBy.ltiUserId : null };
}
