/**
 * `npm run check:rules`: every rule code that code or tests cite is defined in docs/rules, and every code defined there
 * is cited. `node scripts/check-rules.mjs DIR` looks at another checkout, for the test of this check.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const cited = ['src', 'sandbox', 'test', 'public', 'SECURITY.md'];
const endings = new Set(['.ts', '.mjs', '.js', '.md']);
const families = 'LC|LX|CF|CT|S|K|Z|H|M|R|I|P';
/** Not names in data, such as the class `M9-1` or the section 'S1'. Launch cases are also cited as `LC39-42`. */
const citation = new RegExp(
  `(?<![\\w.-])(${families})(\\d{1,2})(?:(?<=L[CX]\\d+)[-–](\\d{1,2}))?(?![\\w'"\`-])`,
  'g',
);
const definition = /^\| \*\*([A-Z]+\d+)\*\* \|/gm;

function* files(path) {
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  for (const entry of entries) {
    if (entry.isFile() && endings.has(extname(entry.name))) yield join(entry.parentPath, entry.name);
  }
}

function read(name) {
  const path = join(root, name);
  return (extname(name) === '' ? [...files(path)] : [path]).map((file) => [file, readFileSync(file, 'utf8')]);
}

const defined = new Set();
for (const [, text] of read('docs/rules'))
  for (const [, code] of text.matchAll(definition)) defined.add(code);

const citations = new Map();
for (const [file, text] of cited.flatMap(read)) {
  for (const [, family, from, to] of text.matchAll(citation)) {
    for (let number = Number(from); number <= Number(to ?? from); number += 1) {
      const code = `${family}${number}`;
      if (!citations.has(code)) citations.set(code, relative(root, file));
    }
  }
}

const faults = [
  ...[...citations]
    .filter(([code]) => !defined.has(code))
    .map(([code, file]) => `${code} is cited in ${file} and not defined in docs/rules`),
  ...[...defined]
    .filter((code) => !citations.has(code))
    .map((code) => `${code} is defined in docs/rules and cited nowhere`),
];
if (faults.length > 0) {
  process.stderr.write(`${faults.sort().join('\n')}\n`);
  process.exitCode = 1;
}
