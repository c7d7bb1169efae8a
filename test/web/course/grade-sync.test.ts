import { expect } from 'chai';
import request from 'supertest';
import { runStates } from '../../../src/domain/outcomes.ts';
import { en, say } from '../../support/english.ts';
import {
  buildCounts,
  buildInstitution,
  buildItem,
  buildLaunch,
  buildLineItem,
  buildOpenRun,
  buildRun,
  createPassbackFixture,
} from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { base, createWebApp } from '../../support/web-app.ts';
import { createRichPassback } from '../../support/web-scenes.ts';

describe('Grade Sync › History', () => {
  it('shows the history of one grade: who sent or decided what, when, and what the SIS held before', async () => {
    const app = createWebApp();
    const students = (await get(app, '/grade-sync/runs/run-1/students')).text;
    expect(students).to.contain('/grade-sync/grade?cell=9001%3AALG1-P1%3A604822"');
    const { text: html } = await get(app, '/grade-sync/grade?cell=9001%3AALG1-P1%3A604822');
    const page = readText(html);
    expect(page).to.contain('History: Ana Flores, Quiz 1').and.to.contain('Focus, last seen 12');
    expect(page).to.match(
      /Dana Whitfield Keeps what Focus has 12 – – .* Dana Whitfield Post Grades 15 17\.5 Sent and verified/,
    );
    expect(html).to.contain('/grade-sync/grade.csv?cell=9001%3AALG1-P1%3A604822"');
    const file = await get(app, '/grade-sync/grade.csv?cell=9001%3AALG1-P1%3A604822');
    expect(file.headers['content-disposition']).to.match(/grade-history-\d{4}-\d\d-\d\d\.csv/);
    const [head, decided, sent] = file.text.split('\r\n');
    expect(head).to.equal('\uFEFFWhen,Who,What,In Focus before,Sent,Outcome,Reason');
    expect(decided).to.match(/Z,Dana Whitfield,"?Keeps what Focus has"?,12,–,–,$/);
    expect(sent).to.match(/Z,Dana Whitfield,Post Grades,15,17\.5,Sent and verified,/);
    expect((await get(app, '/grade-sync/grade?cell=other')).status).to.equal(404);
    expect((await get(app, '/grade-sync/grade.csv?cell=other')).status).to.equal(404);
  });

  it('marks History on the other pages while something is new there, and clears the mark when it opens', async () => {
    let isRead = false;
    const app = createWebApp({
      unread: {
        count: async () => (isRead ? 0 : 12),
        async markRead() {
          isRead = true;
        },
      },
    });
    const mark = say(en.frame.unread, { count: 12 });
    const marked = (await get(app, '/grade-sync/settings')).text;
    expect(marked).to.contain('>9+</span>');
    expect(readText(marked)).to.contain(mark);
    for (const path of ['/grade-sync', '/grade-sync/settings']) {
      expect(readText((await get(app, path)).text)).to.not.contain(mark);
    }
  });

  it('shows pages in high contrast to a person who asked Canvas for it, and to nobody else', async () => {
    const asked = createWebApp({ launch: buildLaunch({ highContrast: true }) });
    expect((await get(asked, '/grade-sync')).text).to.match(/<html [^>]*class="page high-contrast"/);
    expect((await get(createWebApp(), '/grade-sync')).text).to.match(/<html [^>]*class="page"/);
    const refused = await get(asked, '/grade-sync/runs/unknown');
    expect(refused.text).to.match(/<html [^>]*class="plain high-contrast"/);
  });

  it('takes up the colours of the institution’s Canvas theme, but not in high contrast', async () => {
    const brand = { primary: '#1b6b3a', link: '#1b6b3a' };
    const address = 'ui/brand.css?primary=%231b6b3a&amp;link=%231b6b3a"';
    for (const path of ['/grade-sync', '/grade-sync/runs/unknown']) {
      const themed = await get(createWebApp({ launch: buildLaunch({ brand }) }), path);
      expect(themed.text, path).to.contain(address);
      const contrast = await get(createWebApp({ launch: buildLaunch({ brand, highContrast: true }) }), path);
      expect(contrast.text, path).not.to.contain('brand.css');
    }
  });

  it('is in the launch’s language, else the browser’s, else the institution’s', async () => {
    const institution = buildInstitution();
    const spanish = { ...institution, settings: { ...institution.settings, noticeLanguage: 'es' as const } };
    const languageOf = async (locale: string, accepts: string) => {
      const { app } = createWebApp({ launch: buildLaunch({ locale }), institution: spanish });
      const { text } = await request(app).get(`${base}/grade-sync`).set('Accept-Language', accepts);
      return /<html lang="(\w+)"/.exec(text)?.[1];
    };
    expect(await languageOf('en-GB', 'es')).to.equal('en');
    expect(await languageOf('fr', 'en-US')).to.equal('en');
    expect(await languageOf('fr', 'de')).to.equal('es');
    expect(await languageOf('und', '*')).to.equal('es');
  });

  it('P14 says who chose to use what was in the SIS already, and what an undo leaves of it', async () => {
    const passback = createPassbackFixture();
    passback.lineItems = [buildLineItem({ adopted: { by: 'Grace Hopper' } })];
    const app = createWebApp({ passback });
    const page = readText((await get(app, '/grade-sync/runs/run-1')).text);
    expect(page).to.contain(say(en.run.adopted.byPerson, { name: 'Grace Hopper' }));
    const undo = readText((await get(app, '/grade-sync/runs/run-1/undo')).text);
    expect(undo).to.contain(say(en.run.undo.adopted));
  });

  it('P12 undoes a run that sent grades, on a page that says what will happen', async () => {
    const passback = createPassbackFixture();
    const app = createWebApp({ passback });
    expect((await get(app, '/grade-sync/runs/run-1')).text).to.contain('/grade-sync/runs/run-1/undo"');
    const page = readText((await get(app, '/grade-sync/runs/run-1/undo')).text);
    expect(page).to.contain(say(en.run.undo.happens, { count: 30 }));
    const answer = await post(app, '/grade-sync/runs/run-1/undo', {});
    expect(answer.headers['location']).to.equal('/s/test/grade-sync/runs/run-1');
    expect(passback.asked).to.deep.equal([{ what: 'undo', runId: 'run-1' }]);
    const quiet = createPassbackFixture({ runs: [buildRun({ counts: buildCounts({ unchanged: 3 }) })] });
    const none = createWebApp({ passback: quiet });
    expect((await get(none, '/grade-sync/runs/run-1')).text).not.to.contain('/undo"');
    expect(readText((await get(none, '/grade-sync/runs/run-1/undo')).text)).to.contain(
      say(en.run.undo.nothing),
    );
  });

  it('P10 a run that stopped says what it would do and why; one press continues it', async () => {
    const figures = { held: 56, changed: 30, zeros: 21, removed: 0 };
    const brake = { figures, causes: ['changed', 'zeros'] as const, confirmed: null };
    const stopped = buildOpenRun({ state: 'waiting_for_person', stage: 3, brake });
    const passback = createPassbackFixture({ runs: [stopped] });
    const app = createWebApp({ passback });
    const path = `/grade-sync/runs/${stopped.id}`;
    const { text } = await get(app, path);
    expect(readText(text)).to.contain('Waiting for confirmation');
    expect(readText(text)).to.contain('30 of the 56 grades in Focus would change. 21 grades would become 0.');
    expect(text)
      .to.contain(`action="/s/test${path}/confirm"`)
      .and.to.contain(`action="/s/test${path}/cancel"`);
    expect((await post(app, `${path}/confirm`, {})).headers['location']).to.equal(`/s/test${path}`);
    expect(passback.asked).to.deep.equal([{ what: 'confirm', runId: stopped.id }]);
    const limited = createPassbackFixture({
      runs: [{ ...stopped, brake: null, shownSections: ['Period 1'] }],
    });
    expect((await get(createWebApp({ passback: limited }), path)).text).not.to.contain('/confirm');
  });

  it('says which lists the SIS refused to show, and what that means', async () => {
    const refusedLists = [
      { list: 'students', sections: null },
      { list: 'results', sections: ['Period 1', 'Period 3'] },
    ] as const;
    const app = createWebApp({ passback: createPassbackFixture({ runs: [buildRun({ refusedLists })] }) });
    const page = readText((await get(app, '/grade-sync/runs/run-1')).text);
    expect(page).to.contain(say(en.run.refused.title)).and.to.contain(say(en.run.refused.students));
    expect(page).to.contain(`Period 1, Period 3: ${say(en.run.refused.results)}`);
  });

  it('shows each run newest first: started, requested by, stage, status and counts', async () => {
    const text = readText((await get(createWebApp({ passback: createRichPassback() }), '/grade-sync')).text);
    expect(text).to.contain(
      'Nov 20, 2026, 7:30 AM Dana Whitfield 5 of 5 Posting grades Completed with problems 2 30 26 2',
    );
    expect(text).to.contain('Nightly sync 5 of 5 Posting grades Nothing to send 2 0 56 0');
    expect(text).to.contain('Remaster Grade Passback Miguel Ángel Ortega-Villalobos');
    expect(text).to.match(/Nov 18, 2026, 5:30 PM Dana Whitfield 2 of 5 Reading SIS Failed/);
    expect(text.indexOf('In progress')).to.be.lessThan(text.indexOf('Completed with problems'));
  });

  it('shows a labelled progress bar while a run is active, and none afterwards', async () => {
    const passback = createPassbackFixture({ runs: [buildOpenRun(), buildRun({ id: 'run-2' })] });
    const { text } = await get(createWebApp({ passback }), '/grade-sync');
    expect(text.match(/<progress /g)).to.have.length(1);
    expect(text).to.contain(
      '<progress max="100" value="50" aria-label="Stage 4 of 5, Posting assignments: 50% done">',
    );
    expect(text).to.contain('data-live="true"');
    const ended = createPassbackFixture({ runs: [buildRun()] });
    expect((await get(createWebApp({ passback: ended }), '/grade-sync')).text).to.contain(
      'data-live="false"',
    );
  });

  it('H18 a run whose credentials are refused needs attention, says why, and offers nothing to confirm', async () => {
    const problem = { code: 'sis_auth', reference: 'K7QM-2RXD' } as const;
    const run = buildOpenRun({ state: 'waiting_for_person', stage: 5, problem, nextAt: new Date() });
    const app = createWebApp({ passback: createPassbackFixture({ runs: [run] }) });
    const { text } = await get(app, `/grade-sync/runs/${run.id}`);
    expect(readText(text))
      .to.contain('Needs attention')
      .and.to.contain('waits until the connection works again')
      .and.to.contain('check Administration › SIS connection')
      .and.to.not.contain('Waiting for confirmation');
    expect(text).to.contain('/cancel"');
    expect(text).to.not.contain('/confirm"');
    expect(readText((await get(app, '/grade-sync')).text)).to.contain('Needs attention');
  });

  it('uses the product’s status words', async () => {
    const words = [
      'Scheduled',
      'Scheduled',
      'In progress',
      'Waiting for SIS',
      'Waiting for confirmation',
      'Completed',
      'Completed with problems',
      'Nothing to send',
      'Failed',
      'Cancelled',
    ];
    for (const [index, state] of runStates.entries()) {
      const passback = createPassbackFixture({ runs: [buildOpenRun({ state })] });
      const { text } = await get(createWebApp({ passback }), '/grade-sync');
      expect(text).to.match(new RegExp(`<span class="pill pill-\\w+">${words[index]}</span>`));
    }
  });

  it('says when a waiting run tries again, and that a queued one waits', async () => {
    const text = readText((await get(createWebApp({ passback: createRichPassback() }), '/grade-sync')).text);
    expect(text).to.contain('Waiting for SIS Next try: 9:35 AM');
    expect(text).to.contain('Scheduled Starts after the running one');
  });

  it('writes dates and numbers in the person’s format and zone', async () => {
    const counts = buildCounts({ eligible: 12_345, confirmed: 12_345 });
    const passback = createPassbackFixture({ runs: [buildRun({ counts })] });
    const launch = buildLaunch({ locale: 'de-AT', timeZone: 'Europe/Vienna' });
    const text = readText((await get(createWebApp({ passback, launch }), '/grade-sync')).text);
    expect(text).to.contain('20. Nov. 2026, 16:30');
    expect(text).to.match(/12[\s.\u00a0]345/);
  });

  it('says UTC if the zone is unknown, and survives an invalid locale', async () => {
    const launch = buildLaunch({ locale: 'en_AU!', timeZone: 'Mars/Olympus' });
    const text = readText((await get(createWebApp({ launch }), '/grade-sync')).text);
    expect(text).to.contain('3:30 PM UTC');
  });

  it('pages through older runs', async () => {
    const runs = Array.from({ length: 27 }, (_, index) => {
      const at = new Date(Date.parse('2026-11-20T15:00:00Z') - index * 3_600_000);
      return buildRun({ id: `run-${index}`, createdAt: at, startedAt: at });
    });
    const fixture = createWebApp({ passback: createPassbackFixture({ runs }) });
    const first = await get(fixture, '/grade-sync');
    expect(first.text.match(/data-live-part=/g)).to.have.length(25);
    const [, older = ''] = /href="\/s\/test(\/grade-sync\?before=[^"]+)">Older/.exec(first.text) ?? [];
    const second = await get(fixture, older);
    expect(second.text).to.contain('id="run-run-25"').and.to.contain('id="run-run-26"');
    expect(second.text.match(/data-live-part=/g)).to.have.length(2);
    expect(second.text).to.contain('>Newest</a>').and.not.to.contain('>Older</a>');
  });

  it('says what will appear there before the first run', async () => {
    const passback = createPassbackFixture({ runs: [] });
    expect(readText((await get(createWebApp({ passback }), '/grade-sync')).text)).to.contain(
      'No grade sync yet',
    );
  });

  it('opens the run that the launch names', async () => {
    const answer = await get(createWebApp(), '/grade-sync?run=run-1');
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal('/s/test/grade-sync/runs/run-1');
    expect((await get(createWebApp(), '/grade-sync?run=../../evil')).status).to.equal(400);
  });
});

