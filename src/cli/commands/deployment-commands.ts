import { z } from 'zod';
import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { approveDeployment as approve, listSharing } from '../../lti/deployments/approve-deployment.ts';
import type { Services } from '../../services.ts';
import { argument, type Command, defineCommand, option } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';
import { text } from '../institution-file.ts';
import { recordCommand } from '../save-institution.ts';

/** Lists the deployments seen in launches and their state. */
export const listDeployments = defineCommand({
  name: 'deployment list',
  summary: 'deployments that were seen in launches or decided, of one institution or of all',
  input: {
    institution: argument(z.string().optional(), 'id, or name in any case; without it all'),
    state: option(
      z.enum(['pending', 'approved', 'refused']).optional(),
      'STATE',
      'only pending, approved or refused ones',
    ),
  },
  async run({ services: { stores } }, { institution, state }) {
    const institutions =
      institution === undefined
        ? await stores.institutions.list()
        : [await findInstitution(stores, institution)];
    const lists = await Promise.all(
      institutions.map(async ({ id, name }) => {
        const deployments = await stores.deployments.list(id);
        return deployments
          .filter((deployment) => state === undefined || deployment.state === state)
          .map((deployment) => ({ ...deployment, institution: name }));
      }),
    );
    const rows = lists.flat();
    const lines = rows.map(
      (row) => `${row.institutionId}  ${row.institution}  ${row.state}  ${row.deploymentId}\n`,
    );
    return { text: lines.join('') || 'none\n', json: rows };
  },
});

/** Approves a deployment. */
export const approveDeployment = decideCommand('approve', 'approved', 'lets a deployment launch');

/** Refuses a deployment from now on. */
export const refuseDeployment = decideCommand('refuse', 'refused', 'lets a deployment launch no more');

function decideCommand(verb: string, state: 'approved' | 'refused', summary: string): Command {
  return defineCommand({
    name: `deployment ${verb}`,
    summary,
    notes: 'A deployment is known here once somebody has opened the tool from it in Canvas.',
    input: {
      institution: institutionArgument,
      deployment: argument(
        text.optional(),
        'its id, as deployment list shows it; without it the one that is pending',
      ),
    },
    async run({ services }, input) {
      const { stores } = services;
      const institution = await findInstitution(stores, input.institution);
      const { id } = institution;
      const deploymentId = await chooseDeployment(stores, institution, input.deployment);
      if (state === 'approved') await approve(stores, institution, deploymentId);
      else await stores.deployments.decide(id, deploymentId, state);
      await recordCommand(services, id, `deployment ${verb}`, { deployment: deploymentId });
      return {
        text: `${deploymentId}: ${state}\n`,
        json: { institutionId: id, deploymentId, state },
      };
    },
  });
}

/** @throws ProductError `institution_invalid` for one that was never seen: a typo would hide the real one */
async function chooseDeployment(
  stores: SeenStores,
  institution: Institution,
  wanted: string | undefined,
): Promise<string> {
  const deployments = await stores.deployments.list(institution.id);
  const pending = deployments
    .filter(({ state }) => state === 'pending')
    .map(({ deploymentId }) => deploymentId);
  if (wanted !== undefined) {
    await requireSeen(stores, institution, [wanted]);
    return wanted;
  }
  const [only] = pending;
  if (only !== undefined && pending.length === 1) return only;
  const detail =
    only === undefined
      ? 'no deployment is pending; one is once somebody has opened the tool in Canvas'
      : `several deployments are pending; say which: ${pending.join(', ')}`;
  throw new ProductError('institution_invalid', { detail, next: 'fix' });
}

type SeenStores = Pick<Services['stores'], 'institutions' | 'deployments'>;

/**
 * Where several institutions share issuer and client id, no launch may have been told to be this one's yet (S8).
 * @throws ProductError `institution_invalid` if one of the `wanted` ids was never seen in a launch
 */
export async function requireSeen(
  stores: SeenStores,
  institution: Institution,
  wanted: readonly string[],
): Promise<void> {
  const deployments = await stores.deployments.list(institution.id);
  const unseen = wanted.filter((id) => !deployments.some(({ deploymentId }) => deploymentId === id));
  if (unseen.length === 0 || (await listSharing(stores, institution, institution.id)).length > 0) return;
  const pending = deployments
    .filter(({ state }) => state === 'pending')
    .map(({ deploymentId }) => deploymentId);
  const detail = `no launch came from deployment ${unseen.join(', ')}; pending: ${pending.join(', ') || 'none'}`;
  throw new ProductError('institution_invalid', { detail, next: 'fix' });
}
