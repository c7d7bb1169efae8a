import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundle } from '../../scripts/bundle.ts';

/** Inside `node_modules`, so that bundles find their packages. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/grade-passback');
const bundles = new Map<string, Promise<string>>();
const folders: string[] = [];

/**
 * Bundles a test program once per process and returns the file to run. The bundle starts in a fraction of the
 * time that tsx needs to compile every module.
 */
export function bundledProgram(source: string): Promise<string> {
  const known = bundles.get(source);
  if (known) return known;
  const made = bundleProgram(source);
  bundles.set(source, made);
  return made;
}

async function bundleProgram(source: string): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'program-'));
  folders.push(folder);
  const name = basename(source, '.ts');
  await bundle({ [name]: source }, folder);
  return join(folder, `${name}.js`);
}

process.once('exit', () => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