describe('Grade Sync › a run', () => {
  const rich = () => createWebApp({ passback: createRichPassback() });

  it('shows the five stages with their times', async () => {
    const text = readText((await get(rich(), '/grade-sync/runs/run-problems')).text);
    expect(text).to.match(
      /Reading Canvas Done · Started 9:30 AM · Took 10 sec.*Reading SIS Done.*Comparing Done · .* Took 1 sec.*Posting assignments Done.*Posting grades Done · .*Took 1 min 5 sec/,
    );
    const open = readText((await get(rich(), '/grade-sync/runs/run-open')).text);
    expect(open).to.match(/Posting assignments Now · Started 9:30 AM .*Posting grades Not started/);
    const failed = readText((await get(rich(), '/grade-sync/runs/run-failed')).text);
    expect(failed).to.match(/Reading SIS Stopped here .*Comparing Not started/);
  });

  it('says in plain words what happened, and never claims more was sent than was', async () => {
    const text = readText((await get(rich(), '/grade-sync/runs/run-problems')).text);
    expect(text).to.contain(
      'Not everything is in Focus as we sent it. The reasons are below. Sent 30 grades, verified 27.',
    );
    expect(text).to.contain('3 grades were skipped. 2 grades failed.');
    const failed = readText((await get(rich(), '/grade-sync/runs/run-failed')).text);
    expect(failed).to.contain('The grade sync stopped before it finished. It sent no grades.');
    const nothing = readText((await get(rich(), '/grade-sync/runs/run-nightly')).text);
    expect(nothing).to.contain('There was nothing to send. We didn’t change Focus.');
    const cancelled = readText((await get(rich(), '/grade-sync/runs/run-cancelled')).text);
    expect(cancelled).to.contain('What it sent before stays in Focus. Sent 10 grades');
  });

  it('never says that a failed run sent nothing if it sent something, or that it continues', async () => {
    const counts = buildCounts({ eligible: 30, sent: 12, failed: 18 });
    for (const code of ['sis_auth', 'sis_unreachable', 'sis_rate', 'internal', 'posting_paused'] as const) {
      const problem = { code, reference: 'K7QM-2RXD' };
      const run = buildRun({ id: 'run-1', state: 'failed', counts, problem });
      const passback = createPassbackFixture({ runs: [run] });
      const text = readText((await get(createWebApp({ passback }), '/grade-sync/runs/run-1')).text);
      expect(text, code).to.contain('Sent 12 grades.');
      expect(text, code).to.contain('This grade sync won’t continue.');
      expect(text, code).not.to.match(/It sent no grades|Nothing is lost|keeps (trying|running)/);
    }
  });

  it('R23 explains why a run failed or waits, with the reference', async () => {
    const failed = readText((await get(rich(), '/grade-sync/runs/run-failed')).text);
    expect(failed).to.contain('Focus doesn’t accept the connection');
    expect(failed).to.contain('Reference: K7QM-2RXD');
    const waiting = readText((await get(rich(), '/grade-sync/runs/run-waiting')).text);
    expect(waiting).to.contain('Nothing is lost').and.to.contain('Reference: A1B2-C3D4');
  });

  it('lists each assignment and section with its outcome, problems and the SIS’s message', async () => {
    const html = (await get(rich(), '/grade-sync/runs/run-problems')).text;
    // WCAG 3.1.2: nobody says in which language a SIS writes.
    expect(html).to.contain('“<span lang="">Category HW is locked for grading period Q2.</span>”');
    const text = readText(html);
    expect(text).to.match(/Quiz 1: Linear equations[^F]*Period 2 Honors Not all sent 1 0 1 1 1 4 students/);
    expect(text).to.contain('In Focus: Homework 12: Graphing systems…');
    expect(text).to.contain('Focus says: “Category HW is locked for grading period Q2.”');
    expect(text).to.match(/Extra practice.* Not sent – – – 12 – No due date\./);
    expect(text).to.match(/Reading log.* Nothing to send/);
  });

  it('says what the SIS shows of an assignment otherwise than it was sent', async () => {
    const field = { field: 'resultValueMax', sent: 900, seen: 100 } as const;
    const counts = buildCounts({ eligible: 9, sent: 9 });
    const lineItems = [
      buildLineItem({ counts, outcome: 'created', reading: { finding: 'differs', fields: [field] } }),
      buildLineItem({ counts, assignmentId: 'a2', reading: { finding: 'absent', fields: [] } }),
      buildLineItem({ counts, assignmentId: 'a3', reading: { finding: 'twice', fields: [] } }),
    ];
    const fixture = createWebApp({ passback: createPassbackFixture({ lineItems }) });
    const text = readText((await get(fixture, '/grade-sync/runs/run-1?show=problems')).text);
    expect(text.split(say(en.lineItemOutcomes.notAsSent))).to.have.length(4);
    const sis = { sis: 'Focus' };
    for (const sentence of [
      say(en.run.detailDiffers, { ...sis, detail: 'Points', sent: '900', seen: '100' }),
      say(en.run.lineItemAbsent, sis),
      say(en.run.lineItemTwice, sis),
    ]) {
      expect(text).to.contain(sentence);
    }
  });

  it('does not call a row unchanged whose grades were sent or refused, nor in the order of ids', async () => {
    const row = (name: string, counts: Parameters<typeof buildCounts>[0]) =>
      buildLineItem({
        assignmentId: name,
        assignmentName: name,
        outcome: 'unchanged',
        counts: buildCounts(counts),
      });
    const lineItems = [
      row('Quiz 10', { eligible: 9, confirmed: 8, failed: 1 }),
      row('Quiz 2', { eligible: 9, confirmed: 9 }),
      row('Quiz 1', { eligible: 9, unchanged: 9 }),
    ];
    const fixture = createWebApp({ passback: createPassbackFixture({ lineItems }) });
    const text = readText((await get(fixture, '/grade-sync/runs/run-1')).text);
    expect(text).to.match(
      /Quiz 1 .*Unchanged 0 9 .*Quiz 2 .*Grades sent 9 0 .*Quiz 10 .*Not all sent 8 0 0 0 1/,
    );
    const problems = readText((await get(fixture, '/grade-sync/runs/run-1?show=problems')).text);
    expect(problems).to.contain('1 student').and.not.contain('9 students');
  });

  it('never counts more grades than the sync has, while they come', async () => {
    const counts = { ...buildCounts({ eligible: 10, confirmed: 12 }), pending: 3 };
    const passback = createPassbackFixture({ runs: [buildOpenRun({ counts })] });
    const { text } = await get(createWebApp({ passback }), `/grade-sync/runs/${buildOpenRun().id}`);
    expect(readText(text)).to.match(/Grades in this sync 15 On their way 3 Sent 12 Verified in Focus 12/);
  });

  it('filters to problems', async () => {
    const text = readText((await get(rich(), '/grade-sync/runs/run-problems?show=problems')).text);
    expect(text).to.contain('Extra practice').and.to.contain('Period 2 Honors');
    expect(text).not.to.contain('Reading log');
    const passback = createPassbackFixture({ lineItems: [] });
    expect(readText((await get(createWebApp({ passback }), '/grade-sync/runs/run-1')).text)).to.contain(
      'No assignment had anything to send.',
    );
    expect(readText((await get(createWebApp(), '/grade-sync/runs/run-1?show=problems')).text)).to.contain(
      'No problems.',
    );
  });

  it('shows each student with outcome, reason and the SIS’s message', async () => {
    const text = readText(
      (await get(rich(), '/grade-sync/runs/run-problems/students?assignment=9001&class=ALG1-P2')).text,
    );
    expect(text).to.contain('Quiz 1: Linear equations · Period 2 Honors');
    expect(text).to.contain('Chloe Nguyen 604830 0 Graded Sent and verified');
    expect(text).to.contain('Dmitri Petrov 604831 17.5 Excused Held back Only the status changed.');
    expect(text).to.contain('Eve Larsson – 12 – Skipped The student has no SIS ID in Canvas.');
    expect(text).to.contain(
      'Femi Adeyemi 604833 21 Graded Failed Focus refused this grade. Focus says: “Score 21 exceeds maximum 20 for <LineItem>”',
    );
    expect(text).not.to.contain('Ana Flores');
  });

  it('tells students of a section without a SIS id from the assignment’s other students', async () => {
    const hall = { classSourcedId: null, sectionName: 'Study hall' };
    const passback = createPassbackFixture({
      items: [buildItem(), buildItem({ ...hall, studentName: 'Gus Hart' })],
    });
    const { text } = await get(
      createWebApp({ passback }),
      '/grade-sync/runs/run-1/students?assignment=9001&section=Study+hall',
    );
    expect(readText(text)).to.contain('Gus Hart').and.not.to.contain('Ana Flores');
  });

  it('says of students who are in no section that they are', async () => {
    const none = { classSourcedId: null, sectionName: '' };
    const passback = createPassbackFixture({ lineItems: [buildLineItem(none)], items: [buildItem(none)] });
    const fixture = createWebApp({ passback });
    const run = readText((await get(fixture, '/grade-sync/runs/run-1')).text);
    expect(run).to.contain(`28 students: Quiz 1: Linear equations, ${say(en.run.noSection)}`);
    const students = await get(fixture, '/grade-sync/runs/run-1/students?assignment=9001&section=');
    expect(readText(students.text)).to.contain(say(en.run.noSection));
  });

  it('pages through the students of a large run, with one page in memory', async () => {
    const items = Array.from({ length: 250 }, (_, index) =>
      buildItem({ studentName: `Student ${index + 1}` }),
    );
    const fixture = createWebApp({ passback: createPassbackFixture({ items }) });
    const page = async (query: string): Promise<string> =>
      (await get(fixture, `/grade-sync/runs/run-1/students${query}`)).text;
    expect((await page('')).match(/scope="row"/g)).to.have.length(100);
    expect(await page(''))
      .to.contain('students?page=2" data-student-page>Next')
      .and.not.to.contain('>Previous<');
    const last = await page('?page=3');
    expect(readText(last)).to.contain('Student 201 ').and.to.contain('Student 250 ');
    expect(last).not.to.contain('>Next<');
    expect(last).to.contain('>Previous<');
  });

  it('offers Retry failed if something failed, and opens the new run', async () => {
    const fixture = rich();
    fixture.passback.receipt = { runId: 'run-queued', how: 'created' };
    expect((await get(fixture, '/grade-sync/runs/run-problems')).text).to.contain('>Retry failed</button>');
    expect((await get(fixture, '/grade-sync/runs/run-remaster')).text).not.to.contain(
      '>Retry failed</button>',
    );
    const answer = await post(fixture, '/grade-sync/runs/run-problems/retry');
    expect([answer.status, answer.headers['location']]).to.deep.equal([
      303,
      '/s/test/grade-sync/runs/run-queued',
    ]);
    expect(fixture.passback.asked).to.deep.equal([{ what: 'retry', runId: 'run-problems' }]);
  });

  it('offers Cancel while a run is active, and says that it is being cancelled', async () => {
    const fixture = rich();
    expect((await get(fixture, '/grade-sync/runs/run-open')).text).to.contain('>Cancel grade sync</button>');
    expect((await get(fixture, '/grade-sync/runs/run-problems')).text).not.to.contain('Cancel grade sync');
    const answer = await post(fixture, '/grade-sync/runs/run-open/cancel');
    expect([answer.status, answer.headers['location']]).to.deep.equal([
      303,
      '/s/test/grade-sync/runs/run-open',
    ]);
    expect(fixture.passback.asked).to.deep.equal([{ what: 'cancel', runId: 'run-open' }]);
    const passback = createPassbackFixture({ runs: [buildOpenRun({ cancelRequested: true })] });
    const { text } = await get(createWebApp({ passback }), '/grade-sync/runs/run-1');
    expect(readText(text)).to.contain('Cancelling. It finishes what’s already on its way.');
    expect(text).not.to.contain('>Cancel grade sync</button>');
  });

  it('S13 does not show runs of other courses', async () => {
    for (const path of ['', '/students', '/grades.csv']) {
      const answer = await get(createWebApp(), `/grade-sync/runs/of-another-course${path}`);
      expect(answer.status).to.equal(404);
      expect(readText(answer.text)).to.contain('This course has no such grade sync.');
    }
  });

  it('fills in every placeholder', async () => {
    for (const { id } of rich().passback.runs) {
      expect(readText((await get(rich(), `/grade-sync/runs/${id}`)).text)).not.to.match(/\{\w+\}/);
    }
  });
});

