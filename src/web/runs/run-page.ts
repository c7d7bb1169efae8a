import type { CourseHandler } from '../ui/course-context.ts';
import { parseInput, parseRunId, runQuery } from '../ui/input.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { buildRun } from './run-model.ts';

/** GET /grade-sync/runs/:runId: stages, counts and what became of every assignment. */
export function showRun({ passback, render, clock }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    const { show } = parseInput(runQuery, req.query);
    const run = await passback.readRun(context.launch, runId);
    const lineItems = await passback.readRunLineItems(context.launch, runId);
    await render(res, 'runs/run', buildRun(context, { run, lineItems, show, now: clock() }));
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
