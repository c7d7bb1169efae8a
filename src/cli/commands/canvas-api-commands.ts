import { z } from 'zod';
import { callbackPath } from '../../canvas/oauth/consent.ts';
import { accountScopes, canvasScopes } from '../../canvas/oauth/scopes.ts';
import { requireGoodKey, untestedFlag } from '../check-api-key.ts';
import { defineCommand, option } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';
import { text } from '../institution-file.ts';
import { readSecret } from '../read-input.ts';
import { saveInstitution } from '../save-institution.ts';

/** What a Canvas administrator enters into the API developer key. */
export const listCanvasScopes = defineCommand({
  name: 'canvas-api scopes',
  summary: 'redirect URI and scopes that the API developer key of a school needs',
  notes: 'A key that enforces scopes also needs "Allow Include Parameters".',
  input: {},
  async run({ services: { settings } }) {
    const scopes = [...canvasScopes, ...accountScopes];
    const redirectUri = `${settings.PUBLIC_URL}${callbackPath}`;
    return {
      text: `${redirectUri}\n\n${scopes.join('\n')}\n`,
      json: { redirectUri, scopes },
    };
  },
});

/** Stores the school's Canvas API key. */
export const setCanvasApi = defineCommand({
  name: 'canvas-api set',
  summary: 'gives the tool the Canvas API developer key of the school',
  notes:
    'With another key than before, every teacher is asked for consent again. Canvas is asked whether the key is right; --untested saves it whatever Canvas says.',
  input: {
    institution: institutionArgument,
    clientId: option(text, 'ID', 'number of the API developer key'),
    secretFile: option(
      z.string(),
      'FILE',
      'file with the key itself ("Show Key" in Canvas); - reads standard input',
    ),
    ...untestedFlag,
  },
  async run({ services, terminal }, input) {
    const institution = await findInstitution(services.stores, input.institution);
    const clientSecret = await readSecret(terminal, input.secretFile);
    const apiKey = { clientId: input.clientId, clientSecret };
    if (!input.untested) await requireGoodKey(services, institution, apiKey, terminal);
    await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey },
    });
    return {
      text: `${institution.id}  Canvas API key set\n`,
      json: { id: institution.id, clientId: input.clientId },
    };
  },
});

/** Removes the Canvas API key and, with it, the teachers' consents. */
export const clearCanvasApi = defineCommand({
  name: 'canvas-api clear',
  summary: "forgets the Canvas API key and every teacher's consent",
  input: { institution: institutionArgument },
  async run({ services }, input) {
    const institution = await findInstitution(services.stores, input.institution);
    await saveInstitution(services, institution, {
      ...institution,
      canvas: { ...institution.canvas, apiKey: null },
    });
    return {
      text: `${institution.id}  Canvas API key cleared\n`,
      json: { id: institution.id, apiKey: null },
    };
  },
});
