import { z } from 'zod';
import { applyInstitution } from '../apply-institution.ts';
import { defineCommand } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { parseInstitutionFile } from '../institution-file.ts';
import { readJson } from '../read-input.ts';

/** Adds or changes an institution as a file describes it, SIS and Canvas API included. */
export const applyInstitutionFile = defineCommand({
  name: 'institution apply',
  summary: 'adds or changes the institution that a JSON file describes, with everything in it',
  arguments: [{ name: 'file', help: 'the description; - reads standard input' }],
  notes: 'An institution is known by its issuer and client id. An example stands in the README.',
  input: z.object({ file: z.string() }),
  async run({ services, terminal }, { file }) {
    const institution = await applyInstitution(
      services,
      parseInstitutionFile(await readJson(terminal, file)),
    );
    const deployments = await services.stores.deployments.list(institution.id);
    return {
      text: `${institution.id}  ${institution.name}\n`,
      json: describeInstitution(institution, deployments),
    };
  },
});
