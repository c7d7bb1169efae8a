/**
 * `npm run check:rules`: every rule code that is cited is defined in docs/rules, once, and every code defined there is
 * cited. Nothing is cited that lies outside the repository. `node scripts/check-rules.mjs DIR` checks another checkout,
 * for the test of this check.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
const folders = ['src', 'sandbox', 'test', 'views', 'public'];
const papers = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const endings = new Set(['.ts', '.mjs', '.js', '.ejs', '.css', '.md']);

const families = 'LC|LX|CF|CT|OF|DF|LF|S|K|Z|H|M|R|I|P';
/** Launch cases are also cited as a range, `LC39-42`. The class `M9-1` is no citation. */
const citation = new RegExp(
  `(?<![\\w.-])(${families})(\\d{1,3})(?:(?<=L[CX]\\d+)[-–](\\d{1,3}))?(?![\\w-])`,
  'g',
);
const definition = /^\| \*\*([A-Z]+\d+)\*\* \|/gm;
/** Notes that the repository does not hold, by their sections and names. */
const outside =
  /\b(?:facts,? ?(?:§|[A-Z]\d)|facts\/\w+\.md|traps? \d)|(?<!docs\/rules\/)\b(?:product|design)\.md\b/g;

function* files(path) {
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && endings.has(extname(entry.name))) yield join(entry.parentPath, entry.name);
  }
}

/** The text without path data of drawings (`d="M6 3h9"`), which look like codes. */
function read(file) {
  return readFileSync(file, 'utf8').replace(/\bd="[^"]*"/g, '');
}

/** A code that is all there is between quotes is data (the section 'S1') or an example (`S17`). */
function isQuoted(text, { index, 0: { length } }) {
  const before = text.at(index - 1) ?? '';
  return index > 0 && `'"\``.includes(before) && text.at(index + length) === before;
}

const faults = [];

const defined = new Set();
for (const file of files(join(root, 'docs/rules'))) {
  for (const [, code] of read(file).matchAll(definition)) {
    if (defined.has(code)) faults.push(`${code} is defined twice in docs/rules`);
    defined.add(code);
  }
}

const citations = new Map();
const cited = [
  ...folders.flatMap((folder) => [...files(join(root, folder))]),
  ...papers.map((paper) => join(root, paper)),
];
for (const file of cited) {
  const text = read(file);
  const name = relative(root, file);
  for (const match of text.matchAll(citation)) {
    const [, family, from, to] = match;
    if (isQuoted(text, match)) continue;
    for (let number = Number(from); number <= Number(to ?? from); number += 1) {
      const code = `${family}${number}`;
      if (!citations.has(code)) citations.set(code, name);
    }
  }
  for (const [words] of text.matchAll(outside)) {
    faults.push(`"${words}" in ${name} lies outside the repository: cite a code of docs/rules`);
  }
}

for (const [code, name] of citations) {
  if (!defined.has(code)) faults.push(`${code} is cited in ${name} and not defined in docs/rules`);
}
for (const code of defined) {
  if (!citations.has(code)) faults.push(`${code} is defined in docs/rules and cited nowhere`);
}

if (faults.length > 0) {
  process.stderr.write(`${faults.sort().join('\n')}\n`);
  process.exitCode = 1;
}
