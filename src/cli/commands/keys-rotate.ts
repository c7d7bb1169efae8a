import { z } from 'zod';
import { ProductError, toProductError } from '../../errors.ts';
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
    const rotated: string[] = [];
    const failures: string[] = [];
    for (const one of institutions) {
      try {
        await engine.rotateKey(one);
        await recordCommand(services, one.id, 'keys rotate');
        rotated.push(one.id);
        terminal.progress(`${one.id}  new key`);
      } catch (thrown) {
        // A fault in one institution does not keep the others from their keys (S44).
        const { code, detail } = toProductError(thrown);
        failures.push(`${one.id} (${one.name}): ${detail ?? code}`);
      }
    }
    if (failures.length > 0) {
      const detail = `${rotated.length} rotated; not rotated:\n${failures.join('\n')}`;
      throw new ProductError('institution_invalid', { detail, next: 'fix' });
    }
    return { text: `${rotated.length} rotated\n`, json: { rotated } };
  },
});
