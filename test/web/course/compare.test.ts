import { expect } from 'chai';
import { en, say } from '../../support/english.ts';
import { buildRun, createPassbackFixture } from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { createWebApp } from '../../support/web-app.ts';

describe('Grade Sync › Compare', () => {
  it('shows Canvas, last sent and SIS side by side, grouped by what to do', async () => {
    const text = readText((await get(createWebApp(), '/grade-sync/compare')).text);
    expect(text).to.contain('Changed in Focus: 1').and.to.contain('Missing in Focus: 0');
    expect(text).to.match(
      /Ana Flores 604822 History of this grade ?: Ana Flores Quiz 1: Linear equations Period 2 Honors .* 17\.5 17\.5 12/,
    );
    const missing = await get(createWebApp(), '/grade-sync/compare?group=missing_in_sis');
    expect(readText(missing.text)).to.contain('No grades here.');
  });

  it('reads back, repairs one grade and accepts all, with buttons that work without scripts', async () => {
    const passback = createPassbackFixture();
    const app = createWebApp({ passback });
    const act = (path: string, fields: Record<string, string>) =>
      post(app, `/grade-sync/compare/${path}`, fields);
    const read = await act('read', {});
    expect(read.headers['location']).to.equal(`/s/test/grade-sync/compare`);
    const of = { group: 'changed_in_sis' };
    const repaired = await act('decide', { ...of, how: 'repair', cell: '9001:ALG1-P2:604822' });
    expect(repaired.headers['location']).to.equal(`/s/test/grade-sync/runs/run-1`);
    const accepted = await act('decide', { ...of, how: 'accept' });
    expect(accepted.headers['location']).to.equal(`/s/test/grade-sync/compare?group=changed_in_sis`);
    expect(passback.asked).to.deep.equal([
      { what: 'compare' },
      { what: 'repair', cellId: '9001:ALG1-P2:604822' },
      { what: 'accept', cellId: null },
    ]);
    expect((await act('decide', { ...of, how: 'delete' })).status).to.equal(400);
  });

  it('says how old the last comparison is, and works while one is active', async () => {
    const passback = createPassbackFixture();
    const app = createWebApp({ passback });
    const read = async () => readText((await get(app, '/grade-sync/compare')).text);
    expect(await read())
      .to.contain(say(en.compare.neverCompared))
      .and.contain('Compare with Focus');
    passback.comparedAt = new Date('2026-11-17T15:31:00Z');
    expect(await read()).to.contain('Last compared Nov 17, 2026, 9:31 AM, 3 days ago.');
    passback.runs = [openComparison];
    const page = (await get(app, '/grade-sync/compare')).text;
    expect(readText(page)).to.contain('A comparison is running: In progress.').and.contain('Ana Flores');
    expect(page)
      .to.contain('data-live="true"')
      .and.contain('/grade-sync/runs/run-7')
      .and.not.contain('id="compare"');
  });

  it('shows a comparison in History and on its own page, with its findings and nothing else', async () => {
    const app = createWebApp({ passback: createPassbackFixture({ runs: [comparison] }) });
    const history = readText((await get(app, '/grade-sync')).text);
    expect(history).to.contain('Compare with SIS').and.contain('3 changed in Focus, 1 missing');
    const page = (await get(app, '/grade-sync/runs/run-7')).text;
    const text = readText(page);
    expect(text).to.contain('Comparison of').and.contain('A comparison sends nothing.');
    expect(text).to.match(/Stages.* Reading SIS Done .* Comparing Done/);
    expect(text).to.match(/Changed in Focus 3 Missing in Focus 1 Assignments that differ in Focus 2/);
    expect(page).to.contain('/grade-sync/compare?group=changed_in_sis');
    expect(text).to.not.contain('Posting grades').and.not.contain('Download CSV');
    const refused = buildRun({
      ...comparison,
      state: 'completed_with_problems',
      findings: { ...found, unread: 2 },
    });
    const part = createWebApp({ passback: createPassbackFixture({ runs: [refused] }) });
    expect(readText((await get(part, '/grade-sync/runs/run-7')).text)).to.contain(
      'Focus refused to show the grades of 2 assignments. We still show the earlier ones.',
    );
  });

  it('shows assignments that differ, detail by detail: Canvas, what was sent and what the SIS shows', async () => {
    const passback = createPassbackFixture();
    const read = async () => readText((await get(createWebApp({ passback }), '/grade-sync/compare')).text);
    expect(await read()).to.not.contain('Assignments that differ');
    passback.comparedLineItems = [
      {
        ...buildLineItem('a1'),
        assignmentName: 'Quiz 1',
        sectionNames: ['Period 1', 'Period 2'],
        isMissing: false,
        fields: [
          { field: 'title', ours: 'Quiz 1', sent: 'Quiz 1', seen: 'Quiz one' },
          { field: 'resultValueMax', ours: 20, sent: 10, seen: 12.5 },
        ],
      },
      {
        ...buildLineItem('a2'),
        assignmentName: 'Quiz 2',
        sectionNames: ['Period 1'],
        isMissing: true,
        fields: [],
      },
    ];
    const text = await read();
    expect(text).to.contain('Quiz 1 Period 1, Period 2 Name Quiz 1 Quiz 1 Quiz one');
    expect(text).to.contain('Quiz 1 Period 1, Period 2 Points 20 10 12.5');
    expect(text).to.contain('Quiz 2 Period 1 Assignment in Focus – – missing');
    const app = createWebApp({ passback });
    const page = (await get(app, '/grade-sync/compare')).text;
    expect(page.match(/name="lineItem" value="a[12]:c1"/g)).to.have.length(2);
    const of = { group: 'changed_in_sis', how: 'repair', lineItem: 'a1:c1' };
    const repaired = await post(app, '/grade-sync/compare/decide', of);
    expect(repaired.headers['location']).to.equal('/s/test/grade-sync/runs/run-1');
    expect(passback.asked).to.deep.equal([{ what: 'repair line item', id: 'a1:c1' }]);
    const keep = 'Keep as in Focus: Quiz 1, Period 1, Period 2';
    expect(page).to.not.contain(keep);
    passback.comparedLineItems = passback.comparedLineItems.map((one) => ({ ...one, isAcceptable: true }));
    expect((await get(app, '/grade-sync/compare')).text).to.contain(keep);
    await post(app, '/grade-sync/compare/decide', { ...of, how: 'accept' });
    expect(passback.asked.at(-1)).to.deep.equal({ what: 'accept line item', id: 'a1:c1' });
    const { text: csv } = await get(app, '/grade-sync/compare.csv');
    expect(csv.split('\r\n').slice(1, 4)).to.deep.equal([
      'Assignments that differ in Focus,Quiz 1,"Period 1, Period 2",,,Quiz 1,Quiz 1,,Quiz one,Name',
      'Assignments that differ in Focus,Quiz 1,"Period 1, Period 2",,,20,10,,12.5,Points',
      'Assignments that differ in Focus,Quiz 2,Period 1,,,,,,missing,Assignment in Focus',
    ]);
  });

  it('downloads one list or all as CSV, and never a formula', async () => {
    const passback = createPassbackFixture();
    const [cell] = passback.comparedCells;
    if (!cell) throw new Error('no cell');
    const gone = {
      ...cell,
      group: 'missing_in_sis',
      studentName: '=cmd()',
      seen: 'absent',
      reason: null,
    } as const;
    passback.comparedCells = [cell, gone];
    const app = createWebApp({ passback });
    const { text, headers } = await get(app, '/grade-sync/compare.csv');
    expect(headers['content-disposition']).to.contain('compare-2026-11-20.csv');
    expect(text.split('\r\n')).to.deep.equal([
      '\uFEFFList,Assignment,Section,Student,Student SIS ID,Canvas,Last sent,Sent at,SIS now,Reason',
      'Changed in Focus,Quiz 1: Linear equations,Period 2 Honors,Ana Flores,604822,17.5,17.5,2026-11-20T15:30:00.000Z,12,"Somebody changed the score in Focus. Yours goes when it changes in Canvas, or with Remaster."',
      `Missing in Focus,Quiz 1: Linear equations,Period 2 Honors,"'=cmd()",604822,17.5,17.5,2026-11-20T15:30:00.000Z,missing,`,
      '',
    ]);
    const one = await get(app, '/grade-sync/compare.csv?group=missing_in_sis');
    expect(one.text.trim().split('\r\n')).to.have.length(2);
    expect((await get(app, '/grade-sync/compare.csv?group=all')).status).to.equal(400);
  });
});

const buildLineItem = (assignmentId: string) => ({
  id: `${assignmentId}:c1`,
  assignmentId,
  classSourcedId: 'c1',
  isSendable: true,
  isAcceptable: false,
});

const found = {
  lineItems: 4,
  unread: 0,
  changed: 3,
  missing: 1,
  lineItemsChanged: 2,
  lineItemsMissing: 0,
};
const comparison = buildRun({
  id: 'run-7',
  kind: 'compare',
  stage: 3,
  stages: buildRun().stages.slice(1, 3),
  findings: found,
});
const openComparison = buildRun({ ...comparison, state: 'running', endedAt: null, findings: null });
