import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { describeInstitution, toLines } from '../describe-institution.ts';
import { findInstitution } from '../find-institution.ts';
import { institutionArgument } from './arguments.ts';

/** Everything about one institution but its secrets. */
export const showInstitution = defineCommand({
  name: 'institution show',
  summary: 'everything about one institution but its secrets',
  arguments: [institutionArgument],
  input: z.object({ institution: z.string() }),
  async run({ services: { stores } }, input) {
    const institution = await findInstitution(stores, input.institution);
    const facts = describeInstitution(institution, await stores.deployments.list(institution.id));
    return { text: toLines(facts), json: facts };
  },
});
