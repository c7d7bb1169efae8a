import type { LaunchContext } from '../../domain/launch-context.ts';
import type { CourseHandler } from '../ui/course-context.ts';
import { parseInput, parseRunId, runQuery } from '../ui/input.ts';
import type { ReadRun, WatchedRun } from '../ui/run-watch.ts';
import { streamPage, wantsStream } from '../ui/stream-page.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { buildRun, type RunModel } from './run-model.ts';

/** GET /grade-sync/runs/:runId: stages, counts and what became of every assignment. */
export function showRun({ passback, render, stream, clock }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    const { show } = parseInput(runQuery, req.query);
    const watched = watchRun(passback, context.launch, runId);
    const build = (read: ReadRun): RunModel => buildRun(context, { ...read, show, now: clock() });
    if (wantsStream(req)) {
      return streamPage(stream, res, { view: 'runs/run', ...watched, build }, context.signal);
    }
    await render(res, 'runs/run', build(await watched.read()));
  };
}

/** A run as everybody who may see the same sections watches it. */
export function watchRun(
  passback: Pick<WebDeps['passback'], 'readRun' | 'readRunLineItems'>,
  launch: LaunchContext,
  runId: string,
): WatchedRun {
  const { institutionId, course, reach, placement, person } = launch;
  // Without a reach the person's own enrollments decide what they see.
  const seen = reach === null && placement !== 'account_navigation' ? person.ltiUserId : reach;
  return {
    key: JSON.stringify([institutionId, course?.contextId, runId, placement === 'account_navigation', seen]),
    async read() {
      const run = await passback.readRun(launch, runId);
      return { run, lineItems: await passback.readRunLineItems(launch, runId) };
    },
  };
}

/** POST /grade-sync/runs/:runId/retry: requests a run of what failed and opens it. */
export function retryRun({ passback }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const receipt = await passback.retryFailed(context.launch, parseRunId(req.params));
    res.redirect(303, context.links.run(receipt.runId));
  };
}

/** POST /grade-sync/runs/:runId/cancel: asks an open run to stop. */
export function cancelRun({ passback }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    await passback.cancelRun(context.launch, runId);
    res.redirect(303, context.links.run(runId));
  };
}

/** POST /grade-sync/runs/:runId/confirm: continues a run that stopped before sending. */
export function confirmRun({ passback }: Pick<WebDeps, 'passback'>): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    await passback.confirmRun(context.launch, runId);
    res.redirect(303, context.links.run(runId));
  };
}