describe('Grade Sync › CSV', () => {
  it('downloads every student with outcome and reason, in a form that spreadsheets read', async () => {
    const answer = await get(
      createWebApp({ passback: createRichPassback() }),
      '/grade-sync/runs/run-problems/grades.csv',
    );
    expect(answer.headers['content-type']).to.equal('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).to.equal('attachment; filename=grade-sync-2026-11-20.csv');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).to.equal(
      '\uFEFFAssignment,Section,SIS class ID,Student,Student SIS ID,Score,Status,Outcome,Reason,SIS message',
    );
    expect(lines[1]).to.equal(
      'Quiz 1: Linear equations,Period 1,ALG1-P1,Ana Flores,604822,17.5,Graded,Sent and verified,,',
    );
    expect(lines[6]).to.contain(
      'Failed,Focus refused this grade.,Score 21 exceeds maximum 20 for <LineItem>',
    );
    expect(lines).to.have.length(8);
  });

  it('aborts the download if reading fails, instead of ending a file that looks complete', async () => {
    const fixture = createWebApp({ passback: createRichPassback() });
    fixture.passback.streamRunItems = async function* () {
      yield buildItem();
      throw new Error('database went away');
    };
    const failure = await get(fixture, '/grade-sync/runs/run-problems/grades.csv').then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(Error);
  });
});

