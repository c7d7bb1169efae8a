import { type Command, defineCommand } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';
import { saveInstitution } from '../save-institution.ts';

/** Stops an institution's launches and runs; erases nothing. */
export const disableInstitution = switchCommand(
  'institution disable',
  'stops launches and runs of an institution; nothing is erased',
  false,
);

/** Enables an institution again. */
export const enableInstitution = switchCommand('institution enable', 'lets an institution work again', true);

function switchCommand(name: string, summary: string, enabled: boolean): Command {
  return defineCommand({
    name,
    summary,
    input: { institution: institutionArgument },
    async run({ services }, input) {
      const institution = await findInstitution(services.stores, input.institution);
      await saveInstitution(services, institution, { ...institution, enabled });
      const word = enabled ? 'enabled' : 'disabled';
      return { text: `${institution.id}  ${word}\n`, json: { id: institution.id, enabled } };
    },
  });
}
