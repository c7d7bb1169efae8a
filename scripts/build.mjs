/**
 * `npm run build`: compiles `src/` to `dist/`, with the two MongoDB hosts that Node runs as they are. Options:
 * `--out FOLDER` writes there instead; `--no-types` leaves out the type check, for tests, which run it anyway.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { out: { type: 'string' }, 'no-types': { type: 'boolean', default: false } },
});
const root = join(import.meta.dirname, '..');
const out = resolve(values.out ?? join(root, 'dist'));

rmSync(out, { recursive: true, force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
// With more checkers each works out Mongoose's types for itself, which takes three times the processor time.
const options = ['-p', join(root, 'tsconfig.build.json'), '--outDir', out, '--checkers', '1'];
const { status } = spawnSync(
  process.execPath,
  [compiler, ...options, ...(values['no-types'] ? ['--noCheck'] : [])],
  { stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);
for (const host of ['embedded-host.mjs', 'mongod-host.mjs']) {
  cpSync(join(root, 'src', 'local-mongodb', host), join(out, 'local-mongodb', host));
}
