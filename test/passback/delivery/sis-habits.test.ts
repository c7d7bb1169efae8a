import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { groupBy } from '../../../src/domain/group-by.ts';
import type { LineItemReading } from '../../../src/domain/line-item-reading.ts';
import type { SisLineItem } from '../../../src/domain/sis.ts';
import { assembleHarness, type Harness } from '../../support/passback/harness.ts';
import {
  createInMemoryCanvas,
  makeAssignment,
  makeStudent,
} from '../../support/passback/in-memory-canvas.ts';
import { createInMemorySis, failure, type SisHabits } from '../../support/passback/in-memory-sis.ts';
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

  it('an excuse that is kept or lost is learned when it is read back', async () => {
    const learn = async (sis: string, score: number | null, habits?: SisHabits): Promise<unknown> => {
      const one = personalities.find((other) => other.sis === sis);
      const harness = openCourse(one ? [{ ...one, habits: habits ?? one.habits ?? {} }] : []);
      harness.canvas.grade('a1', '0', { score, excused: true });
      await harness.post();
      const { name } = harness.sis.profile;
      const learned = await harness.stores.learnedHabits.find(harness.institution.id, name);
      return learned.map(({ habit }) => habit);
    };
    expect(await learn('drops the status', null)).to.deep.equal([{ kind: 'exempt', kept: false }]);
    // Excused with a score, which goes whatever the profile says of a bare excuse.
    const unknown = 'is not known to keep the status';
    expect(await learn(unknown, 7)).to.deep.equal([{ kind: 'exempt', kept: false }]);
    expect(await learn(unknown, 7, {})).to.deep.equal([{ kind: 'exempt', kept: true }]);
    // The profile sends excuses already.
    expect(await learn('keeps the status', null)).to.deep.equal([]);
  });

  it('a cut name is learned from a new assignment alone, and shortened names are whole', async () => {
    const cutting = personalities.find(({ habits }) => habits?.titleLength === 5);
    const harness = openCourse(cutting ? [{ ...cutting, habits: { titleLength: 12 } }] : []);
    const name = 'Linear equations';
    harness.canvas.assignments = [makeAssignment('a1', { name })];
    harness.canvas.grade('a1', '0', { score: 8.75 });
    await harness.post();
    const find = async () => {
      const learned = await harness.stores.learnedHabits.find(
        harness.institution.id,
        harness.sis.profile.name,
      );
      return learned.map(({ habit }) => habit);
    };
    expect(await find()).to.deep.equal([{ kind: 'title', length: 12 }]);
    harness.settings = { ...harness.settings, titleLimit: 12, longTitles: 'shorten' };
    harness.canvas.assignments = [
      makeAssignment('a1', { name }),
      makeAssignment('a2', { name: `${name} 2` }),
    ];
    harness.canvas.grade('a2', '0', { score: 7 });
    // The shorter name of the first one goes with its next score.
    const run = await harness.post();
    expect(run.counts).to.include({ confirmed: 1, heldBack: 1, failed: 0 });
    const titles = [...harness.sis.lineItems.values()].map(({ title }) => title.length);
    expect(Math.max(...titles)).to.equal(12);
    expect((await harness.post()).state).to.equal('nothing_to_send');
    expect(await find()).to.have.length(1);
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
    const id = `habits-${courses} ${alike[0]?.sis}`;
    const harness = assembleHarness(mongo.connection(), canvas, sis, id);
    // Every grade changes at once.
    harness.settings = { ...harness.settings, brakeShare: null };
    return harness;
  }

  async function meet(harness: Harness, alike: readonly Personality[], turn: RunInTurn): Promise<void> {
    const { sis, canvas } = harness;
    const puts = alike.map(() => 0);
    const mark = sis.ledger.length;
    sis.faults = ({ kind, id }) => {
      const n = Number(id.slice(1));
      const ofColumn = alike.findIndex((_, m) => sis.lineItems.get(id)?.classSourcedId === `class-${m}`);
      if (kind === 'putResult') puts[n] = (puts[n] ?? 0) + 1;
      if (kind === 'createResults') puts[ofColumn] = (puts[ofColumn] ?? 0) + 1;
      const ofClass = kind === 'readResults' ? sis.lineItems.get(id)?.classSourcedId : id;
      const isRefused = alike.some(({ refuses }, m) => refuses === kind && ofClass === `class-${m}`);
      return isRefused ? failure('institution', 403) : null;
    };
    for (const [n, { grade, changed }] of alike.entries()) {
      if (turn === 'first') canvas.grade('a1', `${n}`, grade);
      if (turn === 'changed') canvas.grade('a1', `${n}`, changed);
      if (turn === 'unchanged') typeOver(harness, `class-${n}`, alike[n]?.typed ?? {});
    }
    if (turn === 'renamed') canvas.assignments = [makeAssignment('a1', { name: 'Renamed' })];
    const { id } = await harness.post(turn === 'remaster' ? 'remaster' : 'post');
    const items = await harness.items(id);
    const rows = await harness.passback.readRunLineItems(harness.launch, id);
    for (const [n, personality] of alike.entries()) {
      const item = items.find(({ studentSisId }) => studentSisId === `S${n}`);
      const row = rows.find(({ classSourcedId }) => classSourcedId === `class-${n}`);
      const shown = personality.ofLineItem ? describeReading(row?.reading ?? null) : '';
      const said = item ? [item.outcome, item.reason ?? '', item.kept ?? '', shown] : ['unchanged', shown];
      const held = [...sis.results.values()]
        .filter(({ studentSourcedId }) => studentSourcedId === `S${n}`)
        .map(({ score, scoreStatus }) => (scoreStatus === 'exempt' ? `${score} exempt` : `${score}`));
      const expected: Expected = [
        said.filter((part) => part !== '').join(' '),
        [held.join(', ') || 'nothing', ...(personality.ofLineItem ? [describeHeld(harness, n)] : [])].join(
          ' of ',
        ),
        (puts[n] ?? 0) + (personality.ofLineItem ? countLineItemPuts(harness, mark, n) : 0),
      ];
      met.set(personality, { ...met.get(personality), [turn]: expected });
    }
  }
});

/** Somebody edits the line item in the SIS. */
function typeOver({ sis }: Harness, classSourcedId: string, typed: Partial<SisLineItem>): void {
  for (const [id, lineItem] of sis.lineItems) {
    if (lineItem.classSourcedId === classSourcedId) sis.lineItems.set(id, { ...lineItem, ...typed });
  }
}

function describeReading(reading: LineItemReading | null): string {
  if (reading === null || (reading.finding === 'as_sent' && reading.fields.length === 0)) return '';
  if (reading.finding !== 'differs') return reading.finding;
  return reading.fields.map(({ field, seen }) => `${field}=${asOneWord(seen)}`).join(' ');
}

/** The points and names that the SIS lists. */
function describeHeld({ sis }: Harness, n: number): string {
  if (sis.classHabits.get(`class-${n}`)?.hidesLineItems) return 'nothing';
  const own = [...sis.lineItems.values()].filter(({ classSourcedId }) => classSourcedId === `class-${n}`);
  return `${own[0]?.resultValueMax} in ${own.map(({ title }) => asOneWord(title)).join(' and ')}`;
}

function countLineItemPuts({ sis }: Harness, since: number, n: number): number {
  return sis.ledger
    .slice(since)
    .filter(({ kind, classSourcedId }) => kind === 'lineItem' && classSourcedId === `class-${n}`).length;
}

/** One word, so that the table can be taken apart. */
function asOneWord(text: string | number | null): string {
  return String(text).replaceAll(' ', '_');
}
