import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { findInstitution } from '../find-institution.ts';
import { saveInstitution } from '../save-institution.ts';
import { institutionArgument } from './arguments.ts';

/** Takes the connection to the SIS away, its secrets included. */
export const clearSis = defineCommand({
  name: 'sis clear',
  summary: 'forgets the connection to the SIS and its secrets',
  arguments: [institutionArgument],
  input: z.object({ institution: z.string() }),
  async run({ services }, input) {
    const institution = await findInstitution(services.stores, input.institution);
    await saveInstitution(services, institution, { ...institution, sis: null });
    return { text: `${institution.id}  SIS cleared\n`, json: { id: institution.id, sis: null } };
  },
});
