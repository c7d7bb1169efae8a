import type { BouncingDatabase } from './bouncing-database.ts';
import { findBroken, type RoundTrace } from './check-round.ts';
import type { SeenRequest, Treatment } from './one-roster-server.ts';
import type { PlannedEvent, RoundPlan, SoakEvent } from './plan-round.ts';
import type { SoakDesk } from './soak-desk.ts';
import type { SoakSchool } from './soak-school.ts';
import type { WorkerProcesses } from './worker-processes.ts';

/** Everything that a round plays with. */
export interface SoakStage {
  readonly desk: SoakDesk;
  readonly database: BouncingDatabase;
  readonly workers: WorkerProcesses;
  readonly schools: readonly SoakSchool[];
  readonly ended: RoundTrace['ended'];
}

/** What happened in a round, and what it broke. */
export interface RoundReport {
  readonly plan: RoundPlan;
  readonly happened: readonly SoakEvent[];
  readonly requests: number;
  readonly writes: number;
  readonly faults: number;
  /** Grades and line items written after the sleepers woke: what one sent too late, and what mended it. */
  readonly afterWaking: number;
  readonly ms: number;
  /** Each begins with the code of an invariant. */
  readonly broken: readonly string[];
}

/** A run ends sooner than this, whatever happened to it; far more than one needs. */
const maxRunMs = 120_000;
/** Nobody is stuck for longer, even if the database went away under them. */
const maxStuckMs = 60_000;

/** Plays one round: regrades, runs, deaths and faults, until all is quiet; then checks the invariants. */
export async function playRound(stage: SoakStage, plan: RoundPlan): Promise<RoundReport> {
  const { desk, workers, schools } = stage;
  const since = performance.now();
  const marks = new Map(schools.map((school) => [school, school.sis.ledger.length]));
  const traffic = directTraffic(stage, plan);
  const broken: string[] = [];
  const postAll = async (kind: 'post' | 'remaster', what: string): Promise<void> => {
    for (const { launch } of schools) await desk.post(launch, kind);
    if (!(await desk.awaitEnd(maxRunMs))) broken.push(`I2: ${what} does not end`);
  };
  for (const change of plan.regrades) schools[change.school]?.grade(change);
  await postAll(plan.kind, 'a run');
  await traffic.end();
  for (const change of plan.laterRegrades) schools[change.school]?.grade(change);
  await postAll('post', 'the run after it');
  broken.push(...(await findUnsent(stage)));

  const written = (): number => schools.reduce((sum, { sis }) => sum + sis.ledger.length, 0);
  const asleep = written();
  const stuck = await workers.wakeAndSettle(maxStuckMs);
  broken.push(
    ...stuck.map((worker) => `Z18: worker ${worker} does not come back in ${maxStuckMs / 1_000} s`),
  );
  if (!(await desk.awaitEnd(maxRunMs))) broken.push('I2: a run that a sleeper left does not end');
  broken.push(...(await findBroken(desk, schools, { ended: stage.ended })));
  return {
    plan,
    happened: traffic.happened,
    requests: traffic.requests(),
    writes: schools.reduce((sum, school) => sum + school.sis.ledger.length - (marks.get(school) ?? 0), 0),
    faults: traffic.faults(),
    afterWaking: written() - asleep,
    ms: performance.now() - since,
    broken,
  };
}

/** I2: after a run that nothing disturbed, no grade is left unsent. */
async function findUnsent({ desk, schools }: SoakStage): Promise<string[]> {
  const broken: string[] = [];
  for (const { launch } of schools) {
    const [newest] = await desk.readRuns(launch);
    if (newest?.state === 'completed' || newest?.state === 'nothing_to_send') continue;
    broken.push(`I2: an undisturbed run ended as ${newest?.state}: ${JSON.stringify(newest?.counts)}`);
  }
  return broken;
}

/** Lets the plan happen at the requests of the round, until `end`. */
function directTraffic({ database, workers, schools }: SoakStage, plan: RoundPlan) {
  let requests = 0;
  let results = 0;
  let faults = 0;
  let isOn = true;
  const happened: SoakEvent[] = [];
  const happening: Promise<unknown>[] = [];
  const left = new Set(plan.events);

  const happen = (event: PlannedEvent, worker: string): void => {
    switch (event.what) {
      case 'kill sender':
        happening.push(workers.kill(worker));
        break;
      case 'kill all workers':
        happening.push(workers.killAll());
        break;
      case 'kill database':
        happening.push(database.kill());
        break;
      case 'kill everything':
        happening.push(workers.killAll(), database.kill());
        break;
      case 'stop sender':
        if (!workers.stop(worker)) return;
        break;
      case 'drop SIS connections':
        for (const { sisServer } of schools) sisServer.dropConnections();
        break;
      case 'cut database connections':
        database.cut();
        break;
      case 'regrade':
        for (const change of event.regrades) schools[change.school]?.grade(change);
        break;
    }
    happened.push(event.what);
  };
  const treat = ({ worker, kind }: SeenRequest): Treatment => {
    requests += 1;
    if (kind === 'result') results += 1;
    if (!isOn) return 'normal';
    let treatment: Treatment = plan.faults.get(requests) ?? 'normal';
    if (treatment !== 'normal') faults += 1;
    for (const event of left) {
      if ((event.on === 'result' ? results : requests) < event.n) continue;
      left.delete(event);
      happen(event, worker);
      if (event.what.startsWith('kill')) treatment = event.applies ? 'apply then drop' : 'drop before';
    }
    return treatment;
  };
  for (const { sisServer } of schools) sisServer.treat = treat;
  return {
    happened,
    requests: () => requests,
    faults: () => faults,
    /** Nothing more happens; resolves when what did is over. */
    async end(): Promise<void> {
      isOn = false;
      await Promise.all(happening);
    },
  };
}
