import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { findInstitution } from '../find-institution.ts';
import { text } from '../institution-file.ts';
import { saveInstitution } from '../save-institution.ts';
import { assignSettings, describeSettings, settingsOption } from '../settings-option.ts';
import { institutionArgument } from './arguments.ts';
import { changePlatform, platformInput, platformOptions } from './platform-options.ts';

/** Changes name, platform or settings; what is not named stays. */
export const changeInstitution = defineCommand({
  name: 'institution change',
  summary: 'changes name, platform or settings; what is not named stays',
  arguments: [institutionArgument],
  options: { name: { value: 'NAME', help: 'a new name' }, ...platformOptions, ...settingsOption },
  notes: `Another issuer or client id gets keys of its own; those of the old one are erased.\n\n${describeSettings()}`,
  input: z.object({
    institution: z.string(),
    name: text.max(200).optional(),
    ...platformInput,
    set: z.array(z.string()).default([]),
  }),
  async run({ services }, input) {
    const { stores, engine } = services;
    const before = await findInstitution(stores, input.institution);
    const { canvasUrl, platform } = changePlatform(before.platform, before.canvas.baseUrl, input);
    const changed = {
      ...before,
      name: input.name ?? before.name,
      platform,
      canvas: { ...before.canvas, baseUrl: canvasUrl },
      settings: assignSettings(before.settings, input.set),
    };
    await saveInstitution(services, before, changed);
    await engine.registerPlatform(changed);
    const { issuer, clientId } = before.platform;
    if (issuer !== platform.issuer || clientId !== platform.clientId) await engine.removePlatform(before);
    const deployments = await stores.deployments.list(changed.id);
    return { text: `${changed.id}  changed\n`, json: describeInstitution(changed, deployments) };
  },
});
