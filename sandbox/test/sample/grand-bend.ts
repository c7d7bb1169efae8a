import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the Grand Bend reference data beside the repository, or null. */
export function findGrandBend(): { readonly onerosterDir: string; readonly gradebookDir: string } | null {
  const root = fileURLToPath(new URL('../../../../shared/data/grand-bend', import.meta.url));
  return existsSync(root) ? { onerosterDir: `${root}/oneroster`, gradebookDir: `${root}/gradebook` } : null;
}
