import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { groupBy } from '../../../src/domain/group-by.ts';
import { assembleHarness, type Harness } from '../../support/passback/harness.ts';
import {
  createInMemoryCanvas,
  makeAssignment,
  makeStudent,
} from '../../support/passback/in-memory-canvas.ts';
import { createInMemorySis } from '../../support/passback/in-memory-sis.ts';
import { useHarness } from '../../support/passback/use-harness.ts';
import { describePersonalities } from './describe-personalities.ts';
import {
  type Expected,
  type Personality,
  personalities,
  type RunInTurn,
  runsInTurn,
} from './sis-personalities.ts';

type Met = Partial<Record<RunInTurn, Expected>>;

/**
 * Every personality is a class of its own in one course, with one student, so that six runs serve all that share a
 * profile.
 */
describe('what a run says, and what the SIS holds', function () {
  this.timeout(60_000);
  const { mongo } = useHarness();
  const met = new Map<Personality, Met>();
  let courses = 0;

  before(async () => {
    for (const [, alike] of groupBy(personalities, ({ profile }) => JSON.stringify(profile ?? {}))) {
      const harness = openCourse(alike);
      for (const turn of runsInTurn) await meet(harness, alike, turn);
    }
  });

  for (const personality of personalities) {
    it(`a SIS that ${personality.sis}`, () => {
      expect(met.get(personality)).to.deep.equal(personality.runs);
    });
  }

  it('stands in docs/sis.md; npm run sis:doc writes it', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/sis.md'), 'utf8');
    expect(page).to.equal(describePersonalities());
  });

  it('what was noticed is kept, and taking it sends nothing again', async () => {
    const rounding = personalities.find(({ habits }) => habits?.decimals === 0);
    const harness = openCourse(rounding ? [rounding] : []);
    harness.canvas.grade('a1', '0', { score: 8.75 });
    await harness.post();
    const { learnedHabits } = harness.stores;
    const learned = await learnedHabits.find(harness.institution.id, harness.sis.profile.name);
    expect(learned.map(({ habit }) => habit)).to.deep.equal([{ kind: 'decimals', decimals: 0 }]);
    harness.settings = { ...harness.settings, scoreDecimals: 0 };
    const quiet = await harness.post();
    expect([quiet.state, quiet.counts.unchanged]).to.deep.equal(['nothing_to_send', 1]);
    harness.canvas.grade('a1', '0', { score: 6.25 });
    expect((await harness.post()).counts.confirmed).to.equal(1);
  });

  it('a school that has no time to look again looks once', async () => {
    const late = personalities.find(({ sis }) => sis === 'shows what it accepted at the third look');
    const harness = openCourse(late ? [late] : []);
    harness.canvas.grade('a1', '0', { score: 8.75 });
    harness.settings = { ...harness.settings, lookAgainSeconds: 0 };
    expect((await harness.post()).counts).to.include({ sent: 1, confirmed: 0 });
    expect(harness.sis.requests['readResults']).to.equal(1);
  });

  function openCourse(alike: readonly Personality[]): Harness {
    courses += 1;
    const canvas = createInMemoryCanvas();
    canvas.sections = alike.map((_, n) => ({ id: `s${n}`, name: `Section ${n}`, sisId: `class-${n}` }));
    canvas.members = canvas.sections.map((section, n) => makeStudent(`${n}`, [section]));
    canvas.assignments = [makeAssignment('a1')];
    const sis = createInMemorySis(alike.map((_, n) => ({ sourcedId: `class-${n}`, students: [`S${n}`] })));
    sis.profile = { ...sis.profile, ...alike[0]?.profile };
    const shows = alike.map(({ show }) => show?.());
    for (const [n, { habits }] of alike.entries()) sis.classHabits.set(`class-${n}`, habits ?? {});
    sis.show = (results) => {
      const n = alike.findIndex((_, index) => results[0]?.classSourcedId === `class-${index}`);
      return shows[n]?.(results) ?? results;
    };
    return assembleHarness(mongo.connection(), canvas, sis, `habits-${courses} ${alike[0]?.sis}`);
  }

  async function meet(harness: Harness, alike: readonly Personality[], turn: RunInTurn): Promise<void> {
    const { sis, canvas } = harness;
    const puts = alike.map(() => 0);
    sis.faults = ({ kind, id }) => {
      const n = Number(id.slice(1));
      if (kind === 'putResult') puts[n] = (puts[n] ?? 0) + 1;
      return null;
    };
    for (const [n, { grade, changed }] of alike.entries()) {
      if (turn === 'first') canvas.grade('a1', `${n}`, grade);
      if (turn === 'changed') canvas.grade('a1', `${n}`, changed);
    }
    if (turn === 'renamed') canvas.assignments = [makeAssignment('a1', { name: 'Renamed' })];
    const { id } = await harness.post(turn === 'remaster' ? 'remaster' : 'post');
    const items = await harness.items(id);
    for (const [n, personality] of alike.entries()) {
      const item = items.find(({ studentSisId }) => studentSisId === `S${n}`);
      const said = item ? [item.outcome, item.reason ?? '', item.kept ?? ''] : ['unchanged'];
      const held = [...sis.results.values()]
        .filter(({ studentSourcedId }) => studentSourcedId === `S${n}`)
        .map(({ score, scoreStatus }) => (scoreStatus === 'exempt' ? `${score} exempt` : `${score}`));
      const expected: Expected = [
        said.filter((part) => part !== '').join(' '),
        held.join(', ') || 'nothing',
        puts[n] ?? 0,
      ];
      met.set(personality, { ...met.get(personality), [turn]: expected });
    }
  }
});
