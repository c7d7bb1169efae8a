import { z } from 'zod';
import { adoptCanvasZone } from '../../../domain/adopt-canvas-zone.ts';
import { offerSetting } from '../../../domain/sis-habit.ts';
import { buildAlert } from '../../ui/alert.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { noFaults } from '../form/faults.ts';
import { readForm } from '../form/read-form.ts';
import { checkSettings, readEntries, showSettings } from './read-settings.ts';
import { buildSettings } from './settings-model.ts';

const settingsQuery = z.object({ saved: z.literal('yes').optional() });

/** GET /administration/settings: everything an institution decides. */
export function showSettingsPage({ render, readHabits }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { saved } = parseInput(settingsQuery, req.query);
    const texts = context.messages.administration.settings;
    const alert = saved ? buildAlert('success', null, [context.t(texts.saved)]) : null;
    const { institution, launch } = context;
    const entries = showSettings(adoptCanvasZone(institution.settings, launch.timeZone));
    await render(
      res,
      'administration/settings/settings',
      buildSettings(context, { entries, faults: noFaults, alert, habits: await readHabits(institution) }),
    );
  };
}

/** POST /administration/settings: stores them, or shows the form with what is wrong. */
export function saveSettings(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { institution, launch } = context;
    const entries = readEntries(readForm(req.body));
    const checked = checkSettings(entries);
    if (!checked.ok) {
      const habits = await deps.readHabits(institution);
      const model = buildSettings(context, { entries, faults: checked.faults, alert: null, habits });
      res.status(422);
      return deps.render(res, 'administration/settings/settings', model);
    }
    await deps.changeInstitution(launch, institution, { ...institution, settings: checked.settings });
    res.redirect(303, context.links.settings({ saved: 'yes' }));
  };
}

const taken = z.object({ habit: z.enum(['decimals', 'maximum', 'exempt', 'title']) });

/** POST /administration/settings/take: takes the setting that was offered for a habit of the SIS. */
export function takeSetting(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { institution, launch } = context;
    const { habit: kind } = parseInput(taken, req.body);
    const known = (await deps.readHabits(institution)).find(({ habit }) => habit.kind === kind);
    const offer = known ? offerSetting(known.habit, institution.settings) : null;
    if (offer !== null) {
      const settings = { ...institution.settings, ...offer };
      await deps.changeInstitution(launch, institution, { ...institution, settings });
    }
    res.redirect(303, context.links.settings({ saved: 'yes' }));
  };
}
