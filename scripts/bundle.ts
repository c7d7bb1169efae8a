import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** The programs of the product: `dist/main.js` and `dist/admin.js`. */
export const productPrograms = { main: 'src/main.ts', admin: 'src/cli/admin.ts' } as const;

/**
 * Bundles programs into `outdir`: a file for each and one for what they share, because Node spends most of a start on
 * finding and reading many small modules. The two MongoDB hosts, which Node runs as they are, go beside them.
 * Nothing is type-checked.
 */
export async function bundle(entryPoints: Readonly<Record<string, string>>, outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { ...entryPoints },
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
  });
  for (const host of ['embedded-host.mjs', 'mongod-host.mjs']) {
    cpSync(join(root, 'src/local-mongodb', host), join(outdir, host));
  }
}
