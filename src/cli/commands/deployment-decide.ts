import { z } from 'zod';
import { type Command, defineCommand } from '../command.ts';
import { findInstitution } from '../find-institution.ts';
import { text } from '../institution-file.ts';
import { recordCommand } from '../save-institution.ts';
import { institutionArgument } from './arguments.ts';

/** Lets a deployment launch. */
export const approveDeployment = decideCommand('approve', 'approved', 'lets a deployment launch');

/** Lets a deployment launch no more. */
export const refuseDeployment = decideCommand('refuse', 'refused', 'lets a deployment launch no more');

function decideCommand(verb: string, state: 'approved' | 'refused', summary: string): Command {
  return defineCommand({
    name: `deployment ${verb}`,
    summary,
    arguments: [institutionArgument, { name: 'deployment', help: 'its id, as deployment list shows it' }],
    input: z.object({ institution: z.string(), deployment: text }),
    async run({ services }, input) {
      const { id } = await findInstitution(services.stores, input.institution);
      await services.stores.deployments.decide(id, input.deployment, state);
      await recordCommand(services, id, `deployment ${verb}`, { deployment: input.deployment });
      return {
        text: `${input.deployment}: ${state}\n`,
        json: { institutionId: id, deploymentId: input.deployment, state },
      };
    },
  });
}
