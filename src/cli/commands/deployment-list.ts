import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { findInstitution } from '../find-institution.ts';

/** Deployments that launches came from, and what was decided about them. */
export const listDeployments = defineCommand({
  name: 'deployment list',
  summary: 'deployments that were seen in launches or decided, of one institution or of all',
  arguments: [{ name: 'institution', help: 'id or exact name; without it all', optional: true }],
  options: { state: { value: 'STATE', help: 'only pending, approved or refused ones' } },
  input: z.object({
    institution: z.string().optional(),
    state: z.enum(['pending', 'approved', 'refused']).optional(),
  }),
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
    const text = rows.map(
      (row) => `${row.institutionId}  ${row.institution}  ${row.state}  ${row.deploymentId}\n`,
    );
    return { text: text.join(''), json: rows };
  },
});
