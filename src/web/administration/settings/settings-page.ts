import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  defaultInstitutionSettings,
  type InstitutionSettings,
} from '../../../domain/institution-settings.ts';
import { isTimeZone } from '../../../domain/time-zone.ts';
import { buildAlert } from '../../ui/alert.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { noFaults } from '../form/faults.ts';
import { readForm } from '../form/read-form.ts';
import { checkSettings, readEntries, showSettings } from './read-settings.ts';
import { buildSettings } from './settings-model.ts';

const settingsQuery = z.object({ saved: z.literal('yes').optional() });

/** GET /administration/settings: everything an institution decides. */
export function showSettingsPage({ render }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { saved } = parseInput(settingsQuery, req.query);
    const texts = context.messages.administration.settings;
    const alert = saved ? buildAlert('success', null, [context.t(texts.saved)]) : null;
    const entries = showSettings(suggestZone(context));
    await render(
      res,
      'administration/settings/settings',
      buildSettings(context, { entries, faults: noFaults, alert }),
    );
  };
}

/**
 * A window that nobody has set yet is offered in the zone in which Canvas shows times to this administrator:
 * their account's, unless they chose another. It counts once it is saved.
 */
function suggestZone({ institution, launch }: AdministrationContext): InstitutionSettings {
  const { settings } = institution;
  const isDefault = isDeepStrictEqual(settings.nightlyWindow, defaultInstitutionSettings.nightlyWindow);
  if (!isDefault || launch.timeZone === null || !isTimeZone(launch.timeZone)) return settings;
  return { ...settings, nightlyWindow: { ...settings.nightlyWindow, timeZone: launch.timeZone } };
}

/** POST /administration/settings: stores them, or shows the form with what is wrong. */
export function saveSettings(deps: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { institution, launch } = context;
    const entries = readEntries(readForm(req.body));
    const checked = checkSettings(entries);
    if (!checked.ok) {
      const model = buildSettings(context, { entries, faults: checked.faults, alert: null });
      res.status(422);
      return deps.render(res, 'administration/settings/settings', model);
    }
    await deps.changeInstitution(launch, institution, { ...institution, settings: checked.settings });
    res.redirect(303, context.links.settings({ saved: 'yes' }));
  };
}
