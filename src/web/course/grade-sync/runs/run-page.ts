import { parseInput, parseRunId, runQuery } from '../../../ui/input.ts';
import type { VisitHandler } from '../../../ui/visit.ts';
import type { WebDeps } from '../../../ui/web-deps.ts';
import { buildRun } from './run-model.ts';

/** GET /grade-sync/runs/:runId: stages, counts and what became of every assignment. */
export function showRun({ passback, render, clock }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const runId = parseRunId(req.params);
    const { show } = parseInput(runQuery, req.query);
    const run = await passback.readRun(visit.launch, runId);
    const lineItems = await passback.readRunLineItems(visit.launch, runId);
    await render(res, 'grade-sync/runs/run', buildRun(visit, { run, lineItems, show, now: clock() }));
  };
}

/** POST /grade-sync/runs/:runId/retry: asks for a run of what failed and leads to it. */
export function retryRun({ passback }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const receipt = await passback.retryFailed(visit.launch, parseRunId(req.params));
    res.redirect(303, visit.links.run(receipt.runId));
  };
}

/** POST /grade-sync/runs/:runId/cancel: asks an open run to stop. */
export function cancelRun({ passback }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const runId = parseRunId(req.params);
    await passback.cancelRun(visit.launch, runId);
    res.redirect(303, visit.links.run(runId));
  };
}
