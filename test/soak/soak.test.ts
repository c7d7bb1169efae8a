import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { bundledProgram } from '../support/bundled-program.ts';
import { planRound, type RoundPlan, soakEvents } from './plan-round.ts';
import type { RoundReport } from './play-round.ts';
import { runSoak } from './run-soak.ts';
import { soakSize } from './soak-school.ts';
import { summarizeSoak } from './summarize-soak.ts';

/** Its first round holds deaths of workers and of everything, a sleeper and faults of the SIS. */
const seed = 'smoke2';
const rounds = 1;

describe('a soak', function () {
  this.timeout(300_000);

  it('M9 I1 I2 I3 I4 I5 I6 I7 I8 hold after a round of kills, pauses and faults', async () => {
    const reports: RoundReport[] = [];
    const end = await runSoak({
      seed,
      mode: 'all',
      from: 1,
      goesOn: (round) => round <= rounds,
      program: await bundledProgram(fileURLToPath(new URL('./soak-worker.ts', import.meta.url))),
      onRound: (report) => reports.push(report),
    });
    expect(reports.flatMap(({ broken }) => broken)).to.deep.equal([]);
    expect(reports).to.have.length(rounds);
    expect(reports.flatMap(({ happened }) => happened)).to.include.members([
      'kill all workers',
      'kill everything',
      'stop sender',
    ]);
    const table = summarizeSoak('smoke', reports, end);
    expect(table).to.contain(`| rounds | ${rounds} |`).and.to.contain('| broken invariants | 0 |');
  });

  it('M8 repeats every choice from its seed, round by round', () => {
    const choices = ({ events, faults, ...plan }: RoundPlan) => ({ ...plan, events, faults: [...faults] });
    const plan = (of: string, round: number) => choices(planRound(of, round, 'all', soakSize));
    expect(plan(seed, 7)).to.deep.equal(plan(seed, 7));
    expect(plan(seed, 7)).not.to.deep.equal(plan(seed, 8));
    expect(plan(seed, 7)).not.to.deep.equal(plan('another', 7));
  });

  it('chooses everything that can happen, and only pauses or kills in rounds about those', () => {
    const chosen = (mode: 'all' | 'sleepers' | 'bounces') =>
      Array.from({ length: 100 }, (_, round) => planRound(seed, round, mode, soakSize)).flatMap(
        ({ events }) => events.map(({ what }) => what),
      );
    expect(new Set(chosen('all'))).to.deep.equal(new Set(soakEvents));
    expect(new Set(chosen('sleepers'))).to.deep.equal(new Set(['stop sender']));
    expect(new Set(chosen('bounces'))).to.deep.equal(new Set(['kill database']));
  });
});
