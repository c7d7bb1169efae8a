import { expect } from 'chai';
import { createHttp } from '../../../src/http/create-http.ts';
import { createLog } from '../../../src/log.ts';
import {
  type ConnectionStepResult,
  concludeTest,
  type TestOutcome,
} from '../../../src/oneroster/connection-test/step-result.ts';
import { testConnection } from '../../../src/oneroster/connection-test/test-connection.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import {
  createScriptedGradebook,
  type GradebookHabits,
  type ScriptedGradebook,
} from '../../support/oneroster/scripted-gradebook.ts';
import { never, plainProfile, ScriptedSis, type Seen } from '../../support/oneroster/scripted-sis.ts';

describe('Test connection with leave to write', () => {
  const { http, close } = createHttp({
    privateHosts: thisMachine,
    timeouts: { connect: 1500, headers: 1500 },
  });
  after(close);

  async function run(
    habits: Partial<GradebookHabits> = {},
    over: { readonly version?: '1.1' | '1.2'; readonly profile?: Partial<SisProfile> } = {},
  ): Promise<{ readonly found: readonly ConnectionStepResult[]; readonly gradebook: ScriptedGradebook }> {
    const gradebook = createScriptedGradebook(habits);
    const sis = await new ScriptedSis(gradebook.script).start();
    const { version = '1.2' } = over;
    const deps = {
      http,
      clock: () => new Date(),
      sleep: async () => undefined,
      randomBytes: (size: number): Buffer => Buffer.alloc(size, 7),
      log: createLog('silent'),
    };
    const profile = plainProfile(version, over.profile);
    const options = { connection: sis.connection(version), profile, classSisId: 'c1', writes: true };
    const found = await testConnection(deps, options, never);
    await sis.stop();
    // Whatever the SIS does, nobody else's line item is written to.
    expect([...gradebook.touched].filter((id) => !id.startsWith('grade-passback-test-'))).to.deep.equal([]);
    return { found, gradebook };
  }
  const show = (found: readonly ConnectionStepResult[]): readonly string[] =>
    found.map(({ step, state, finding }) => `${step} ${state} ${finding}`);

  it('writes, reads back, changes and removes one line item and one result', async () => {
    const { found, gradebook } = await run();
    expect(show(found).slice(show(found).indexOf('results ok results_read') + 1)).to.deep.equal([
      'write ok test_line_item_kept',
      'scores ok score_kept',
      'scores ok maximum_kept',
      'changes ok change_kept',
      'changes ok line_item_change_kept',
      'excused ok exempt_kept',
      'titles ok title_whole',
      'points ok points_kept',
      'columns ok columns_offered',
      'removal ok result_withdrawn',
      'removal ok line_item_removed',
      'habits ok habits_none',
    ]);
    expect(concludeTest(found)).to.equal('written');
    expect([...gradebook.lineItems.keys()]).to.deep.equal(['teachers-own']);
    expect(gradebook.results.size).to.equal(0);
    expect(found.flatMap(({ habit }) => habit ?? [])).to.deep.equal([
      { kind: 'exempt', kept: true },
      { kind: 'columns', offered: true },
    ]);
  });

  it('OF18 finds that a SIS refuses new ids and creates by POST', async () => {
    const { found, gradebook } = await run({ updatesOnly: true });
    expect(show(found)).to.include.members([
      'write noted test_line_item_created',
      'scores ok score_kept',
      'changes ok line_item_change_kept',
      'columns ok columns_offered',
      'removal ok line_item_removed',
    ]);
    expect(concludeTest(found)).to.equal('written');
    expect(found.flatMap(({ habit }) => habit ?? [])).to.deep.include({
      kind: 'put_creates',
      offered: false,
    });
    expect([...gradebook.lineItems.keys()]).to.deep.equal(['teachers-own']);
  });

  const puts = (kind: 'lineItems' | 'results') => (seen: Seen) =>
    seen.method === 'PUT' && seen.path.includes(`/${kind}`);
  const putLineItem = puts('lineItems');
  const putResult = puts('results');
  const gets = (path: RegExp) => (seen: Seen) => seen.method === 'GET' && path.test(seen.path);
  const score = (row: Record<string, unknown>): number => Number(row['score'] ?? 0);

  /** A SIS, its one way, what the test says of it, and whether a grade sync can work. */
  const sisWays: readonly (readonly [string, Partial<GradebookHabits>, readonly string[], TestOutcome])[] = [
    [
      'answers 404 to every new id',
      { answer: (seen) => (putLineItem(seen) ? { status: 404 } : null) },
      ['write failed write_ids_refused', 'scores skipped not_reached', 'removal skipped not_reached'],
      'bad',
    ],
    [
      'accepts line items and stores none',
      { keepLineItem: () => null },
      ['write failed test_line_item_not_shown'],
      'bad',
    ],
    ['accepts results and stores none', { keepResult: () => null }, ['scores failed score_not_shown'], 'bad'],
    [
      'keeps the first score',
      { keepResult: (sent, kept) => kept ?? sent },
      ['changes failed change_ignored'],
      'bad',
    ],
    [
      'adds a line item at each PUT',
      { keepLineItem: (sent, kept) => (kept ? { ...sent, sourcedId: `${sent.sourcedId}-2` } : sent) },
      ['changes failed line_item_doubled', 'removal ok line_item_removed'],
      'bad',
    ],
    [
      'forces the points to 100',
      { keepLineItem: (sent) => ({ ...sent, resultValueMax: 100 }) },
      ['write failed test_line_item_differs'],
      'bad',
    ],
    [
      'takes score dates with a time only',
      {
        answer: (seen) => (putResult(seen) && !/scoreDate":"[^"]*T/.test(seen.body) ? { status: 422 } : null),
      },
      ['scores failed score_date_other', 'removal ok line_item_removed'],
      'bad',
    ],
    [
      'shows its students to nobody',
      { answer: (seen) => (gets(/students/)(seen) ? { status: 403 } : null) },
      ['students noted students_refused', 'write skipped write_students_unread'],
      'unproven',
    ],
    [
      'has null instead of students',
      { answer: (seen) => (gets(/students/)(seen) ? { json: { users: null } } : null) },
      ['write failed write_no_student'],
      'bad',
    ],
    [
      'has null instead of line items',
      { answer: (seen) => (gets(/c1\/lineItems\?/)(seen) ? { json: { lineItems: null } } : null) },
      ['write failed test_line_item_not_shown'],
      'bad',
    ],
    [
      'refuses the list of line items',
      { answer: (seen) => (gets(/c1\/lineItems\?/)(seen) ? { status: 403 } : null) },
      ['lineItems noted list_refused', 'write skipped test_line_item_unread', 'scores ok score_kept'],
      'written',
    ],
    [
      'shows no results',
      { answer: (seen) => (gets(/results/)(seen) ? { status: 405 } : null) },
      ['scores skipped score_unread', 'excused skipped score_unread'],
      'writtenUnseen',
    ],
    [
      'refuses offsets',
      { answer: (seen) => (/offset=/.test(seen.path) ? { status: 400 } : null) },
      ['write ok test_line_item_kept', 'habits ok lists_unpaged'],
      'written',
    ],
    [
      'keeps whole points only',
      { keepResult: (sent) => ({ ...sent, score: Math.round(score(sent)) }) },
      ['scores noted score_rounded', 'changes ok change_kept'],
      'written',
    ],
    [
      'refuses decimals',
      {
        answer: (seen) => (putResult(seen) && /"score":\d+\.\d/.test(seen.body) ? { status: 422 } : null),
      },
      ['scores failed score_whole_only'],
      'bad',
    ],
    [
      'lowers scores to the maximum',
      { keepResult: (sent) => ({ ...sent, score: Math.min(10, score(sent)) }) },
      ['scores ok score_kept', 'scores noted maximum_capped'],
      'written',
    ],
    [
      'drops the status of a result',
      { keepResult: ({ scoreStatus: _, ...sent }) => ({ score: 0, ...sent }) },
      ['excused noted exempt_lost'],
      'written',
    ],
    [
      'cuts names',
      { keepLineItem: (sent) => ({ ...sent, title: String(sent['title']).slice(0, 50) }) },
      ['titles noted title_cut'],
      'written',
    ],
    [
      'refuses long names',
      { answer: (seen) => (/"title":"[^"]{60}/.test(seen.body) ? { status: 422 } : null) },
      ['titles noted title_refused'],
      'written',
    ],
    [
      'keeps whole points possible',
      { keepLineItem: (sent) => ({ ...sent, resultValueMax: Math.round(Number(sent['resultValueMax'])) }) },
      ['points noted points_changed'],
      'written',
    ],
    [
      'takes results one by one only',
      { posts: false },
      ['columns skipped columns_not_offered', 'removal ok line_item_removed'],
      'written',
    ],
    [
      'creates results in bulk that nobody can change',
      {
        keepResult: (sent, kept) =>
          sent.sourcedId.startsWith('given-') && kept ? { ...sent, sourcedId: `${sent.sourcedId}-2` } : sent,
      },
      ['columns noted columns_lost', 'removal ok line_item_removed'],
      'written',
    ],
    [
      'keeps what is marked as deleted',
      { removesDeleted: false },
      ['removal noted result_deleted', 'removal ok line_item_removed'],
      'written',
    ],
    [
      'knows no DELETE',
      { deletes: false },
      ['removal ok result_withdrawn', 'removal ok line_item_withdrawn'],
      'written',
    ],
    [
      'removes nothing',
      { deletes: false, removesDeleted: false },
      ['removal noted result_stays', 'removal noted line_item_left'],
      'written',
    ],
  ];
  for (const [way, habits, expected, outcome] of sisWays) {
    it(`says of a SIS that ${way} whether a grade sync can work, and why not`, async () => {
      const { found, gradebook } = await run(habits);
      expect(show(found)).to.include.members([...expected]);
      expect(concludeTest(found)).to.equal(outcome);
      const left = [...gradebook.lineItems.values()].filter(({ sourcedId }) => sourcedId !== 'teachers-own');
      const named = found.filter(({ finding }) => finding === 'line_item_left');
      expect(named.map(({ values }) => values['id'])).to.deep.equal(left.map(({ sourcedId }) => sourcedId));
      expect(left.every(({ title }) => String(title).startsWith('DELETE '))).to.equal(true);
    });
  }

  it('writes nothing more once the SIS answers with a line item that was there before', async () => {
    const own = { json: { lineItem: { sourcedId: 'teachers-own', title: 'Essay' } } };
    const { found, gradebook } = await run({ answer: (seen) => (putLineItem(seen) ? own : null) });
    expect(show(found)).to.include('write failed write_reached_other');
    expect(gradebook.lineItems.get('teachers-own')).to.deep.equal({
      sourcedId: 'teachers-own',
      title: 'Essay',
    });
    expect(gradebook.results.size).to.equal(0);
  });

  it('sends an excuse on 1.1 with a 0, whatever the profile says until now', async () => {
    const over = { version: '1.1', profile: { category: 'optional', gradingPeriod: 'optional' } } as const;
    const { found } = await run({}, over);
    expect(show(found)).to.include('excused ok exempt_kept');
    const lost = await run({ keepResult: ({ scoreStatus: _, ...sent }) => sent }, over);
    expect(show(lost.found)).to.include('excused noted exempt_lost');
    expect(lost.found.flatMap(({ habit }) => habit ?? [])).to.deep.include({ kind: 'exempt', kept: false });
  });
});
