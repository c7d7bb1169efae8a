import { institutionSchema } from '../../domain/institution.ts';
import { defaultInstitutionSettings } from '../../domain/institution-settings.ts';
import { approveDeployment } from '../../lti/deployments/approve-deployment.ts';
import { requireDeployments, requireUsable } from '../check-institution.ts';
import { defineCommand, option, repeatedOption } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { text } from '../institution-file.ts';
import { operator } from '../save-institution.ts';
import { assignSettings, describeSettings, settingsOption } from '../settings-option.ts';
import { makePlatform, newPlatformOptions } from './platform-options.ts';

/** Adds an institution whose LTI developer key was created by hand. */
export const addInstitution = defineCommand({
  name: 'institution add',
  summary: 'adds an institution and its LTI platform; its SIS and Canvas API are set afterwards',
  notes: `Example: institution add --name "Lakeside ISD" --canvas https://lakeside.instructure.com --client-id 10000000000001\n\n${describeSettings()}`,
  input: {
    name: option(institutionSchema.shape.name, 'NAME', 'what people call the institution'),
    ...newPlatformOptions,
    deployment: repeatedOption(text, 'ID', 'deployment that may launch at once'),
    ...settingsOption,
  },
  async run({ services }, input) {
    const { stores, engine, audit } = services;
    const described = {
      name: input.name,
      enabled: true,
      platform: makePlatform(input),
      canvas: { baseUrl: input.canvas, apiKey: null },
      sis: null,
      settings: assignSettings(defaultInstitutionSettings, input.set),
    };
    await requireUsable(services, null, described, 'options');
    await requireDeployments(stores, described, input.deployment);
    const institution = await stores.institutions.create(described);
    await audit.recordChange(operator, null, institution);
    await engine.registerPlatform(institution);
    for (const id of input.deployment) await approveDeployment(stores, institution, id);
    const deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}\n`,
      json: describeInstitution(institution, deployments),
    };
  },
});
