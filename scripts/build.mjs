/** `npm run build`: compiles `src/` to `dist/`, with the two engine hosts that plain Node runs beside it. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist');

rmSync(out, { recursive: true, force: true });
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
for (const host of ['embedded-host.mjs', 'mongod-host.mjs']) {
  cpSync(join(root, 'src', 'local-mongodb', host), join(out, 'local-mongodb', host));
}
