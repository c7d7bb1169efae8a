/** Runs a program of `dist/` with the settings of `.env`: `node scripts/run-built.mjs main`, or `admin` with its arguments. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const settings = join(root, '.env');
const sources = join(root, 'src');
const [program = 'main'] = process.argv.splice(2, 1);
const file = join(root, 'dist', `${program}.js`);

/** An installation without `src/` cannot be stale. */
function isOlderThanSources() {
  if (!existsSync(sources)) return false;
  const builtAt = statSync(file).mtimeMs;
  return readdirSync(sources, { recursive: true }).some(
    (name) => statSync(join(sources, name)).mtimeMs > builtAt,
  );
}

// What the environment says already wins.
if (existsSync(settings)) process.loadEnvFile(settings);

if (existsSync(file)) {
  if (isOlderThanSources()) {
    process.stderr.write('src/ has changed since the last build: run "npm run build" to use the changes.\n');
  }
  await import(pathToFileURL(file).href);
} else {
  process.stderr.write('Grade Passback is not built yet: run "npm run build" first.\n');
  process.exitCode = 1;
}
