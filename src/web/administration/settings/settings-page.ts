import { z } from 'zod';
import { buildAlert } from '../../ui/alert.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { AdminHandler } from '../admin-visit.ts';
import { noFaults } from '../form/faults.ts';
import { readForm } from '../form/read-form.ts';
import { checkSettings, readEntries, showSettings } from './read-settings.ts';
import { buildSettings } from './settings-model.ts';

const settingsQuery = z.object({ saved: z.literal('yes').optional() });

/** GET /administration/settings: everything an institution decides. */
export function showSettingsPage({ render }: AdminDeps): AdminHandler {
  return async (visit, req, res) => {
    const { saved } = parseInput(settingsQuery, req.query);
    const words = visit.texts.catalogue.admin.settings;
    const alert = saved ? buildAlert('success', null, [visit.say(words.saved)]) : null;
    const entries = showSettings(visit.institution.settings);
    await render(res, 'admin/settings', buildSettings(visit, { entries, faults: noFaults, alert }));
  };
}

/** POST /administration/settings: stores them, or shows the form with what is wrong in it. */
export function saveSettings(deps: AdminDeps): AdminHandler {
  return async (visit, req, res) => {
    const { institution, launch } = visit;
    const entries = readEntries(readForm(req.body));
    const checked = checkSettings(entries);
    if (!checked.ok) {
      const model = buildSettings(visit, { entries, faults: checked.faults, alert: null });
      res.status(422);
      return deps.render(res, 'admin/settings', model);
    }
    await deps.changeInstitution(launch, institution, { ...institution, settings: checked.settings });
    res.redirect(303, visit.links.settings({ saved: 'yes' }));
  };
}
