import { z } from 'zod';
import { argument, defineCommand, flag, UsageError } from '../command.ts';
import { findInstitution } from '../find-institution.ts';
import { recordCommand } from '../save-institution.ts';

/** Gives platforms new key pairs. */
export const rotateKeys = defineCommand({
  name: 'keys rotate',
  summary: "makes a new key pair for an institution's platform; the old public key stays readable for a day",
  notes: 'Canvas reads the key set by itself; nothing is to be done there.',
  input: {
    institution: argument(z.string().optional(), 'id, or name in any case'),
    all: flag('every institution'),
  },
  async run({ services, terminal }, { institution, all }) {
    const { stores, engine } = services;
    if ((institution === undefined) !== all) throw new UsageError('give an INSTITUTION or --all');
    const institutions =
      institution === undefined
        ? await stores.institutions.list()
        : [await findInstitution(stores, institution)];
    for (const one of institutions) {
      await engine.rotateKey(one);
      await recordCommand(services, one.id, 'keys rotate');
      terminal.progress(`${one.id}  new key`);
    }
    return {
      text: `${institutions.length} rotated\n`,
      json: { rotated: institutions.map(({ id }) => id) },
    };
  },
});
