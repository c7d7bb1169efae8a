/**
 * Runs the test files in as many mocha processes as the machine has cores, at most four: each process has an engine and
 * browsers of its own. Ends with one line: `N passed, N failed`. For one folder or file call mocha itself.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const lanes = Math.max(1, Math.min(4, availableParallelism()));

function findTests(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Browsers, processes and whole schools take long: such files are dealt out first. */
function weigh(file) {
  const text = readFileSync(file, 'utf8');
  const heavy = /launchBrowser|startTestSandbox|fork\(|spawn\(|useAdminApp/.test(text) ? 5 : 1;
  return text.split('\n').length * heavy;
}

function dealOut(files) {
  const hands = Array.from({ length: lanes }, () => ({ weight: 0, files: [] }));
  const heaviestFirst = files
    .map((file) => ({ file, weight: weigh(file) }))
    .sort((a, b) => b.weight - a.weight);
  for (const { file, weight } of heaviestFirst) {
    const lightest = hands.reduce((least, hand) => (hand.weight < least.weight ? hand : least));
    lightest.files.push(file);
    lightest.weight += weight;
  }
  return hands.map((hand) => hand.files).filter((hand) => hand.length > 0);
}

function runMocha(files, lane) {
  return new Promise((resolve) => {
    const mocha = spawn(process.execPath, ['node_modules/mocha/bin/mocha.js', '--no-color', ...files], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const counts = { passing: 0, failing: 0, pending: 0 };
    createInterface({ input: mocha.stdout }).on('line', (line) => {
      process.stdout.write(`${lane} ${line}\n`);
      const [, count, kind] = /^ {2}(\d+) (passing|failing|pending)\b/.exec(line) ?? [];
      if (kind) counts[kind] += Number(count);
    });
    mocha.on('close', (code) => resolve({ counts, failed: code !== 0 }));
  });
}

const results = await Promise.all(
  dealOut(['test', 'sandbox/test'].flatMap(findTests)).map((files, index) => runMocha(files, index + 1)),
);
const sum = (kind) => results.reduce((total, { counts }) => total + counts[kind], 0);
process.stdout.write(`\n${sum('passing')} passed, ${sum('failing')} failed, ${sum('pending')} skipped\n`);
process.exitCode = results.length > 0 && results.every(({ failed }) => !failed) && sum('passing') > 0 ? 0 : 1;
