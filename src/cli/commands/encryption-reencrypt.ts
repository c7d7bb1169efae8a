import { z } from 'zod';
import { ProductError } from '../../errors.ts';
import { defineCommand, option } from '../command.ts';

/** Re-encrypts with the first key everything that is still under an older one. */
export const reencrypt = defineCommand({
  name: 'encryption reencrypt',
  summary: 'encrypts what is still under an older key with the first key of ENCRYPTION_KEYS',
  notes: [
    'To change the encryption key while the tool runs:',
    '  1. put the new key behind the old one in ENCRYPTION_KEYS of every process, and restart them;',
    '  2. move it to the front everywhere, and restart them;',
    '  3. run this command; if it is interrupted, run it again and it resumes where it stopped;',
    '  4. when it ends with exit code 0, take the old key away.',
  ].join('\n'),
  input: {
    batch: option(z.coerce.number().int().min(1).max(10_000).default(200), 'NUMBER', 'records at a time'),
  },
  async run({ services: { stores }, terminal }, { batch }) {
    await stores.encryptionCanary.renew();
    const institutions = await stores.institutions.list();
    const names = new Map(institutions.map(({ id, name }) => [id, `${id} (${name})`]));
    const changed: Record<string, number> = {};
    const unreadable: string[] = [];
    for (const [name, store] of Object.entries(stores.reencryptables)) {
      let after: string | null = null;
      do {
        const done = await store.reencrypt(after, batch);
        changed[name] = (changed[name] ?? 0) + done.changed;
        unreadable.push(...done.unreadable.map((id) => `${name} ${names.get(id) ?? id}`));
        if (done.changed > 0) terminal.progress(`${name}: ${changed[name]}`);
        after = done.next;
      } while (after !== null);
    }
    if (unreadable.length > 0) {
      const detail = [
        `unreadable with the present ENCRYPTION_KEYS: ${unreadable.slice(0, 20).join(', ')}; everything else is done.`,
        'Bring the missing key back and run this again, or set new secrets for these institutions (sis set, canvas-api set, keys rotate).',
      ].join('\n');
      throw new ProductError('secret_unreadable', { detail, next: 'fix' });
    }
    const total = Object.values(changed).reduce((sum, count) => sum + count, 0);
    return { text: `${total} records re-encrypted; older keys are no longer needed\n`, json: { changed } };
  },
});
