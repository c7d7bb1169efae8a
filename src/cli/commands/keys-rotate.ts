import { z } from 'zod';
import { defineCommand, UsageError } from '../command.ts';
import { findInstitution } from '../find-institution.ts';

/** Gives platforms new key pairs. */
export const rotateKeys = defineCommand({
  name: 'keys rotate',
  summary: "makes a new key pair for an institution's platform; the old public key stays readable for a day",
  arguments: [{ name: 'institution', help: 'id or exact name', optional: true }],
  options: { all: { help: 'every institution' } },
  notes: 'Canvas reads the key set by itself; nothing is to be done there.',
  input: z.object({ institution: z.string().optional(), all: z.boolean().default(false) }),
  async run({ services: { stores, engine }, terminal }, { institution, all }) {
    if ((institution === undefined) !== all) throw new UsageError('give an INSTITUTION or --all');
    const institutions =
      institution === undefined
        ? await stores.institutions.list()
        : [await findInstitution(stores, institution)];
    for (const one of institutions) {
      await engine.rotateKey(one);
      terminal.progress(`${one.id}  new key`);
    }
    return {
      text: `${institutions.length} rotated\n`,
      json: { rotated: institutions.map(({ id }) => id) },
    };
  },
});
