/**
 * Freezes what processes of this version do with the database, so that the tests of the next version can run both side by
 * side (Z15). Run it once for each release; the copy is committed.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const frozen = `
  export { formats } from './test/store/formats.ts';
  export { createWorker } from './src/passback/runs/worker.ts';
  export { createPassbackStores } from './src/store/passback/passback-stores.ts';
`;
const { outputFiles } = await build({
  stdin: { contents: frozen, resolveDir: process.cwd() },
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  minify: true,
  write: false,
});
const [code] = outputFiles;
if (!code) throw new Error('nothing was bundled');
const path = process.argv[2] ?? 'test/store/fixtures/previous-release.mjs.gz';
writeFileSync(path, gzipSync(code.contents, { level: 9 }));
process.stdout.write(`${path}\n`);
