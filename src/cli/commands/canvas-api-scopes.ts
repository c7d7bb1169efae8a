import { z } from 'zod';
import { callbackPath } from '../../canvas/oauth/consent.ts';
import { canvasScopes } from '../../canvas/oauth/scopes.ts';
import { defineCommand } from '../command.ts';

/** What a Canvas administrator enters into the API developer key. */
export const listCanvasScopes = defineCommand({
  name: 'canvas-api scopes',
  summary: 'redirect URI and scopes that the API developer key of a school needs',
  notes: 'A key that enforces scopes also needs "Allow Include Parameters".',
  input: z.object({}),
  async run({ services: { settings } }) {
    const redirectUri = `${settings.PUBLIC_URL}${callbackPath}`;
    return {
      text: `${redirectUri}\n\n${canvasScopes.join('\n')}\n`,
      json: { redirectUri, scopes: canvasScopes },
    };
  },
});
