import { z } from 'zod';
import { applyInstitution } from '../apply-institution.ts';
import { defineCommand } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { parseInstitutionFile } from '../institution-file.ts';
import { readJson } from '../read-input.ts';
import { operator } from '../save-institution.ts';
import { describeSettings } from '../settings-option.ts';

/** Adds or changes an institution as a file describes it, SIS and Canvas API included. */
export const applyInstitutionFile = defineCommand({
  name: 'institution apply',
  summary: 'adds or changes the institution that a JSON file describes, with everything in it',
  arguments: [{ name: 'file', help: 'the description; - reads standard input' }],
  notes: `An institution is known by its issuer and client id. An example stands in the README.\n\n${describeSettings()}`,
  input: z.object({ file: z.string() }),
  async run({ services, terminal }, { file }) {
    const { stores, audit } = services;
    const description = parseInstitutionFile(await readJson(terminal, file));
    const { issuer, clientId } = description.institution.platform;
    const before = await stores.institutions.findByPlatform(issuer, clientId);
    const institution = await applyInstitution(services, description);
    await audit.recordChange(operator, before, institution);
    const deployments = await stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}\n`,
      json: describeInstitution(institution, deployments),
    };
  },
});
