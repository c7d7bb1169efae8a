/** `npm run soak`: see docs/reliability.md. Ends with 1 when an invariant was broken. */
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { bundledProgram } from '../support/bundled-program.ts';
import { soakModes } from './plan-round.ts';
import type { RoundReport } from './play-round.ts';
import { runSoak } from './run-soak.ts';
import { summarizeSoak } from './summarize-soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    rounds: { type: 'string' },
    seed: { type: 'string' },
    from: { type: 'string' },
    only: { type: 'string' },
    summary: { type: 'string' },
  },
});
const asked = z
  .object({
    minutes: z.coerce.number().positive().default(10),
    rounds: z.coerce.number().int().positive().default(1_000_000),
    seed: z.string().default(() => String(Date.now())),
    from: z.coerce.number().int().positive().default(1),
    only: z.enum(soakModes).default('all'),
    summary: z.string().optional(),
  })
  .parse(values);

const reports: RoundReport[] = [];
const since = performance.now();
const minutes = (): number => (performance.now() - since) / 60_000;
const memory = '/dev/shm';
const summarize = (stuckWorkers: number): string => {
  const how = `\`--only ${asked.only} --seed ${asked.seed}\`, ${minutes().toFixed(0)} minutes`;
  return summarizeSoak(how, reports, { stuckWorkers });
};
process.stdout.write(`Seed ${asked.seed}\n`);
const end = await runSoak({
  seed: asked.seed,
  mode: asked.only,
  from: asked.from,
  goesOn: (round) => round < asked.from + asked.rounds && minutes() < asked.minutes,
  program: await bundledProgram(fileURLToPath(new URL('./soak-worker.ts', import.meta.url))),
  ...(existsSync(memory) ? { folder: memory } : {}),
  onRound: (report) => {
    reports.push(report);
    const { plan, happened, broken, ms } = report;
    const line = `${plan.round} ${plan.kind} ${(ms / 1_000).toFixed(1)} s ${happened.join(', ')}`;
    process.stdout.write(`${line}\n${broken.map((words) => `  BROKEN ${words}\n`).join('')}`);
    if (asked.summary !== undefined) writeFileSync(asked.summary, summarize(0));
  },
});
const table = summarize(end.stuckWorkers);
process.stdout.write(`\n${table}`);
if (asked.summary !== undefined) writeFileSync(asked.summary, table);
process.exitCode = reports.some(({ broken }) => broken.length > 0) ? 1 : 0;
