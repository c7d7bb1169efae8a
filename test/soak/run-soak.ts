import { startBouncingDatabase } from './bouncing-database.ts';
import { planRound, type SoakMode } from './plan-round.ts';
import { playRound, type RoundReport } from './play-round.ts';
import { openDesk } from './soak-desk.ts';
import { openSchool, type SoakSchool, soakSize } from './soak-school.ts';
import { startWorkers } from './worker-processes.ts';

export interface SoakOptions {
  readonly seed: string;
  readonly mode: SoakMode;
  /** The first round to play, counted from 1. */
  readonly from: number;
  /** Called before each round; false ends the soak. */
  readonly goesOn: (round: number) => boolean;
  /** The bundled worker program. */
  readonly program: string;
  /** Where the database keeps its data. */
  readonly folder?: string;
  readonly onRound: (report: RoundReport) => void;
}

/** What a soak did as a whole, beside its rounds. */
export interface SoakEnd {
  /** Workers that gave themselves up because their driver did not find back to the database (Z18). */
  readonly stuckWorkers: number;
}

const workerCount = 3;
/** So often the schools are new ones, whose line items do not exist yet. */
const roundsPerSchool = 20;

/** Plays rounds until `goesOn` says no. */
export async function runSoak(options: SoakOptions): Promise<SoakEnd> {
  const database = await startBouncingDatabase(options.folder);
  let stuckWorkers = 0;
  try {
    for (let round = options.from; options.goesOn(round); ) {
      const schools = await Promise.all(
        Array.from({ length: soakSize.schools }, (_, n) => openSchool(`${round}-${n}`)),
      );
      const addresses = schools.map(describe);
      const desk = await openDesk(database.uri, () => addresses);
      const workers = await startWorkers(options.program, workerCount, {
        mongoUri: database.uri,
        schools: addresses,
      });
      try {
        const ended = new Map<string, string>();
        const last = round + roundsPerSchool;
        for (; round < last && options.goesOn(round); round += 1) {
          const plan = planRound(options.seed, round, options.mode, soakSize);
          options.onRound(await playRound({ desk, database, workers, schools, ended }, plan));
        }
      } finally {
        stuckWorkers += workers.stuck();
        await workers.close();
        await desk.close();
        await Promise.all(schools.map((school) => school.close()));
      }
    }
  } finally {
    await database.stop();
  }
  return { stuckWorkers };
}

function describe({ institution, canvasServer }: SoakSchool) {
  return { institution, canvasUrl: canvasServer.url };
}
