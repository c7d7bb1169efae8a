import type { PostGradesOverview } from '../../../../domain/run.ts';
import { ProductError } from '../../../../errors.ts';
import { nightlyForm, parseInput, selectionForm, settingsQuery } from '../../../ui/input.ts';
import type { Visit, VisitHandler } from '../../../ui/visit.ts';
import type { WebDeps } from '../../../ui/web-deps.ts';
import { readSelection } from '../../post-grades/post-grades-page.ts';
import type { Connection } from './connection-model.ts';
import { buildRemaster, buildSettings } from './settings-model.ts';

/**
 * GET /grade-sync/settings: Nightly sync, Remaster Grade Passback with the assignments to choose from, and the connection
 * to Canvas. It is there without a connection as well: a nightly sync can still be switched off.
 */
export function showSettings(deps: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const { done } = parseInput(settingsQuery, req.query);
    const [overview, night, nightlyCourses] = await Promise.all([
      readOverview(deps, visit),
      deps.nightly.read(visit.launch, visit.institution),
      deps.nightly.readOnBehalfOf(visit.launch, visit.institution),
    ]);
    const connection = await readConnection(deps, visit, overview);
    const shown = { overview, night, nightlyCourses, connection, hasEnded: done !== undefined };
    await deps.render(res, 'grade-sync/settings/settings', buildSettings(visit, shown));
  };
}

/** What can be posted; null where the person's consent is what is missing. */
async function readOverview({ passback }: WebDeps, visit: Visit): Promise<PostGradesOverview | null> {
  try {
    return await passback.readPostGrades(visit.launch, visit.signal);
  } catch (error) {
    if (error instanceof ProductError && error.code === 'canvas_consent_needed') return null;
    throw error;
  }
}

/** Read after Canvas was: a consent that Canvas knows no more is found to be gone only then. */
async function readConnection(
  { consents }: WebDeps,
  { launch, institution }: Visit,
  overview: PostGradesOverview | null,
): Promise<Connection> {
  if (overview !== null && (await consents.has(launch, institution))) return { kind: 'connected' };
  return { kind: 'not_connected', address: await consents.connectAddress(launch, institution) };
}

/** POST /grade-sync/settings/connection/end: ends the person's own consent, and nobody else's. */
export function endConnection({ consents }: WebDeps): VisitHandler {
  return async ({ launch, institution, links }, _req, res) => {
    await consents.revoke(launch, institution);
    res.redirect(303, `${links.settings}?done=disconnected`);
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
