import { adoptCanvasZone } from '../../../domain/adopt-canvas-zone.ts';
import { toProductError } from '../../../errors.ts';
import type { ScheduleView } from '../../../passback/schedule/institution-schedules.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { noFaults } from '../form/faults.ts';
import { readForm } from '../form/read-form.ts';
import {
  checkSchedule,
  type OfferedInCanvas,
  readScheduleEntries,
  showEntries,
  startEntries,
} from './read-schedule.ts';
import { buildSchedule, type ScheduleShown } from './schedule-model.ts';
import { finish, isConnectedForAccount, parseScheduleId } from './schedules-page.ts';

/** As long as a person waits for a page. */
const canvasTimeoutMs = 20_000;

/** GET /administration/schedules/new */
export function newSchedule(deps: AdminDeps): AdministrationHandler {
  return async (context, _req, res) => {
    const { institution, launch } = context;
    const { nightlyWindow } = adoptCanvasZone(institution.settings, launch.timeZone);
    await show(deps, context, res, { view: null, entries: startEntries(nightlyWindow.timeZone) });
  };
}

/** GET /administration/schedules/:scheduleId: what it did last, and its form. */
export function showSchedule(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const view = await deps.schedules.find(context.institution.id, parseScheduleId(req.params));
    await show(deps, context, res, { view, entries: showEntries(view.schedule) });
  };
}

/** POST /administration/schedules/new */
export function createSchedule(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const checked = await check(deps, context, null, req.body, res);
    if (checked === null) return;
    const id = await deps.schedules.create(context.institution.id, checked);
    await finish(deps, context, res, { id, act: 'created' });
  };
}

/** POST /administration/schedules/:scheduleId: whoever saves it lets it read Canvas in their name. */
export function saveSchedule(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const id = parseScheduleId(req.params);
    const view = await deps.schedules.find(context.institution.id, id);
    const checked = await check(deps, context, view, req.body, res);
    if (checked === null) return;
    await deps.schedules.save(context.institution.id, id, checked);
    await finish(deps, context, res, { id, act: 'saved' });
  };
}

/** What the form stands for; null: the answer already says what is missing. */
async function check(
  deps: AdminDeps,
  context: AdministrationContext,
  view: ScheduleView | null,
  body: unknown,
  res: Parameters<AdministrationHandler>[2],
) {
  const { launch, links } = context;
  const { canvasUserId, ltiUserId, name } = launch.person;
  if (canvasUserId === null || !(await isConnectedForAccount(deps, context))) {
    res.redirect(303, view === null ? links.newSchedule : links.schedule(view.schedule._id));
    return null;
  }
  const entries = readScheduleEntries(readForm(body));
  const offered = await readOffered(deps, context);
  const checked = checkSchedule(entries, offered);
  if (!checked.ok) {
    res.status(422);
    const form = { entries, offered, faults: checked.faults };
    await render(deps, context, res, { view, form, connectAddress: null });
    return null;
  }
  return { ...checked.entry, inNameOf: { canvasUserId, ltiUserId, name } };
}

async function show(
  deps: AdminDeps,
  context: AdministrationContext,
  res: Parameters<AdministrationHandler>[2],
  { view, entries }: Pick<ScheduleShown, 'view'> & { readonly entries: ReturnType<typeof startEntries> },
): Promise<void> {
  const isConnected = await isConnectedForAccount(deps, context);
  const { launch, institution } = context;
  const connectAddress = isConnected ? null : await deps.consents.connectAccount(launch, institution);
  const form = isConnected ? { entries, offered: await readOffered(deps, context), faults: noFaults } : null;
  await render(deps, context, res, { view, form, connectAddress });
}

async function render(
  deps: AdminDeps,
  context: AdministrationContext,
  res: Parameters<AdministrationHandler>[2],
  shown: ScheduleShown,
): Promise<void> {
  await deps.render(res, 'administration/schedules/schedule', buildSchedule(context, shown));
}

/** Sub-accounts and terms, as Canvas shows them to the administrator. */
async function readOffered(deps: AdminDeps, context: AdministrationContext): Promise<OfferedInCanvas> {
  const { institution, launch, signal } = context;
  const { canvasUserId, ltiUserId } = launch.person;
  if (canvasUserId === null) return { accounts: null, terms: null };
  const reader = deps.schedules.openAccount(institution, { canvasUserId, ltiUserId });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(canvasTimeoutMs)]);
  const unlessHidden = <T>(list: Promise<T>): Promise<T | null> =>
    list.catch((error: unknown) => {
      if (toProductError(error).code === 'canvas_refused') return null;
      throw error;
    });
  const [accounts, terms] = await Promise.all([
    unlessHidden(reader.listSubAccounts(limit)),
    unlessHidden(reader.listTerms(limit)),
  ]);
  return { accounts, terms };
}
