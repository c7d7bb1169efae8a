import { mailAddress } from '../../../../domain/notices.ts';
import type { PostGradesOverview } from '../../../../domain/post-grades.ts';
import { ProductError } from '../../../../errors.ts';
import type { CourseContext, CourseHandler } from '../../../ui/course-context.ts';
import { nightlyForm, noticesForm, parseInput, selectionForm, settingsQuery } from '../../../ui/input.ts';
import type { WebDeps } from '../../../ui/web-deps.ts';
import { readSelection } from '../../post-grades/post-grades-page.ts';
import type { Connection } from './connection-model.ts';
import type { NoticeChoice } from './notices-model.ts';
import { buildRemaster, buildSettings } from './settings-model.ts';

/**
 * GET /grade-sync/settings: Nightly sync, Remaster Grade Passback with the assignments to select, and the
 * connection to Canvas. It also works without a connection: a nightly sync can still be switched off.
 */
export function showSettings(deps: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { done } = parseInput(settingsQuery, req.query);
    const notices = await readNotices(deps, context);
    await render(deps, context, res, { hasEnded: done !== undefined, notices });
  };
}

async function render(
  deps: WebDeps,
  context: CourseContext,
  res: Parameters<CourseHandler>[2],
  now: { readonly hasEnded: boolean; readonly notices: NoticeChoice | null },
): Promise<void> {
  const [overview, night, nightlyCourses] = await Promise.all([
    readOverview(deps, context),
    deps.nightly.read(context.launch, context.institution),
    deps.nightly.readOnBehalfOf(context.launch, context.institution),
  ]);
  const connection = await readConnection(deps, context, overview);
  const shown = { overview, night, nightlyCourses, connection, ...now };
  await deps.render(res, 'course/grade-sync/settings/settings', buildSettings(context, shown));
}

/** Null: nobody can ask for e-mail here. */
async function readNotices(
  { notices }: WebDeps,
  { launch, institution }: CourseContext,
): Promise<NoticeChoice | null> {
  if (!notices.isOffered || !institution.settings.noticesToPeople) return null;
  const known = await notices.find(launch.institutionId, launch.person.ltiUserId);
  return { address: known?.address ?? null, refused: null };
}

/**
 * POST /grade-sync/settings/notices: where to write to the person, or that they want no e-mail.
 * @throws ProductError `not_found` if it is not offered
 */
export function saveNotices(deps: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { address, stop } = parseInput(noticesForm, req.body);
    const notices = await readNotices(deps, context);
    if (notices === null) throw new ProductError('not_found');
    const { institutionId, person, locale } = context.launch;
    const { ltiUserId } = person;
    if (stop || address === '') await deps.notices.remove(institutionId, ltiUserId);
    else if (mailAddress.test(address)) {
      await deps.notices.save({ institutionId, ltiUserId, address, locale });
    } else {
      res.status(422);
      return render(deps, context, res, { hasEnded: false, notices: { ...notices, refused: address } });
    }
    res.redirect(303, context.links.settings);
  };
}

/** What can be posted; null if the person's consent is missing. */
async function readOverview(
  { passback }: WebDeps,
  context: CourseContext,
): Promise<PostGradesOverview | null> {
  try {
    return await passback.readPostGrades(context.launch, context.signal);
  } catch (error) {
    if (error instanceof ProductError && error.code === 'canvas_consent_needed') return null;
    throw error;
  }
}

/** Read after Canvas was: only then is a consent that Canvas no longer knows found to be gone. */
async function readConnection(
  { consents }: WebDeps,
  { launch, institution }: CourseContext,
  overview: PostGradesOverview | null,
): Promise<Connection> {
  if (overview !== null && (await consents.has(launch, institution))) return { kind: 'connected' };
  return { kind: 'not_connected', address: await consents.connectAddress(launch, institution) };
}

/** POST /grade-sync/settings/connection/end: ends the person's own consent, and nobody else's. */
export function endConnection({ consents }: WebDeps): CourseHandler {
  return async ({ launch, institution, links }, _req, res) => {
    await consents.revoke(launch, institution);
    res.redirect(303, `${links.settings}?done=disconnected`);
  };
}

/** GET /grade-sync/settings/remaster: asks once more before everything is sent again. */
export function showRemaster({ passback, render }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { assignment } = parseInput(selectionForm, req.query);
    readSelection({ assignment });
    const overview = await passback.readPostGrades(context.launch, context.signal);
    await render(
      res,
      'course/grade-sync/settings/remaster',
      buildRemaster(context, overview, new Set(assignment)),
    );
  };
}

/** POST /grade-sync/settings/remaster: requests the run and opens it. */
export function remaster({ passback }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const selection = readSelection(req.body);
    const receipt = await passback.requestRun(context.launch, { kind: 'remaster', selection });
    res.redirect(303, context.links.run(receipt.runId));
  };
}

/** POST /grade-sync/settings/nightly: switches the nightly sync of the course on or off. */
export function switchNightly({ nightly }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const form = parseInput(nightlyForm, req.body);
    if (form.nightly === 'on') await nightly.switchOn(context.launch, context.institution);
    else await nightly.switchOff(context.launch);
    res.redirect(303, context.links.settings);
  };
}
