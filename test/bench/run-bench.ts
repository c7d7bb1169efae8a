import { findGrandBend } from '../../sandbox/test/sample/grand-bend.ts';
import { startTestMongo } from '../support/mongodb.ts';
import { type CellCosts, measureCells, measureUse } from './measure-cells.ts';
import { type ColdStart, measureColdStart } from './measure-cold-start.ts';
import { measureInstitution } from './measure-institution.ts';
import { measureLaunches, measureRush } from './measure-launches.ts';
import { measureMemory } from './measure-memory.ts';
import { measurePosting } from './measure-posting.ts';
import { measureSchedule } from './measure-schedule.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import type { programs } from './start-program.ts';

/**
 * `npm run bench`: what the pipeline costs, as ratios within one run, so that the machine does not matter,
 * and what starts and launches cost. Exits with code 1 if a target is missed. `--no-memory` skips the slowest
 * parts; `--launches`, `--cells`, `--institution` and `--schedule` measure only those.
 */
const rounds = 3;
/** Grand Bend if available, else a school of the same shape: 13 × 49 + 11 × 24 = 901 grades. */
const school =
  findGrandBend() === null
    ? [
        { students: 49, assignments: 13 },
        { students: 24, assignments: 11 },
      ]
    : ('grand-bend' as const);
const memorySizes = [
  { students: 50, assignments: 20 },
  { students: 80, assignments: 50 },
  { students: 125, assignments: 80 },
];

/** Courses of the fast SIS, the smaller one first. */
const cellSizes = [
  { students: 125, assignments: 8 },
  { students: 300, assignments: 100 },
] as const;
/** A course of 1,000 cells, and a district of 500 of them. */
const institution = { size: { students: 125, assignments: 8 }, courses: 500, nights: 50 } as const;
/** What a SIS that takes 50 ms for each answer leaves of the time that its limit of requests in flight allows. */
const slowSis = [
  { size: { students: 125, assignments: 8 }, atLeast: 0.93 },
  { size: { students: 500, assignments: 8 }, atLeast: 0.97 },
] as const;
const slowSisMs = 50;
/** An account in which Canvas answers within 200 ms, as its REST API does. */
const account = { courses: 3_000, markedEvery: 10, slowMs: 200 } as const;

const targets = {
  fullPost: 3,
  unchangedWrites: 0,
  unchangedPages: 1,
  memory: 2,
  coldStartMs: 1_500,
  coldStartMiB: 135,
  launchCpuMs: 6.5,
  launchesPerCore: 150,
  cellPost: 2.5,
  growth: 1.3,
  pageMs: 300,
  unchangedDocuments: 2,
  runBytes: 1_024,
  institutionBytes: 64 * 1024 * 1024,
  nightBytes: 1_024,
  rush: 2_000,
  rushSeconds: 14,
  scheduleSeconds: 90,
} as const;
const launches = 3_000;
/** Growth below this is heap noise. */
const memoryFloorBytes = 8 * 1024 * 1024;

let missed = false;

