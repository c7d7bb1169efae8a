/** Runs a program of `dist/`: `node scripts/run-built.mjs main`, or `cli/admin` with its arguments. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [program = 'main'] = process.argv.splice(2, 1);
const file = join(import.meta.dirname, '..', 'dist', `${program}.js`);
if (existsSync(file)) await import(pathToFileURL(file).href);
else {
  process.stderr.write('Grade Passback is not built yet: run "npm run build" first.\n');
  process.exitCode = 1;
}
