/** `npm run build`: checks the types of `src/` and bundles it into `dist/`. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, productPrograms } from './bundle.ts';

const root = join(import.meta.dirname, '..');
const outdir = join(root, 'dist');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
// With more checkers each works out Mongoose's types for itself, which takes three times the processor time.
const options = ['--noEmit', '--checkers', '1', '-p', join(root, 'tsconfig.build.json')];
const { status } = spawnSync(process.execPath, [compiler, ...options], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);
rmSync(outdir, { recursive: true, force: true });
await bundle(productPrograms, outdir);
