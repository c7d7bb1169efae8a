import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import type { RunState } from '../../../src/domain/outcomes.ts';
import type { ItemRecord } from '../../../src/store/passback/item-record.ts';
import { createItemStore } from '../../../src/store/passback/items.ts';
import { type AdminApp, administratorOf, createAdminApp, type Visitor } from '../../support/admin-app.ts';
import { useMongo } from '../../support/mongodb.ts';
import { buildCounts } from '../../support/passback-fixtures.ts';
import { readText } from '../../support/read-page.ts';
import { buildRunRecord } from '../../support/run-records.ts';

const hoursAgo = (hours: number): Date => new Date(Date.parse('2026-11-20T15:30:00Z') - hours * 3_600_000);

describe('Administration › Overview and Grade syncs', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let institution: Institution;
  let visitor: Visitor;

  before(async () => {
    tool = await createAdminApp(mongo.connection());
    institution = await tool.addInstitution();
    visitor = await tool.visit(administratorOf(institution));
    const { runs } = tool.services.stores.passback;
    const add = (
      _id: string,
      courseTitle: string,
      state: RunState,
      hours: number,
      over: Parameters<typeof buildRunRecord>[0] = {},
    ) =>
      runs.insert(
        buildRunRecord({
          _id,
          courseTitle,
          state,
          institutionId: institution.id,
          createdAt: hoursAgo(hours),
          ...over,
        }),
      );
    const failing = { counts: buildCounts({ eligible: 5, confirmed: 3, failed: 2 }) };
    await add('alg-old', 'Algebra', 'completed', 50);
    await add('alg-new', 'Algebra', 'failed', 1, {
      problem: { code: 'sis_auth', reference: 'K7QM-2RXD', answer: null },
      counts: buildCounts(),
    });
    await add('bio-old', 'Biology (9+)', 'completed_with_problems', 30, failing);
    await add('bio-new', 'Biology (9+)', 'completed', 2);
    await add('che', 'Chemistry', 'completed_with_problems', 3, failing);
    await add('dra', 'Drama <b>', 'running', 0, { endedAt: null, counts: null, slot: 'active' });
    const items = createItemStore(mongo.connection());
    const item = (
      runId: string,
      n: number,
      outcome: 'failed' | 'skipped',
      reason: ItemRecord['reason'],
    ): ItemRecord => ({
      _id: `${runId}:${n}`,
      runId,
      institutionId: institution.id,
      courseKey: `${institution.id}:context-of-${runId === 'che' ? 'Chemistry' : 'Biology (9+)'}`,
      lineItemId: null,
      assignmentId: '1',
      assignmentName: 'Quiz',
      classSourcedId: null,
      sectionIds: [],
      sectionName: 'Period 1',
      personId: String(n),
      studentName: 'Ana Flores',
      studentSisId: null,
      studentSourcedId: null,
      resultSourcedId: null,
      before: null,
      desired: null,
      outcome,
      reason,
      sisMessage: null,
      kept: null,
      isNew: true,
      attempts: 0,
      unanswered: 0,
      fencingToken: 1,
      formerOutcome: null,
    });
    await items.insertBatch([
      item('che', 1, 'failed', 'student_not_in_sis'),
      item('che', 2, 'failed', 'student_not_in_sis'),
      item('che', 3, 'skipped', 'student_without_sis_id'),
      // From an older run of a course that is now fine: not counted.
      item('bio-old', 1, 'failed', 'score_not_whole'),
    ]);
  });
  after(() => tool?.close());

  const readRows = async (path: string): Promise<readonly string[]> => {
    const { text } = await visitor.get(path);
    return [...text.matchAll(/<tr role="row">([\s\S]*?)<\/tr>/g)].slice(1).map(([row]) => readText(row));
  };

  it('counts the runs and grades of each day by the institution’s clocks, as charts and as a table', async () => {
    const { health } = tool.services.stores.passback;
    const part = { since: new Date('2026-11-01T00:00:00Z'), timeZone: 'Pacific/Auckland' };
    const days = await health.countDays(institution.id, part);
    const found = days.toSorted((one, other) => (one.day < other.day ? -1 : 1));
    // 15:30 UTC is the next day there.
    expect(found).to.deep.include({
      day: '2026-11-21',
      well: 1,
      withProblems: 1,
      failed: 1,
      sent: 13,
      notSent: 2,
    });
    const utc = await health.countDays(institution.id, { ...part, timeZone: 'UTC' });
    expect(
      utc.reduce((sum, { well, withProblems, failed }) => sum + well + withProblems + failed, 0),
    ).to.equal(5);
    const { text } = await visitor.get('/administration/trends');
    expect(text.match(/<svg role="img"/g)).to.have.length(2);
    expect(await readRows('/administration/trends')).to.have.length(utc.length);
  });

  it('shows each course’s latest run, failing ones first, with its last sync', async () => {
    const rows = (await readRows('/administration')).slice(0, 4);
    expect(rows.map((row) => row.split(' ')[0])).to.deep.equal(['Algebra', 'Chemistry', 'Drama', 'Biology']);
    expect(rows[0]).to.contain('Failed').and.to.contain('Focus doesn’t accept the connection');
    // Its last sync is the one before, which reached its end with the SIS.
    expect(rows[0]).to.contain('Nov 18, 2026');
    expect(rows[1]).to.contain('Completed with problems').and.to.match(/ 2$/);
    expect(rows[2]).to.contain('In progress').and.to.contain('Never');
    expect(rows[3]).to.contain('Completed').and.not.to.contain('with problems');
  });

  it('counts reasons over the last grade sync of each course, failures first', async () => {
    const text = readText((await visitor.get('/administration')).text);
    const reasons = text.slice(text.indexOf('What didn’t arrive'));
    expect(reasons).to.match(
      /accept the connection Failed 1 grade sync 1 .*this student in this class\. Failed 2 grades 1 .*no SIS ID in Canvas\. Skipped 1 grade 1/,
    );
    expect(reasons).not.to.contain('whole scores');
  });

  const order = async (query = ''): Promise<readonly string[]> => {
    const { text } = await visitor.get(`/administration/runs${query}`);
    return [...text.matchAll(/administration\/runs\/([a-z-]+)"/g)].map(([, id = '']) => id);
  };

  it('lists the runs of all courses, failures first, then the newest', async () => {
    expect(await order()).to.deep.equal(['alg-new', 'che', 'bio-old', 'dra', 'bio-new', 'alg-old']);
  });

  it('filters by state, course (as text, never as a pattern) and days in the person’s zone', async () => {
    expect(await order('?state=problems')).to.deep.equal(['alg-new', 'che', 'bio-old']);
    expect(await order('?state=open')).to.deep.equal(['dra']);
    expect(await order('?state=completed')).to.deep.equal(['bio-new', 'alg-old']);
    expect(await order('?course=biology+(9%2B')).to.deep.equal(['bio-old', 'bio-new']);
    expect(await order('?course=.*')).to.deep.equal([]);
    // 50 hours before 15:30 UTC on the 20th is 07:30 in Chicago on the 18th.
    expect(await order('?from=2026-11-18&until=2026-11-18')).to.deep.equal(['alg-old']);
    expect(await order('?from=2026-11-19&until=2026-11-19')).to.deep.equal(['bio-old']);
    expect(await order('?from=2026-11-20')).to.have.members(['alg-new', 'che', 'dra', 'bio-new']);
    expect(await order('?state=failed&course=bio')).to.deep.equal([]);
  });

  it('pages through failures and the rest without losing or repeating a run', async () => {
    const all: string[] = [];
    for (let skip = 0; skip < 8; skip += 2) {
      const filter = { states: null, course: null, from: null, until: null };
      const page = await tool.services.institutionRuns.list(institution.id, filter, { skip, limit: 2 });
      expect(page.total).to.equal(6);
      all.push(...page.runs.map(({ run }) => run.id));
    }
    expect(all).to.deep.equal(['alg-new', 'che', 'bio-old', 'dra', 'bio-new', 'alg-old']);
  });

  it('lets an administrator read and retry a run, not cancel it', async () => {
    const open = (await visitor.get('/administration/runs/dra')).text;
    expect(open).not.to.contain('Cancel grade sync');
    expect(open).to.contain('Drama &lt;b&gt;');
    const failed = (await visitor.get('/administration/runs/alg-new')).text;
    expect(readText(failed)).to.contain('Algebra · Post Grades, requested by Dana Whitfield');
    expect(failed).to.contain(`action="${visitor.base}/administration/runs/alg-new/retry"`);
  });

  it('never links to teachers’ pages, which would refuse an administrator', async () => {
    const { lineItems } = tool.services.stores.passback;
    await lineItems.insertBatch([
      {
        _id: 'bio-old:1:p1',
        runId: 'bio-old',
        institutionId: institution.id,
        courseKey: `${institution.id}:context-of-Biology (9+)`,
        assignmentId: '1',
        assignmentName: 'Quiz',
        assignmentUrl: 'https://canvas.example/courses/1/assignments/1',
        sentTitle: null,
        sectionIds: [],
        sectionName: 'Period 1',
        classSourcedId: 'p1',
        lineItem: null,
        fingerprint: null,
        existed: false,
        outcome: 'refused',
        problems: [
          { check: 'category_gone', sectionName: null, values: { category: 'Tests', group: 'Exams' } },
        ],
        reading: null,
        quiet: null,
        sisMessage: null,
        attempts: 0,
        unanswered: 0,
        fencingToken: 1,
      },
    ]);
    const { text } = await visitor.get('/administration/runs/bio-old');
    expect(readText(text)).to.contain('SIS category is gone');
    const hrefs = [...text.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
    const ours = hrefs.filter((href) => href.startsWith(visitor.base));
    for (const href of ours) {
      expect((await visitor.get(href.slice(visitor.base.length))).status, href).to.equal(200);
    }
  });

  it('finds a course by its full name, as the overview links it, however long it is', async () => {
    const title = 'Long '.repeat(60).slice(0, 255);
    const { runs } = tool.services.stores.passback;
    const { platform } = institution;
    const other = await tool.addInstitution({ platform: { ...platform, clientId: '10000000000002' } });
    await runs.insert(buildRunRecord({ _id: 'long', courseTitle: title, institutionId: other.id }));
    const ada = await tool.visit(administratorOf(other));
    const { text } = await ada.get('/administration');
    const link = /href="[^"]*(\/administration\/runs\?course=[^"]*)"/.exec(text)?.[1] ?? '';
    const found = await ada.get(link.replaceAll('&amp;', '&'));
    expect(found.status).to.equal(200);
    expect(found.text).to.contain('/administration/runs/long"');
  });

  it('retries failures in the administrator’s name, reading Canvas with the teacher’s consent', async () => {
    const answer = await visitor.post('/administration/runs/che/retry');
    expect(answer.status).to.equal(303);
    const runId = answer.headers['location']?.split('/').at(-1) ?? '';
    const run = await tool.services.stores.passback.runs.findById(runId);
    expect(run).to.include({ kind: 'retry', onBehalfOf: '11' });
    expect(run?.scope.retryOf).to.deep.equal(['che']);
    expect(run?.requestedBy).to.deep.include({ kind: 'person', name: 'Ada Admin' });
    expect(run?.course.title).to.equal('Chemistry');
    await tool.services.audit.settled();
    const query = { actions: ['run_requested'] as const, page: null, limit: 1 };
    const { lines } = await tool.services.audit.read(institution.id, query);
    expect(lines[0]).to.deep.include({ runId, courseId: 'context-of-Chemistry' });
  });

  it('P12 undoes a run in the administrator’s name, on a page that says what will happen', async () => {
    const shown = (await visitor.get('/administration/runs/bio-old')).text;
    expect(shown).to.contain(`${visitor.base}/administration/runs/bio-old/undo`);
    const page = await visitor.get('/administration/runs/bio-old/undo');
    expect(page.text).to.contain(`action="${visitor.base}/administration/runs/bio-old/undo"`);
    const answer = await visitor.post('/administration/runs/bio-old/undo');
    expect(answer.status).to.equal(303);
    const location = answer.headers['location'] ?? '';
    expect(location).to.contain('/administration/runs/');
    const run = await tool.services.stores.passback.runs.findById(location.split('/').at(-1) ?? '');
    expect(run).to.include({ kind: 'undo' });
    expect(run?.scope.undoOf).to.deep.equal(['bio-old']);
    expect(run?.requestedBy).to.deep.include({ kind: 'person', name: 'Ada Admin' });
    await tool.services.audit.settled();
    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['run_requested'],
      page: null,
      limit: 1,
    });
    expect(lines[0]).to.deep.include({ runId: run?._id, courseId: 'context-of-Biology (9+)' });
  });

  it('S21 S31 the audit record is paged, filtered, and exported without formulas', async () => {
    const { audit } = tool.services;
    for (let n = 0; n < 120; n += 1) {
      await audit.record({
        institutionId: institution.id,
        action: 'operator',
        actor: { kind: 'operator', id: '=cmd()', role: null },
        facts: { n },
      });
    }
    const first = (await visitor.get('/administration/audit?action=operator')).text;
    expect(first.match(/<tr role="row">/g)?.length).to.equal(101);
    const older = /href="([^"]*page=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = (await visitor.get(older.slice(visitor.base.length))).text;
    expect(second.match(/<tr role="row">/g)?.length).to.equal(21);
    const csv = await visitor.get('/administration/audit.csv?action=operator');
    expect(csv.headers['content-disposition']).to.match(/audit-\d{4}-\d\d-\d\d\.csv/);
    const lines = csv.text.trim().split('\r\n');
    expect(lines.length).to.equal(121);
    expect(lines[1]).to.contain(`operator,operator,"'=cmd()"`);
  });
});
