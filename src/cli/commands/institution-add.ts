import { z } from 'zod';
import { defaultInstitutionSettings } from '../../domain/institution-settings.ts';
import { defineCommand } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { text } from '../institution-file.ts';
import { requireUsableAddress } from '../read-input.ts';
import { operator } from '../save-institution.ts';
import { assignSettings, describeSettings, settingsOption } from '../settings-option.ts';
import { makePlatform, platformInput, platformOptions } from './platform-options.ts';

/** Adds an institution whose LTI developer key was made by hand. */
export const addInstitution = defineCommand({
  name: 'institution add',
  summary: 'adds an institution and its LTI platform; its SIS and Canvas API are set afterwards',
  options: {
    name: { value: 'NAME', help: 'what people call the institution' },
    ...platformOptions,
    deployment: { value: 'ID', help: 'deployment that may launch at once', repeated: true },
    ...settingsOption,
  },
  notes: `Example: institution add --name "Lakeside ISD" --canvas https://lakeside.instructure.com --client-id 10000000000001\n\n${describeSettings()}`,
  input: z.object({
    name: text.max(200),
    ...platformInput,
    deployment: z.array(text).default([]),
    set: z.array(z.string()).default([]),
  }),
  async run({ services }, input) {
    const { stores, engine, settings, audit } = services;
    const { canvasUrl, platform } = makePlatform(input);
    requireUsableAddress(canvasUrl, settings.ALLOW_PRIVATE_ADDRESSES);
    const institution = await stores.institutions.create({
      name: input.name,
      enabled: true,
      platform,
      canvas: { baseUrl: canvasUrl, apiKey: null },
      sis: null,
      settings: assignSettings(defaultInstitutionSettings, input.set),
    });
    await audit.recordChange(operator, null, institution);
    await engine.registerPlatform(institution);
    for (const id of input.deployment) await stores.deployments.decide(institution.id, id, 'approved');
    const deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}\n`,
      json: describeInstitution(institution, deployments),
    };
  },
});
