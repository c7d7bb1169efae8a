import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { ProductError } from '../../errors.ts';
import { defineCommand, option } from '../command.ts';
import { describeInstitution } from '../describe-institution.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';
import { explainFileError } from '../read-input.ts';
import { recordCommand } from '../save-institution.ts';

/** Exports an institution's data to a file. */
export const exportInstitution = defineCommand({
  name: 'institution export',
  summary: 'writes everything kept of an institution to a new file of JSON lines, its secrets aside',
  notes:
    'Each line is {"collection": …, "record": …}; the first one is the institution itself. It holds names and grades.',
  input: {
    institution: institutionArgument,
    to: option(z.string(), 'FILE', 'must not exist yet; only its owner can read it'),
  },
  async run({ services }, input) {
    const { stores } = services;
    const institution = await findInstitution(stores, input.institution);
    const file = createWriteStream(input.to, { flags: 'wx', mode: 0o600 });
    try {
      await once(file, 'open');
    } catch (cause) {
      const detail = `${input.to}: ${explainFileError(cause)}`;
      throw new ProductError('settings_invalid', { detail, next: 'fix', cause });
    }
    let records = 0;
    const write = async (line: object): Promise<void> => {
      records += 1;
      if (!file.write(`${JSON.stringify(line)}\n`)) await once(file, 'drain');
    };
    const described = describeInstitution(institution, await stores.deployments.list(institution.id));
    await write({ collection: 'institutions', record: described });
    for await (const record of stores.exportRecords(institution.id)) await write(record);
    await recordCommand(services, institution.id, 'institution export');
    file.end();
    await finished(file);
    return { text: `${input.to}: ${records} records\n`, json: { file: input.to, records } };
  },
});
