import { z } from 'zod';
import { defineCommand } from '../command.ts';

/** Every institution in one line. */
export const listInstitutions = defineCommand({
  name: 'institution list',
  summary: 'every institution, with its platform and what is still missing',
  input: z.object({}),
  async run({ services: { stores } }) {
    const institutions = await stores.institutions.list();
    const rows = await Promise.all(
      institutions.map(async ({ id, name, enabled, platform, canvas, sis }) => {
        const deployments = await stores.deployments.list(id);
        const missing = [
          ...(sis === null ? ['sis'] : []),
          ...(canvas.apiKey === null ? ['canvas-api'] : []),
          ...(deployments.some(({ state }) => state === 'approved') ? [] : ['approved deployment']),
        ];
        const { issuer, clientId } = platform;
        return { id, name, enabled, canvas: canvas.baseUrl, issuer, clientId, missing };
      }),
    );
    const text = rows.map(({ id, name, enabled, canvas, clientId, missing }) => {
      const state = enabled ? '' : '  disabled';
      return `${id}  ${name}  ${canvas}  ${clientId}${state}${missing.length > 0 ? `  missing: ${missing.join(', ')}` : ''}\n`;
    });
    return { text: text.join(''), json: rows };
  },
});