describe('Grade Sync › Settings', () => {
  it('offers Remaster with all assignments selected and a plain warning', async () => {
    const { text } = await get(createWebApp({ passback: createRichPassback() }), '/grade-sync/settings');
    expect(readText(text)).to.contain('Remaster Grade Passback');
    expect(readText(text)).to.contain(say(en.settings.warning));
    expect(text.match(/name="assignment" value="\d+"[^>]* checked/g)).to.have.length(4);
  });

  it('asks once more, with numbers, before it acts', async () => {
    const fixture = createWebApp({ passback: createRichPassback() });
    const page = await get(
      fixture,
      '/grade-sync/settings/remaster?assignment=9001&assignment=9003&assignment=9004',
    );
    // 9004 cannot be posted and is left out.
    expect(readText(page.text)).to.contain(say(en.settings.confirm, { count: 2 }));
    expect(readText(page.text)).to.contain(say(en.settings.confirmGrades, { count: 56 }));
    expect(fixture.passback.asked).to.deep.equal([]);
    fixture.passback.receipt = { runId: 'run-queued', how: 'created' };
    const answer = await post(fixture, '/grade-sync/settings/remaster', { assignment: ['9001', '9003'] });
    expect([answer.status, answer.headers['location']]).to.deep.equal([
      303,
      '/s/test/grade-sync/runs/run-queued',
    ]);
    expect(fixture.passback.asked).to.deep.equal([
      { what: 'remaster', selection: { kind: 'assignments', ids: ['9001', '9003'] } },
    ]);
  });

  it('refuses to remaster an empty selection', async () => {
    const fixture = createWebApp({ passback: createRichPassback() });
    for (const query of ['', '?assignment=9004', '?assignment=unknown']) {
      expect((await get(fixture, `/grade-sync/settings/remaster${query}`)).status).to.equal(400);
    }
  });
});
