import { institutionSchema } from '../../domain/institution.ts';
import { requireUsable } from '../check-institution.ts';
import { defineCommand, option, repeatedOption } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';
import { address } from '../institution-file.ts';
import { saveInstitution } from '../save-institution.ts';
import { assignSettings, describeSettings, settingsOption } from '../settings-option.ts';
import { changePlatform, platformOptions } from './platform-options.ts';

/** Changes name, platform or settings; anything not given stays. */
export const changeInstitution = defineCommand({
  name: 'institution change',
  summary: 'changes name, platform or settings; anything not given stays',
  notes: `Another issuer or client id gets keys of its own; those of the old one are erased.\n\n${describeSettings()}`,
  input: {
    institution: institutionArgument,
    name: option(institutionSchema.shape.name.optional(), 'NAME', 'a new name'),
    ...platformOptions,
    otherCanvas: repeatedOption(
      address,
      'URL',
      'another address of the same Canvas, such as a host of the school; named once, they replace those before',
    ),
    ...settingsOption,
  },
  async run({ services }, input) {
    const { stores, engine } = services;
    const before = await findInstitution(stores, input.institution);
    const { canvasUrl, platform } = changePlatform(before.platform, before.canvas.baseUrl, input);
    const changed = {
      ...before,
      name: input.name ?? before.name,
      platform,
      canvas: {
        ...before.canvas,
        baseUrl: canvasUrl,
        ...(input.otherCanvas.length === 0 ? {} : { otherUrls: input.otherCanvas }),
      },
      settings: assignSettings(before.settings, input.set),
    };
    await requireUsable(services, before, changed, 'options');
    await saveInstitution(services, before, changed);
    await engine.registerPlatform(changed);
    const { issuer, clientId } = before.platform;
    if (issuer !== platform.issuer || clientId !== platform.clientId) await engine.removePlatform(before);
    const deployments = await stores.deployments.list(changed.id);
    return { text: `${changed.id}  changed\n`, json: describeInstitution(changed, deployments) };
  },
});
