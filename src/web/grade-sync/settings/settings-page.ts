import { parseInput, selectionForm } from '../../input.ts';
import { readSelection } from '../../post-grades/post-grades-page.ts';
import type { VisitHandler } from '../../visit.ts';
import type { WebDeps } from '../../web-deps.ts';
import { buildRemaster, buildSettings } from './settings-model.ts';

/** GET /grade-sync/settings: Remaster Grade Passback, with the assignments to choose from. */
export function showSettings({ passback, render }: WebDeps): VisitHandler {
  return async (visit, _req, res) => {
    const overview = await passback.readPostGrades(visit.launch, visit.signal);
    await render(res, 'grade-sync/settings/settings', buildSettings(visit, overview));
  };
}

/** GET /grade-sync/settings/remaster: asks once more before everything is sent again. */
export function showRemaster({ passback, render }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const { assignment } = parseInput(selectionForm, req.query);
    readSelection({ assignment });
    const overview = await passback.readPostGrades(visit.launch, visit.signal);
    await render(res, 'grade-sync/settings/remaster', buildRemaster(visit, overview, new Set(assignment)));
  };
}

/** POST /grade-sync/settings/remaster: asks for the run and leads to it. */
export function remaster({ passback }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const selection = readSelection(req.body);
    const receipt = await passback.requestRun(visit.launch, { kind: 'remaster', selection });
    res.redirect(303, visit.links.run(receipt.runId));
  };
}
