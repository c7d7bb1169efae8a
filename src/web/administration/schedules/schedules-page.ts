import { z } from 'zod';
import { personOf } from '../../../audit/audit-calls.ts';
import type { Institution } from '../../../domain/institution.ts';
import { ProductError } from '../../../errors.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { buildSchedules, type ScheduleAct, scheduleActs } from './schedules-model.ts';

const schedulesQuery = z.object({ done: z.enum(scheduleActs).optional() });
const yesOrNo = z.enum(['yes', 'no']);

/** GET /administration/schedules: every schedule with its next time and what the last one did. */
export function showSchedules({ schedules, clock, consents, render }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { done = null } = parseInput(schedulesQuery, req.query);
    const { institution, launch } = context;
    const [views, isConnected] = await Promise.all([
      schedules.list(institution.id),
      isConnectedForAccount({ consents }, context),
    ]);
    const connectAddress = isConnected ? null : await consents.connectAccount(launch, institution);
    const shown = { views, done, isConnected, connectAddress, now: clock() };
    await render(res, 'administration/schedules/schedules', buildSchedules(context, shown));
  };
}

/** Whether schedules may read Canvas in the name of the launch's administrator. */
export async function isConnectedForAccount(
  { consents }: Pick<AdminDeps, 'consents'>,
  { launch, institution }: AdministrationContext,
): Promise<boolean> {
  const { canvasUserId, ltiUserId } = launch.person;
  return canvasUserId !== null && consents.hasForAccount(institution, { canvasUserId, ltiUserId });
}

/** POST /administration/schedules/pause: suspends all at once, or ends that. */
export function pauseSchedules({ changeInstitution }: AdminDeps): AdministrationHandler {
  return async ({ institution, launch, links }, req, res) => {
    const { paused } = parseInput(z.object({ paused: yesOrNo }), req.body);
    const schedulesPaused = paused === 'yes';
    const settings = { ...institution.settings, schedulesPaused };
    await changeInstitution(launch, institution, { ...institution, settings });
    res.redirect(303, links.schedules({ done: schedulesPaused ? 'paused' : 'resumed' }));
  };
}

/** POST /administration/schedules/:scheduleId/switch: enables or suspends it. */
export function switchSchedule(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { enabled } = parseInput(z.object({ enabled: yesOrNo }), req.body);
    const id = parseScheduleId(req.params);
    await deps.schedules.setEnabled(context.institution.id, id, enabled === 'yes');
    await finish(deps, context, res, { id, act: enabled === 'yes' ? 'enabled' : 'suspended' });
  };
}

/** POST /administration/schedules/:scheduleId/remove */
export function removeSchedule(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const id = parseScheduleId(req.params);
    await deps.schedules.remove(context.institution.id, id);
    await finish(deps, context, res, { id, act: 'removed' });
  };
}

/**
 * POST /administration/schedules/:scheduleId/run-now
 * @throws ProductError `posting_paused`, `sis_not_connected`; `not_found` if it is suspended
 */
export function runScheduleNow(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { institution, launch, links } = context;
    const id = parseScheduleId(req.params);
    const line = {
      institutionId: institution.id,
      action: 'run_requested',
      actor: personOf(launch),
      facts: { kind: 'schedule', schedule: id },
    } as const;
    const code = refuseToStart(institution);
    if (code !== null) {
      await deps.audit.record({ ...line, outcome: 'refused', code });
      throw new ProductError(code, { next: 'fix' });
    }
    await deps.schedules.runNow(institution.id, id);
    await deps.audit.record(line);
    res.redirect(303, links.schedules({ done: 'started' }));
  };
}

function refuseToStart({ sis, settings }: Institution): 'posting_paused' | 'sis_not_connected' | null {
  if (settings.paused || settings.schedulesPaused) return 'posting_paused';
  return sis === null ? 'sis_not_connected' : null;
}

/** Records what an administrator did with a schedule, and shows the list. */
export async function finish(
  { audit }: Pick<AdminDeps, 'audit'>,
  { institution, launch, links }: AdministrationContext,
  res: Parameters<AdministrationHandler>[2],
  { id, act }: { readonly id: string; readonly act: ScheduleAct },
): Promise<void> {
  await audit.record({
    institutionId: institution.id,
    action: 'setting_changed',
    actor: personOf(launch),
    facts: { setting: `schedule ${id}`, from: null, to: act },
  });
  res.redirect(303, links.schedules({ done: act }));
}

/** The schedule's id in the path. An impossible one is `not_found`, like an unknown one. */
export function parseScheduleId(params: unknown): string {
  const parsed = z.object({ scheduleId: z.string().regex(/^[0-9a-f]{24}$/) }).safeParse(params);
  if (!parsed.success) throw new ProductError('not_found');
  return parsed.data.scheduleId;
}
