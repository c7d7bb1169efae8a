import { nightlyForm, parseInput, selectionForm } from '../../input.ts';
import { readSelection } from '../../post-grades/post-grades-page.ts';
import type { VisitHandler } from '../../visit.ts';
import type { WebDeps } from '../../web-deps.ts';
import { buildRemaster, buildSettings } from './settings-model.ts';

/** GET /grade-sync/settings: Nightly sync, and Remaster Grade Passback with the assignments to choose from. */
export function showSettings({ passback, nightly, render }: WebDeps): VisitHandler {
  return async (visit, _req, res) => {
    const [overview, night] = await Promise.all([
      passback.readPostGrades(visit.launch, visit.signal),
      nightly.read(visit.launch, visit.institution),
    ]);
    await render(res, 'grade-sync/settings/settings', buildSettings(visit, overview, night));
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

/** POST /grade-sync/settings/nightly: switches the nightly sync of the course on or off. */
export function switchNightly({ nightly }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const form = parseInput(nightlyForm, req.body);
    if (form.nightly === 'on') await nightly.switchOn(visit.launch, visit.institution);
    else await nightly.switchOff(visit.launch);
    res.redirect(303, visit.links.settings);
  };
}
