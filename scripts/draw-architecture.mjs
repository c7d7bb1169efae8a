/**
 * Draws which folder of `src/` imports which into docs/architecture.md, between its two markers. With `--check` it
 * writes nothing and fails when the picture there is not the one the code gives.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';

const root = join(import.meta.dirname, '..');
const file = join(root, 'docs', 'architecture.md');
const begin = '<!-- imports: drawn by scripts/draw-architecture.mjs -->';
const end = '<!-- end of imports -->';
/** Every folder may import these: an arrow to each from everywhere would hide the others. */
const open = new Set(['domain', 'http', 'i18n', 'top']);
const topName = 'top';

/** `src/web/course/x.ts` is part of `web/course`; a file directly in `src/` of the top. */
function folderOf(path) {
  const [, first, second] = path.split('/');
  if (first === undefined || first.includes('.')) return topName;
  return first === 'web' && second !== undefined && !second.includes('.') ? `web/${second}` : first;
}

async function readEdges() {
  const { output } = await cruise(['src'], {
    baseDir: root,
    includeOnly: '^src/',
    tsPreCompilationDeps: true,
    parser: 'swc',
  });
  const edges = new Map();
  for (const { source, dependencies } of output.modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [folderOf(source), folderOf(resolved)];
      if (from === to || open.has(to) || from === topName) continue;
      edges.set(`${from} ${to}`, (edges.get(`${from} ${to}`) ?? 0) + 1);
    }
  }
  return [...edges.keys()].sort().map((edge) => edge.split(' '));
}

function draw(edges) {
  const id = (folder) => folder.replace('/', '_').replace('-', '_');
  const folders = [...new Set(edges.flat())].sort();
  return [
    '```mermaid',
    'flowchart TD',
    ...folders.map((folder) => `  ${id(folder)}["${folder}/"]`),
    ...edges.map(([from, to]) => `  ${id(from)} --> ${id(to)}`),
    '```',
  ].join('\n');
}

const text = readFileSync(file, 'utf8');
const [from, to] = [text.indexOf(begin), text.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${file} lacks the markers of the picture`);
const drawn = `${text.slice(0, from)}${begin}\n\n${draw(await readEdges())}\n\n${text.slice(to)}`;
if (!process.argv.includes('--check')) writeFileSync(file, drawn);
else if (drawn !== text) {
  process.stderr.write('docs/architecture.md does not show the imports as they are: run "npm run draw".\n');
  process.exitCode = 1;
}