function say(what: string, value: string, target: string, met: boolean): void {
  missed ||= !met;
  const verdict = met ? 'ok' : 'MISSED';
  process.stdout.write(`${what.padEnd(58)} ${value.padStart(14)}  ${target.padEnd(10)} ${verdict}\n`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Starts `dist` and `tsx` in turn on the same database. */
async function compareColdStarts(mongoUri: string): Promise<void> {
  const starts: Record<keyof typeof programs, ColdStart[]> = { dist: [], tsx: [] };
  await measureColdStart(mongoUri, 'dist');
  for (let round = 0; round < rounds; round += 1) {
    starts.dist.push(await measureColdStart(mongoUri, 'dist'));
    starts.tsx.push(await measureColdStart(mongoUri, 'tsx'));
  }
  for (const [program, measured] of Object.entries(starts)) {
    const [ms, cpuMs, rssMiB] = (['ms', 'cpuMs', 'rssMiB'] as const).map((unit) =>
      whole(measured.map((start) => start[unit])),
    );
    process.stdout.write(`cold start of ${program}: ${ms} ms; processor ${cpuMs} ms; ${rssMiB} MiB\n`);
  }
  const { coldStartMs, coldStartMiB } = targets;
  const ms = median(starts.dist.map((start) => start.ms));
  const rssMiB = median(starts.dist.map((start) => start.rssMiB));
  say('cold start of dist, ms', ms.toFixed(0), `≤ ${coldStartMs}`, ms <= coldStartMs);
  say('resident memory after it, MiB', rssMiB.toFixed(0), `≤ ${coldStartMiB}`, rssMiB <= coldStartMiB);
}

/** Compares login and launch in the built product with a bare loop of `jwtVerify`. */
async function compareLaunches(): Promise<void> {
  const costs = [];
  for (let round = 0; round < rounds; round += 1) costs.push(await measureLaunches(mongo, launches));
  const cpuMs = median(costs.map((cost) => cost.cpuMs));
  const perCore = median(costs.map((cost) => cost.perCore));
  const verifyMs = median(costs.map((cost) => cost.verifyMs));
  process.stdout.write(
    `${launches} launches, ${rounds} rounds; a second on this machine: ${whole(costs.map((cost) => cost.perSecond))}; bare jwtVerify ${verifyMs.toFixed(2)} ms\n`,
  );
  const { launchCpuMs, launchesPerCore } = targets;
  say('login + launch, ms of processor time', cpuMs.toFixed(2), `≤ ${launchCpuMs}`, cpuMs <= launchCpuMs);
  say('login + launch ÷ bare jwtVerify', (cpuMs / verifyMs).toFixed(1), '', true);
  say('launches a second and core', perCore.toFixed(0), `≥ ${launchesPerCore}`, perCore >= launchesPerCore);
  const { rush, rushSeconds } = targets;
  const { logins, launches: launched, loginSeconds } = await measureRush(mongo, rush);
  say(`of ${rush} logins from one address, taken`, String(logins), `= ${rush}`, logins === rush);
  say('of their launches, taken', String(launched), `= ${rush}`, launched === rush);
  say('seconds for the logins', loginSeconds.toFixed(1), `≤ ${rushSeconds}`, loginSeconds <= rushSeconds);
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const whole = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ');

/** A first full post, a post with nothing changed, and memory by course size. */
async function comparePosts(): Promise<void> {
  const servers = startServerProcess();
  try {
    await comparePosting(servers);
    if (!process.argv.includes('--no-memory')) await compareMemory(servers);
  } finally {
    servers.stop();
  }
}

async function comparePosting(servers: ServerProcess): Promise<void> {
  // A warm-up: both processes compile their code.
  await measurePosting(servers, mongo, school);
  const measured = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await measurePosting(servers, mongo, school));

  const fullPost = median(measured.map((one) => one.firstMs / one.bareMs));
  const unchanged = median(measured.map((one) => one.unchangedMs / one.firstMs));
  const writes = Math.max(...measured.map((one) => one.unchangedWrites));
  const pages = Math.max(...measured.map((one) => one.unchangedPagesPerCourse));
  process.stdout.write(
    `${measured[0]?.results} results, ${rounds} rounds; ms: first post ${whole(measured.map((one) => one.firstMs))}; bare PUTs ${whole(measured.map((one) => one.bareMs))}; nothing changed ${whole(measured.map((one) => one.unchangedMs))}\n`,
  );
  say(
    'first full post ÷ bare loop of the same PUTs',
    fullPost.toFixed(2),
    `≤ ${targets.fullPost}`,
    fullPost <= targets.fullPost,
  );
  say('post with nothing changed ÷ first full post', unchanged.toFixed(2), '', true);
  say(
    'SIS writes when nothing changed',
    String(writes),
    `= ${targets.unchangedWrites}`,
    writes === targets.unchangedWrites,
  );
  say(
    'submissions pages read per course when nothing changed',
    String(pages),
    `≤ ${targets.unchangedPages}`,
    pages <= targets.unchangedPages,
  );
}

/** Runs and pages of a course over the fast SIS, at two sizes. */
async function compareCells(): Promise<void> {
  // A warm-up: the code is compiled.
  await measureCells(mongo, { students: 50, assignments: 4 });
  const costs: CellCosts[] = [];
  for (const size of cellSizes) costs.push(await measureCells(mongo, size));
  for (const cost of costs) {
    process.stdout.write(
      `${cost.cells} cells; ms: first post ${whole([cost.firstMs])}; bare PUTs ${whole([cost.bareMs])}; remaster ${whole([cost.remasterMs])}; nothing changed, stages 2–5 ${whole([cost.unchangedMs])}; ${cost.unchangedSisReads} SIS reads\n`,
    );
    for (const [what, ms] of [
      ['first post', cost.firstMs],
      ['remaster', cost.remasterMs],
    ] as const) {
      const ratio = ms / cost.bareMs;
      say(
        `${what} of ${cost.cells} grades ÷ bare PUTs`,
        ratio.toFixed(2),
        `≤ ${targets.cellPost}`,
        ratio <= targets.cellPost,
      );
    }
  }
  const [small, large] = costs;
  if (!small || !large) throw new Error('two sizes');
  for (const [what, part] of [
    ['nothing changed, stages 2–5', 'unchangedMs'],
    ['Post Grades', 'postGradesMs'],
    ['History', 'historyMs'],
    ['Compare', 'compareMs'],
  ] as const) {
    const ratio = large[part] / small[part];
    const name = `${what}, ms with ${large.cells} cells ÷ with ${small.cells}`;
    const value = `${large[part].toFixed(0)} ${ratio.toFixed(2)}`;
    const isFast = part === 'unchangedMs' || large[part] <= targets.pageMs;
    say(name, value, `≤ ${targets.growth}`, ratio <= targets.growth && isFast);
  }
  const { unchangedDocuments, runBytes, unchangedSisWrites } = large;
  const most = targets.unchangedDocuments;
  say('SIS writes of an unchanged run', String(unchangedSisWrites), '= 0', unchangedSisWrites === 0);
  say('documents it adds', String(unchangedDocuments), `≤ ${most}`, unchangedDocuments <= most);
  say('bytes of its own document', String(runBytes), `≤ ${targets.runBytes}`, runBytes <= targets.runBytes);
  for (const { size, atLeast } of slowSis) {
    const use = await measureUse(mongo, size, slowSisMs);
    const grades = size.students * size.assignments;
    say(
      `use of a SIS that takes ${slowSisMs} ms, ${grades} grades`,
      use.toFixed(3),
      `≥ ${atLeast}`,
      use >= atLeast,
    );
  }
}

/** Unchanged nights in an institution of one course, and of hundreds. */
async function compareInstitutions(): Promise<void> {
  const small = await measureInstitution(mongo, { ...institution, courses: 1 });
  const large = await measureInstitution(mongo, institution);
  for (const { cells, ms, liveBytes, rssBytes } of [small, large]) {
    process.stdout.write(
      `${cells} cells in an institution: ${ms.toFixed(0)} ms a course and night; live memory +${megabytes(liveBytes)}, RSS +${megabytes(rssBytes)}\n`,
    );
  }
  const { institutionBytes, nightBytes } = targets;
  const more = Math.max(large.liveBytes - small.liveBytes, large.rssBytes - small.rssBytes);
  say(
    `memory for ${large.cells} cells, more than for ${small.cells}`,
    megabytes(more),
    `≤ ${megabytes(institutionBytes)}`,
    more <= institutionBytes,
  );
  say(
    'the database, bytes a course and unchanged night',
    large.bytes.toFixed(0),
    `≤ ${nightBytes}`,
    large.bytes <= nightBytes && large.documents <= targets.unchangedDocuments,
  );
}

/** Planning a schedule of a whole account: in time, and without a request that Canvas had to refuse. */
async function comparePlanning(): Promise<void> {
  const { seconds, found, requests } = await measureSchedule(mongo, account);
  const { lists, assignments, contexts, refused } = requests;
  process.stdout.write(
    `${found.courses} courses, ${found.chosen} with something to sync; requests: ${lists} lists, ${assignments} for assignments, ${contexts} for contexts\n`,
  );
  const most = targets.scheduleSeconds;
  const name = `seconds to plan ${found.courses} courses, ${account.slowMs} ms an answer`;
  say(name, seconds.toFixed(1), `≤ ${most}`, seconds <= most);
  say('requests that Canvas’s rate limit refused', String(refused), '= 0', refused === 0);
}

async function compareMemory(servers: ServerProcess): Promise<void> {
  const uses = [];
  for (const size of memorySizes) uses.push(await measureMemory(servers, mongo, size));
  const [least] = uses;
  for (const use of uses) {
    const ratio =
      Math.max(use.liveBytes, memoryFloorBytes) / Math.max(least?.liveBytes ?? 0, memoryFloorBytes);
    say(
      `live memory for ${use.grades} grades (RSS +${megabytes(use.rssBytes)}) ÷ ${least?.grades} grades`,
      `${megabytes(use.liveBytes)} ${ratio.toFixed(2)}`,
      `≤ ${targets.memory}`,
      ratio <= targets.memory,
    );
  }
}

const mongo = await startTestMongo();
try {
  const parts = ['--launches', '--cells', '--institution', '--schedule'];
  const only = parts.find((part) => process.argv.includes(part));
  if (only === '--institution') await compareInstitutions();
  else if (only === '--cells') await compareCells();
  else if (only === '--schedule') await comparePlanning();
  else await compareLaunches();
  if (only === undefined) {
    await compareCells();
    if (!process.argv.includes('--no-memory')) await compareInstitutions();
    await comparePlanning();
    await compareColdStarts(mongo.newDatabase());
    await comparePosts();
  }
} finally {
  await mongo.close();
}
process.exitCode = missed ? 1 : 0;
