/**
 * Runs the test files in as many mocha processes as the machine has cores, at most four; each process has its
 * own engine and browsers, and a core of its own if there is none to spare. Files that mostly wait (for leases, restarts,
 * time limits) then share one more process, which uses what the others leave. `--record` notes how long files take, for
 * machines on which they have not run yet. Ends with the slowest files, the failures (last, so that a truncated log still has
 * them) and one line: `N passed, N failed`. For one folder or file, call mocha itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const shardCount = Math.max(1, Math.min(4, availableParallelism()));
const cacheFolder = 'node_modules/.cache/grade-passback';
/** How long each file took in its last run here, in milliseconds by path. */
const durationsFile = join(cacheFolder, 'test-durations.json');
/** The same of the slow files when somebody last noted it, in seconds. */
const slowFilesFile = 'test/slow-files.json';
const slowSeconds = 2;
/** These wait for a quarter of their time or more. */
const waiting = new Set([
  'test/journeys/bad-days.test.ts',
  'test/journeys/post-grades.test.ts',
  'test/cli/lifecycle.test.ts',
  'test/local-mongodb/beside-a-running-tool.test.ts',
  'test/local-mongodb/open.test.ts',
  'test/lti/services/engine.test.ts',
  'test/oneroster/client/failures.test.ts',
  'test/operation/graceful-stop.test.ts',
  'test/operation/start-and-stop.test.ts',
  'test/passback/delivery/late-sends.test.ts',
  'test/passback/delivery/slot-share.test.ts',
  'test/passback/kill/kill.test.ts',
  'test/passback/runs/lease.test.ts',
  'test/soak/soak.test.ts',
]);

function findTests(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** A guess for a file that has not run here yet: browsers, processes and whole schools take long. */
function guessMs(file) {
  const text = readFileSync(file, 'utf8');
  const heavy = /launchBrowser|startTestSandbox|fork\(|spawn\(|useAdminApp|installProduct/.test(text)
    ? 100
    : 10;
  return text.split('\n').length * heavy;
}

/** Divides the files among the processes, longest first, so that all end at about the same time. */
function shard(files, durations) {
  const shards = Array.from({ length: shardCount }, () => ({ ms: 0, files: [] }));
  const longestFirst = files
    .map((file) => ({ file, ms: durations[file] ?? guessMs(file) }))
    .sort((a, b) => b.ms - a.ms);
  for (const { file, ms } of longestFirst) {
    const shortest = shards.reduce((least, one) => (one.ms < least.ms ? one : least));
    shortest.files.push(file);
    shortest.ms += ms;
  }
  return shards.map((one) => one.files).filter((one) => one.length > 0);
}

/**
 * The cores that this process may use, if each gets a mocha process. On a core of their own, mocha, its engine and its
 * browser need a fifth less processor time: no question to the engine wakes another core, which is slow on a virtual
 * machine. Empty where there are cores to spare, or no `taskset` (util-linux).
 */
function listCores() {
  if (availableParallelism() > shardCount || spawnSync('taskset', ['--version']).status !== 0) return [];
  const [, list] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (list?.split(',') ?? []).flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
}

/**
 * Runs one shard, on the embedded engine or on the server of TEST_MONGODB_URL alone. Returns its counts, its failures, and
 * each file's milliseconds.
 */
function runMocha(files, shardName, { on = 'engine', core = null } = {}) {
  const to = join(cacheFolder, `results-${shardName}.json`);
  rmSync(to, { force: true });
  const options = ['--no-color', '--reporter', 'test/results-reporter.mjs', '--reporter-option', `to=${to}`];
  const command = [process.execPath, 'node_modules/mocha/bin/mocha.js', ...options, ...files];
  const [program, ...args] = core === null ? command : ['taskset', '--cpu-list', core, ...command];
  const mocha = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: on === 'server' ? { ...process.env, TEST_MONGODB_ONLY: 'server' } : withoutServer,
  });
  createInterface({ input: mocha.stdout }).on('line', (line) => {
    process.stdout.write(`${shardName} ${line}\n`);
  });
  const died = { counts: { passes: 0, failures: 0, pending: 0 }, failed: [], durations: {} };
  return new Promise((resolve) => {
    mocha.on('close', (code) => resolve({ ...(readJson(to) ?? died), code }));
  });
}

const { TEST_MONGODB_URL: server, ...withoutServer } = process.env;

/** The suites of the store and of the passback that use a database; not those that kill it. */
function usesDatabase(file) {
  return (
    /^test\/(store|passback)\//.test(file) &&
    !file.includes('/kill/') &&
    /use(Mongo|Harness)\(|mongoTargets\(/.test(readFileSync(file, 'utf8'))
  );
}

mkdirSync(cacheFolder, { recursive: true });
const noted = Object.entries(readJson(slowFilesFile) ?? {}).map(([file, seconds]) => [file, seconds * 1_000]);
const known = { ...Object.fromEntries(noted), ...readJson(durationsFile) };
const tests = ['test', 'sandbox/test'].flatMap(findTests);
const cores = listCores();
const [busy, idle] = [tests.filter((file) => !waiting.has(file)), tests.filter((file) => waiting.has(file))];
const results = await Promise.all(
  cores.length > 0
    ? [
        ...shard(busy, known).map((files, index) => runMocha(files, index + 1, { core: cores[index] })),
        runMocha(idle, 'waiting'),
      ]
    : shard(tests, known).map((files, index) => runMocha(files, index + 1)),
);
if (server) {
  const shards = shard(tests.filter(usesDatabase), known);
  const onServer = shards.map((files, index) => runMocha(files, `server-${index + 1}`, { on: 'server' }));
  results.push(...(await Promise.all(onServer)));
}
const durations = Object.assign({}, ...results.map((result) => result.durations).reverse());
writeFileSync(durationsFile, JSON.stringify({ ...known, ...durations }));
if (process.argv.includes('--record')) {
  const seconds = Object.entries(durations).map(([file, ms]) => [file, Math.round(ms / 1_000)]);
  const slow = seconds.filter(([, length]) => length >= slowSeconds).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(slowFilesFile, `${JSON.stringify(Object.fromEntries(slow), null, 2)}\n`);
}

process.stdout.write('\nSlowest files:\n');
const slowest = Object.entries(durations).sort(([, a], [, b]) => b - a);
for (const [file, ms] of slowest.slice(0, 15)) {
  process.stdout.write(`${(ms / 1000).toFixed(1).padStart(6)} s  ${file}\n`);
}
for (const { file, title, stack } of results.flatMap((result) => result.failed)) {
  process.stdout.write(`\nFailed: ${title}\n${file}\n${stack}\n`);
}
process.stdout.write(
  server
    ? '\nThe suites of store and passback ran on the server of TEST_MONGODB_URL as well.\n'
    : '\nNot run: the suites of store and passback on a replica set, a step-down included (set TEST_MONGODB_URL).\n',
);
const sum = (kind) => results.reduce((total, { counts }) => total + counts[kind], 0);
process.stdout.write(`\n${sum('passes')} passed, ${sum('failures')} failed, ${sum('pending')} skipped\n`);
process.exitCode = results.length > 0 && results.every(({ code }) => code === 0) && sum('passes') > 0 ? 0 : 1;
