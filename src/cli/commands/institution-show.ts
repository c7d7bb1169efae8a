import { findLostSecrets } from '../../domain/institution.ts';
import { defineCommand } from '../command.ts';
import { describeInstitution, toLines } from '../describe-institution.ts';
import { findInstitution, institutionArgument, isSameName } from '../find-institution.ts';

/** Lists institutions, one per line. */
export const listInstitutions = defineCommand({
  name: 'institution list',
  summary: 'every institution, with its platform and what is still missing',
  input: {},
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
        const lost = findLostSecrets({ canvas, sis });
        const { issuer, clientId } = platform;
        const pending = deployments
          .filter(({ state }) => state === 'pending')
          .map(({ deploymentId }) => deploymentId);
        return { id, name, enabled, canvas: canvas.baseUrl, issuer, clientId, missing, lost, pending };
      }),
    );
    const lines = rows.map(({ id, name, enabled, canvas, clientId, missing, lost, pending }) => {
      const notes = [
        ...(enabled ? [] : ['disabled']),
        ...(isNamedTwice(rows, name) ? ['another institution has this name'] : []),
        ...(lost.length > 0 ? [`secret cannot be decrypted, set it again: ${lost.join(', ')}`] : []),
        ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
        ...(pending.length > 0 ? [`pending deployments: ${pending.join(', ')}`] : []),
      ];
      return `${[id, name, canvas, clientId, ...notes].join('  ')}\n`;
    });
    const damaged = await stores.institutions.findDamaged();
    const damages = damaged.map(({ id, fault }) => `${id}  cannot be read: ${fault}\n`);
    return {
      text: [...lines, ...damages].join('') || 'none; see install-link and institution add\n',
      json: [...rows, ...damaged],
    };
  },
});

function isNamedTwice(rows: readonly { readonly name: string }[], name: string): boolean {
  return rows.filter((row) => isSameName(row.name, name)).length > 1;
}

/** Shows an institution without its secrets. */
export const showInstitution = defineCommand({
  name: 'institution show',
  summary: 'everything about one institution but its secrets',
  input: { institution: institutionArgument },
  async run({ services: { stores } }, input) {
    const institution = await findInstitution(stores, input.institution);
    const described = describeInstitution(institution, await stores.deployments.list(institution.id));
    return { text: toLines(described), json: described };
  },
});
