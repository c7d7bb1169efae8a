import type { RunSummary } from '../../src/domain/run.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../support/passback/invariants.ts';
import type { SoakDesk } from './soak-desk.ts';
import type { SoakSchool } from './soak-school.ts';

/** What a round leaves behind, for its checks and those of the rounds after it. */
export interface RoundTrace {
  /** Each ended run as the database held it when it was first seen ended. */
  readonly ended: Map<string, string>;
}

/** Tries of one result in one pass of one claim, and passes. */
const maxWritesPerClaim = 2 * 3;

/** Which invariants a finished round broke, and how; nothing is under way any more. */
export async function findBroken(
  desk: SoakDesk,
  schools: readonly SoakSchool[],
  trace: RoundTrace,
): Promise<string[]> {
  const broken: string[] = [];
  const check = (code: string, assertion: () => void): void => {
    try {
      assertion();
    } catch (error) {
      broken.push(`${code}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const school of schools) {
    const { sis, launch, sisServer } = school;
    const runs = await desk.readRuns(launch);
    check('I1', () => expectNoDuplicates(sis));
    check('I3', () => expectSisEqualsCanvas(school));
    for (const run of runs) check('I5', () => expectCountsAddUp(run));
    broken.push(...findImpossibleTimes(runs));
    for (const run of runs) broken.push(...(await findUnexplained(desk, school, run)));
    broken.push(...(await findLateWrites(desk, runs, trace)));
    broken.push(...findExcess(school, await desk.countClaims(launch)));
    const crowds = sisServer.crowds.splice(0);
    broken.push(...crowds.map((n) => `Z20: ${n} requests at once`));
    broken.push(...sisServer.strangers.map((stranger) => `I6: ${stranger}`));
    broken.push(...(await findUnaudited(desk, school, runs)));
  }
  return broken;
}

/** I2: every grade of an ended run was confirmed, or failed with a reason; the newest run left none behind. */
async function findUnexplained(desk: SoakDesk, school: SoakSchool, run: RunSummary): Promise<string[]> {
  if (run.endedAt === null) return [`I2: run ${run.id} has not ended`];
  const items = await desk.readItems(school.launch, run.id);
  const bare = items.filter(({ outcome, reason }) => outcome === 'failed' && reason === null);
  return bare.map(({ assignmentName }) => `I2: a failure in ${assignmentName} without a reason`);
}

/** A worker's clock is off by more than this, whatever its run went through. */
const plausibleMs = 30_000;

/** Z7: people see times of one clock, whichever worker wrote them. */
function findImpossibleTimes(runs: readonly RunSummary[]): string[] {
  return runs.flatMap(({ id, createdAt, startedAt, endedAt }) => {
    const [start, end] = [startedAt ?? createdAt, endedAt ?? startedAt ?? createdAt];
    const isPossible =
      createdAt.getTime() - plausibleMs < start.getTime() &&
      start <= end &&
      end.getTime() < Date.now() + plausibleMs;
    return isPossible ? [] : [`Z7: run ${id} began at ${start.toISOString()}, ended at ${end.toISOString()}`];
  });
}

/** I4: nobody writes to a run that has ended. */
async function findLateWrites(
  desk: SoakDesk,
  runs: readonly RunSummary[],
  { ended }: RoundTrace,
): Promise<string[]> {
  const broken: string[] = [];
  for (const { id } of runs) {
    const stored = await desk.fingerprintRun(id);
    if (ended.has(id) && ended.get(id) !== stored) broken.push(`I4: run ${id} changed after its end`);
    ended.set(id, stored);
  }
  return broken;
}

/** I7: however often a run was claimed, no result was sent without bound. */
function findExcess({ sis }: SoakSchool, claims: number): string[] {
  const writes = new Map<string, number>();
  for (const { kind, id } of sis.ledger) {
    if (kind === 'result') writes.set(id, (writes.get(id) ?? 0) + 1);
  }
  return [...writes].flatMap(([id, n]) =>
    n > claims * maxWritesPerClaim ? [`I7: result ${id} was sent ${n} times in ${claims} claims`] : [],
  );
}

/** I8: the audit record has one line of each ended run, with as many grades as it sent. */
async function findUnaudited(
  desk: SoakDesk,
  { institution }: SoakSchool,
  runs: readonly RunSummary[],
): Promise<string[]> {
  const lines = await desk.readDisclosures(institution.id);
  return runs.flatMap(({ id, counts }) => {
    const own = lines.filter(({ runId }) => runId === id);
    if (own.length !== 1) return [`I8: run ${id} has ${own.length} audit lines`];
    const grades = own[0]?.facts['grades'];
    const sent = counts.sent + counts.confirmed;
    return grades === sent ? [] : [`I8: run ${id} sent ${sent} grades, its audit line says ${grades}`];
  });
}
