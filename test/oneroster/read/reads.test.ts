import { expect } from 'chai';
import type { SisReply } from '../../../src/oneroster/sis-client.ts';
import { never, type Script, ScriptedSis } from '../../support/oneroster/scripted-sis.ts';

const ref = (sourcedId: string, type = 'x') => ({ href: `https://sis/${sourcedId}`, sourcedId, type });
const sisClass = {
  sourcedId: 'c 1/a',
  status: 'active',
  title: 'Algebra I',
  classCode: 'ALG-1',
  school: ref('school-1', 'org'),
  terms: [ref('fall'), ref('spring')],
};

/** Answers by path (without base and query), else 404. One server for rosters and gradebook. */
function byPath(answers: Readonly<Record<string, Script>>): (path: string) => Script {
  return (path) => {
    const route =
      path.split('?')[0]?.replace(/^\/ims\/oneroster\/((rostering|gradebook)\/)?v1p[12]/, '') ?? '';
    return answers[route] ?? { status: 404, json: { error: 'Not found' } };
  };
}

function unwrap<T>(reply: SisReply<T>): T {
  if (!reply.ok) throw new Error(JSON.stringify(reply.failure));
  return reply.value;
}

describe('What is read from the SIS', () => {
  let sis: ScriptedSis;
  let answers: Record<string, Script>;
  beforeEach(async () => {
    answers = {};
    sis = await new ScriptedSis(({ path }) => byPath(answers)(path)).start();
  });
  afterEach(() => sis.stop());

  describe('a class', () => {
    const expected = {
      sourcedId: 'c 1/a',
      title: 'Algebra I',
      schoolSourcedId: 'school-1',
      classCode: 'ALG-1',
      termSourcedIds: ['fall', 'spring'],
    };

    it('is found by sourcedId, encoded once', async () => {
      answers['/classes/c%201%2Fa'] = { json: { class: sisClass } };
      const reply = await sis.client('1.2').readClass('c 1/a', never);
      expect(unwrap(reply)).to.deep.equal({ found: 'one', value: expected });
      expect(sis.seen[0]?.path).to.equal('/ims/oneroster/rostering/v1p2/classes/c%201%2Fa');
    });

    it('is none if it is missing, deleted, or answered with another id', async () => {
      const client = sis.client('1.1');
      expect(unwrap(await client.readClass('gone', never))).to.deep.equal({ found: 'none' });
      expect(unwrap(await client.readClass('..', never))).to.deep.equal({ found: 'none' });
      answers['/classes/old'] = { json: { class: { ...sisClass, sourcedId: 'old', status: 'tobedeleted' } } };
      expect(unwrap(await client.readClass('old', never))).to.deep.equal({ found: 'none' });
      answers['/classes/c1'] = { json: { class: sisClass } };
      expect(unwrap(await client.readClass('c1', never))).to.deep.equal({ found: 'none' });
      answers['/classes/odd'] = {
        status: 400,
        json: { imsx_codeMajor: 'failure', imsx_codeMinor: 'unknownobject' },
      };
      expect(unwrap(await client.readClass('odd', never))).to.deep.equal({ found: 'none' });
    });

    it('is a failure, not none, if the answer lacks the class', async () => {
      answers['/classes/c1'] = { json: {} };
      expect(await sis.client('1.2').readClass('c1', never)).to.have.nested.property(
        'failure.kind',
        'institution',
      );
    });

    it('is found by classCode, filtered by the SIS and again here; two are ambiguous', async () => {
      const client = sis.client('1.2', { matchClassBy: 'classCode' });
      const other = { ...sisClass, sourcedId: 'c2', classCode: 'alg-1' };
      answers['/classes'] = { json: { classes: [sisClass, other] } };
      expect(unwrap(await client.readClass('ALG-1', never))).to.deep.equal({
        found: 'one',
        value: expected,
      });
      expect(sis.seen[0]?.path).to.include('filter=classCode%3D%27ALG-1%27');
      answers['/classes'] = { json: { classes: [sisClass, { ...other, classCode: 'ALG-1' }] } };
      expect(unwrap(await client.readClass('ALG-1', never))).to.deep.equal({ found: 'many' });
      expect(unwrap(await client.readClass('GEO', never))).to.deep.equal({ found: 'none' });
    });

    it('is found by classCode even if the SIS refuses the filter or the code contains a quote', async () => {
      const unfiltered: string[] = [];
      const stubborn = await new ScriptedSis(({ path }) => {
        if (path.includes('filter='))
          return { status: 400, json: { imsx_codeMinor: 'invalid_filter_field' } };
        unfiltered.push(path);
        return { json: { classes: [sisClass, { ...sisClass, sourcedId: 'q', classCode: "O'Hara" }] } };
      }).start();
      try {
        const client = stubborn.client('1.2', { matchClassBy: 'classCode' });
        expect(unwrap(await client.readClass('ALG-1', never))).to.have.property('found', 'one');
        expect(unwrap(await client.readClass("O'Hara", never))).to.have.nested.property(
          'value.sourcedId',
          'q',
        );
        expect(stubborn.seen.filter(({ path }) => path.includes('filter='))).to.have.length(1);
      } finally {
        await stubborn.stop();
      }
    });
  });

  describe('categories', () => {
    const rows = [
      { sourcedId: 'g', status: 'active', title: 'Homework' },
      { sourcedId: 'mine', status: 'active', title: 'Quizzes', metadata: { classId: 'c1' } },
      { sourcedId: 'other', status: 'active', title: 'Labs', metadata: { classId: 'c2' } },
      { sourcedId: 'old', status: 'tobedeleted', title: 'Old' },
    ];

    it('1.2: come from the class', async () => {
      answers['/classes/c1/categories'] = { json: { categories: rows } };
      expect(unwrap(await sis.client('1.2').readCategories('c1', never))).to.deep.equal([
        { sourcedId: 'g', title: 'Homework', classSourcedId: 'c1' },
        { sourcedId: 'mine', title: 'Quizzes', classSourcedId: 'c1' },
      ]);
    });

    it('1.1: come from the class if offered, else from all that are global or of the class', async () => {
      answers['/categories'] = { json: { categories: rows } };
      expect(unwrap(await sis.client('1.1').readCategories('c1', never))).to.deep.equal([
        { sourcedId: 'g', title: 'Homework', classSourcedId: null },
        { sourcedId: 'mine', title: 'Quizzes', classSourcedId: 'c1' },
      ]);
      answers['/classes/c1/categories'] = { json: { categories: rows.slice(0, 1) } };
      expect(unwrap(await sis.client('1.1').readCategories('c1', never))).to.deep.equal([
        { sourcedId: 'g', title: 'Homework', classSourcedId: 'c1' },
      ]);
    });

    it('1.1: fail for a broken class-scoped list, instead of listing all categories', async () => {
      answers['/classes/c1/categories'] = { status: 503 };
      answers['/categories'] = { json: { categories: rows } };
      expect(await sis.client('1.1').readCategories('c1', never)).to.have.nested.property(
        'failure.status',
        503,
      );
    });
  });

  describe('grading periods', () => {
    const period = (sourcedId: string, startDate: string, endDate: string, parent?: string) => ({
      sourcedId,
      status: 'active',
      title: sourcedId.toUpperCase(),
      type: 'gradingPeriod',
      startDate,
      endDate,
      ...(parent ? { parent: ref(parent) } : {}),
    });
    const termed = { ...sisClass, schoolSourcedId: '', termSourcedIds: ['fall', 'spring'] };
    const client = () => sis.client('1.2');
    const sessions = (rows: readonly object[]): Script => ({ json: { academicSessions: rows } });

    it('come from all terms of the class, earliest first', async () => {
      answers['/terms/fall/gradingPeriods'] = sessions([period('q2', '2025-10-20', '2025-12-19')]);
      answers['/terms/spring/gradingPeriods'] = sessions([
        period('q3', '2026-01-05', '2026-03-13'),
        { ...period('s2', '2026-01-05', '2026-06-05'), type: 'semester' },
      ]);
      expect(unwrap(await client().readGradingPeriods(termed, never))).to.deep.equal([
        { sourcedId: 'q2', title: 'Q2', startDate: '2025-10-20', endDate: '2025-12-19' },
        { sourcedId: 'q3', title: 'Q3', startDate: '2026-01-05', endDate: '2026-03-13' },
      ]);
    });

    it('end before a date on which the next period starts', async () => {
      answers['/terms/fall/gradingPeriods'] = sessions([
        period('q1', '2025-08-18', '2025-10-20'),
        period('q2', '2025-10-20', '2025-12-20'),
      ]);
      answers['/terms/spring/gradingPeriods'] = sessions([]);
      const ends = async (periodEnd?: 'excluded') => {
        const reply = await sis.client('1.2', { periodEnd }).readGradingPeriods(termed, never);
        return unwrap(reply).map(({ endDate }) => endDate);
      };
      expect(await ends()).to.deep.equal(['2025-10-19', '2025-12-20']);
      expect(await ends('excluded')).to.deep.equal(['2025-10-19', '2025-12-19']);
    });

    it('are found below the class’s terms if there is no list by term', async () => {
      answers['/academicSessions'] = sessions([
        { ...period('year', '2025-08-18', '2026-06-05'), type: 'schoolYear' },
        { ...period('fall', '2025-08-18', '2025-12-19', 'year'), type: 'semester', children: [ref('q2')] },
        period('q1', '2025-08-18', '2025-10-17', 'fall'),
        period('q2', '2025-10-20', '2025-12-19'),
        period('q3', '2026-01-05', '2026-03-13', 'spring'),
        period('elsewhere', '2025-08-18', '2025-12-19', 'other-term'),
      ]);
      const only = { ...termed, termSourcedIds: ['fall'] };
      const found = unwrap(await client().readGradingPeriods(only, never));
      expect(found.map(({ sourcedId }) => sourcedId)).to.deep.equal(['q1', 'q2']);
    });

    it('are found by overlapping days if the SIS links none; circular links end', async () => {
      answers['/academicSessions'] = sessions([
        { ...period('fall', '2025-08-18', '2025-12-19', 'year'), type: 'term' },
        { ...period('year', '2025-08-18', '2026-06-05', 'fall'), type: 'schoolYear' },
        period('q1', '2025-08-18', '2025-10-17'),
        period('q3', '2026-01-05', '2026-03-13'),
      ]);
      const only = { ...termed, termSourcedIds: ['fall'] };
      const found = unwrap(await client().readGradingPeriods(only, never));
      expect(found.map(({ sourcedId }) => sourcedId)).to.deep.equal(['q1']);
    });

    it('fail as a whole if one term fails', async () => {
      answers['/terms/fall/gradingPeriods'] = sessions([period('q2', '2025-10-20', '2025-12-19')]);
      answers['/terms/spring/gradingPeriods'] = { status: 500 };
      const reply = await client().readGradingPeriods(termed, never);
      expect(reply).to.have.nested.property('failure.kind', 'transient');
    });
  });

  it('students have only the fields they are matched by (S39)', async () => {
    const person = {
      sourcedId: 7,
      identifier: '0042',
      username: 'ada',
      givenName: 'Ada',
      birthDate: '2010-01-01',
    };
    answers['/classes/c1/students'] = { json: { users: [person] } };
    expect(unwrap(await sis.client('1.1').readStudents('c1', never))).to.deep.equal([
      { sourcedId: '7', identifier: '0042', username: 'ada', email: null },
    ]);
  });

  it('line items come from the class only, with loose numbers, references and dates accepted', async () => {
    const row = {
      sourcedId: 'li-1',
      status: 'active',
      title: 'Größen',
      assignDate: '2026-02-20T00:00:00-06:00',
      dueDate: '2026-03-02T23:59:00-06:00',
      class: ref('c1'),
      school: ref('s'),
      category: [ref('cat')],
      gradingPeriod: ref('gp'),
      resultValueMin: '0',
      resultValueMax: '20.5',
    };
    const bare = { sourcedId: 'li-3', status: 'active', title: 'By hand', class: ref('c1') };
    answers['/classes/c1/lineItems'] = {
      json: { lineItems: [row, { ...row, sourcedId: 'li-2', class: ref('c2') }, bare] },
    };
    const found = unwrap(await sis.client('1.2').readLineItems('c1', never));
    expect(found).to.have.length(2);
    expect(found?.[0]).to.deep.equal({
      sourcedId: 'li-1',
      title: 'Größen',
      description: null,
      classSourcedId: 'c1',
      schoolSourcedId: 's',
      categorySourcedId: 'cat',
      gradingPeriodSourcedId: 'gp',
      assignDate: '2026-02-20',
      dueDate: '2026-03-02',
      resultValueMin: 0,
      resultValueMax: 20.5,
    });
    expect(found?.[1]).to.include({ dueDate: '', resultValueMax: 0, categorySourcedId: null });
  });

  it('R3 results come from the line item only: 0 stays 0, a string is a number, none is null', async () => {
    const row = {
      status: 'active',
      lineItem: ref('li-1'),
      scoreStatus: 'fully graded',
      scoreDate: '2026-03-02',
    };
    answers['/classes/c1/lineItems/li-1/results'] = {
      json: {
        results: [
          { ...row, sourcedId: 'r0', student: ref('s0'), score: 0, late: 'true' },
          { ...row, sourcedId: 'r1', student: ref('s1'), score: '17.5', missing: true },
          { ...row, sourcedId: 'r2', student: ref('s2'), scoreStatus: 'exempt', score: null },
          { ...row, sourcedId: 'r3', student: ref('s3'), scoreStatus: 'ext:dropped', score: '' },
          { ...row, sourcedId: 'r4', student: ref('s4'), lineItem: ref('li-2'), score: 1 },
          { ...row, sourcedId: 'r5', score: 1 },
          { ...row, sourcedId: 'r6', student: ref('s6'), score: '87,50' },
          { ...row, sourcedId: 'r7', student: ref('s7'), score: '1.087,50' },
        ],
      },
    };
    const found = unwrap(await sis.client('1.2').readResults('c1', 'li-1', never));
    expect(
      found?.map(({ sourcedId, score, scoreStatus, late, missing }) => [
        sourcedId,
        score,
        scoreStatus,
        late,
        missing,
      ]),
    ).to.deep.equal([
      ['r0', 0, 'fully graded', true, false],
      ['r1', 17.5, 'fully graded', false, true],
      ['r2', null, 'exempt', false, false],
      ['r3', null, 'submitted', false, false],
      ['r6', 87.5, 'fully graded', false, false],
      ['r7', null, 'fully graded', false, false],
    ]);
  });

  it('OF17 results of a class each with their line item, or null where the answer is no list of the class’s', async () => {
    const row = { status: 'active', student: ref('s1'), lineItem: ref('li-1'), class: ref('c1'), score: 1 };
    const path = '/classes/c1/results';
    const read = async (answer: (typeof answers)[string]) => {
      answers[path] = answer;
      return unwrap(await sis.client('1.2').readClassResults('c1', never));
    };
    const list = (...rows: readonly object[]) => ({ json: { results: rows } });
    const [one, other] = [
      { ...row, sourcedId: 'r1' },
      { ...row, sourcedId: 'r2', lineItem: ref('LI-2') },
    ];
    const found = await read(list(one, other));
    expect(found?.map((result) => [result.sourcedId, result.lineItemSourcedId])).to.deep.equal([
      ['r1', 'li-1'],
      ['r2', 'LI-2'],
    ]);
    expect(await read(list(one, { ...other, lineItem: null }))).to.equal(null);
    expect(await read(list(one, { ...other, class: ref('c2') }))).to.equal(null);
    for (const status of [403, 404, 405]) expect(await read({ status })).to.equal(null);
  });

  it('OF9 reads are null for a push-only SIS, by profile without a request or by its answer', async () => {
    const silent = sis.client('1.2', { readsLineItems: false, readsResults: false });
    expect(unwrap(await silent.readLineItems('c1', never))).to.equal(null);
    expect(unwrap(await silent.readResults('c1', 'li', never))).to.equal(null);
    expect(sis.seen).to.have.length(0);
    answers['/classes/c1/lineItems'] = { status: 405 };
    answers['/classes/c1/lineItems/li/results'] = { status: 501 };
    expect(unwrap(await sis.client('1.2').readLineItems('c1', never))).to.equal(null);
    expect(unwrap(await sis.client('1.2').readResults('c1', 'li', never))).to.equal(null);
  });
});
