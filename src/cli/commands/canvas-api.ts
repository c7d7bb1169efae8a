import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { findInstitution } from '../find-institution.ts';
import { text } from '../institution-file.ts';
import { readSecret } from '../read-input.ts';
import { saveInstitution } from '../save-institution.ts';
import { institutionArgument } from './arguments.ts';

/** Gives the tool the school's Canvas API key. */
export const setCanvasApi = defineCommand({
  name: 'canvas-api set',
  summary: 'gives the tool the Canvas API developer key of the school',
  arguments: [institutionArgument],
  options: {
    'client-id': { value: 'ID', help: 'number of the API developer key' },
    'secret-file': {
      value: 'FILE',
      help: 'file with the key itself ("Show Key" in Canvas); - reads standard input',
    },
  },
  notes: 'With another key than before, every teacher is asked for consent again.',
  input: z.object({ institution: z.string(), clientId: text, secretFile: z.string() }),
  async run({ services, terminal }, input) {
    const { stores } = services;
    const institution = await findInstitution(stores, input.institution);
    const clientSecret = await readSecret(terminal, input.secretFile);
    const apiKey = { clientId: input.clientId, clientSecret };
    await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey },
    });
    const before = institution.canvas.apiKey?.clientId;
    // Tokens of another key are worthless, and asking Canvas with them would only fail.
    if (before !== undefined && before !== input.clientId) {
      await stores.canvasGrants.removeInstitution(institution.id);
    }
    return {
      text: `${institution.id}  Canvas API key set\n`,
      json: { id: institution.id, clientId: input.clientId },
    };
  },
});

/** Takes the Canvas API key away, and with it what teachers consented to. */
export const clearCanvasApi = defineCommand({
  name: 'canvas-api clear',
  summary: "forgets the Canvas API key and every teacher's consent",
  arguments: [institutionArgument],
  input: z.object({ institution: z.string() }),
  async run({ services }, input) {
    const { stores } = services;
    const institution = await findInstitution(stores, input.institution);
    await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey: null },
    });
    await stores.canvasGrants.removeInstitution(institution.id);
    return {
      text: `${institution.id}  Canvas API key cleared\n`,
      json: { id: institution.id, apiKey: null },
    };
  },
});
