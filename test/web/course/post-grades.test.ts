import { once } from 'node:events';
import { expect } from 'chai';
import type { ApiKey } from '../../../src/domain/institution.ts';
import { ProductError } from '../../../src/errors.ts';
import { en, say } from '../../support/english.ts';
import {
  buildAssignment,
  buildInstitution,
  buildLaunch,
  buildOpenRun,
  buildOverview,
  createPassbackFixture,
} from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { base, createWebApp } from '../../support/web-app.ts';
import { buildRichOverview, createRichPassback } from '../../support/web-scenes.ts';

describe('Post Grades', () => {
  for (const failure of [undefined, new ProductError('canvas_unreachable')]) {
    const ends = failure ? 'the error' : 'the page';
    it(`says that Canvas is being read, then shows ${ends} in the place of that note`, async () => {
      const passback = createPassbackFixture({ failure });
      let finish = (): void => {};
      passback.reading = new Promise((resolve) => {
        finish = resolve;
      });
      const { app } = createWebApp({ passback });
      const server = app.listen(0);
      await once(server, 'listening');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      const answer = await fetch(`http://localhost:${address.port}${base}/post-grades`);
      const parts = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
      const begun = (await parts?.read())?.value ?? '';
      expect(begun).to.match(
        /<main[^>]*>\s*<p class="reading" role="status">Reading your course from Canvas/,
      );
      expect(begun).not.to.contain('</main>');
      finish();
      let rest = '';
      for (let part = await parts?.read(); part && !part.done; part = await parts?.read()) rest += part.value;
      server.close();
      expect(rest)
        .to.contain(failure ? 'Canvas' : 'Quiz 1')
        .and.match(/<\/main>[\s\S]*<\/html>\s*$/);
      expect(rest.match(/<h1/g)).to.have.length(1);
    });
  }

  it('lists every assignment with its due day in the course’s zone, category, last sync and grades', async () => {
    const page = await get(createWebApp({ passback: createRichPassback() }), '/post-grades');
    const text = readText(page.text);
    // 05:59 UTC on the 13th is 23:59 on the 12th in Chicago.
    expect(text).to.match(/Unit 3 Test.*Nov 12, 2026.*Tests.*Nov 18, 2026, 9:30 AM.*0 0 27 1/);
    expect(text).to.contain('Focus category');
    expect(text).to.contain('Homework (by name)');
    expect(text).to.contain('4 of 4 assignments selected');
  });

  it('shows each section’s date and category if they differ', async () => {
    const text = readText((await get(createWebApp({ passback: createRichPassback() }), '/post-grades')).text);
    expect(text).to.match(/Nov 16, 2026 2 sections Period 1: Nov 16, 2026 Period 2 Honors: Nov 18, 2026/);
    expect(text).to.match(/Period 1: Quizzes Period 2 Honors: Labs/);
  });

  it('shows the shortened name first, as the SIS will get it', async () => {
    const text = readText((await get(createWebApp({ passback: createRichPassback() }), '/post-grades')).text);
    expect(text).to.contain('In Canvas: Homework 12: Graphing systems of linear inequalities');
    expect(text.indexOf('Homework 12: Graphing systems…')).to.be.lessThan(
      text.indexOf('In Canvas: Homework 12'),
    );
  });

  it('a course in order has at most three sentences before the button', async () => {
    const passback = createPassbackFixture({ overview: buildOverview({ assignments: [buildAssignment()] }) });
    const { text } = await get(createWebApp({ passback }), '/post-grades');
    const before = readText(text.slice(text.indexOf('<h1'), text.indexOf('data-submit')));
    expect(before).to.contain(say(en.postGrades.lead, { sis: 'Focus' }));
    expect(before.match(/[.!?…](?=\s|$)/g) ?? []).to.have.length.at.most(3);
  });

  it('selects all by default, with no box for an assignment that cannot be posted', async () => {
    const { text } = await get(createWebApp({ passback: createRichPassback() }), '/post-grades');
    const boxes = [...text.matchAll(/<input type="checkbox" name="assignment" value="(\d+)"[^>]*>/g)];
    expect(boxes.map((box) => box[1])).to.have.members(['9001', '9002', '9003', '9005']);
    expect(boxes.every((box) => box[0].includes(' checked'))).to.equal(true);
  });

  it('explains each problem, how and where to fix it, with the count on top', async () => {
    const { text: html } = await get(createWebApp({ passback: createRichPassback() }), '/post-grades');
    const text = readText(html);
    expect(text).to.contain('2 assignments have problems. 1 of them can’t be posted until you fix it.');
    expect(text).to.contain('No due date.');
    expect(text).to.contain(`${say(en.checks.due_date_missing.mend)} Open in Canvas`);
    expect(text).to.contain('No SIS category (Period 2 Honors).');
    expect(text).to.contain(say(en.checks.category_unassociated.why, { group: 'Projects' }));
    expect(html).to.contain('href="https://canvas.example/courses/205/assignments/9004"');
  });

  it('says a problem that several sections share once, with their names', async () => {
    const problem = (sectionName: string, group: string) =>
      ({ check: 'category_unassociated', sectionName, values: { group } }) as const;
    const assignment = buildAssignment({
      selectable: false,
      problems: [problem('Period 1', 'Labs'), problem('Period 2', 'Labs'), problem('Period 3', 'Tests')],
    });
    const passback = createPassbackFixture({ overview: buildOverview({ assignments: [assignment] }) });
    const text = readText((await get(createWebApp({ passback }), '/post-grades')).text);
    expect(text.match(/No SIS category \([^)]*\)/g)).to.deep.equal([
      'No SIS category (Period 1, Period 2)',
      'No SIS category (Period 3)',
    ]);
  });

  it('warns of ungraded work, hidden grades, and students and sections without a SIS id', async () => {
    const text = readText((await get(createWebApp({ passback: createRichPassback() }), '/post-grades')).text);
    expect(text).to.contain(say(en.beforePosting.ungraded.long, { count: 7 }));
    expect(text).to.contain(say(en.beforePosting.hiddenHeld.long, { count: 3 }));
    expect(text).to.contain(say(en.beforePosting.studentsWithoutSisId.long, { count: 1 }));
    expect(text).to.contain('This section has no SIS ID, so it isn’t synced: Study hall.');
    expect(text).to.contain(say(en.beforePosting.heldBack.long, { count: 1 }));
    // CF21: said, and changed nothing.
    expect(text).to.contain(say(en.beforePosting.customStatuses.long, { count: 2 }));
    expect(text).to.contain(say(en.beforePosting.finalOverrides.long, { count: 1 }));
  });

  it('says that hidden grades are sent if the institution sends them', async () => {
    const institution = buildInstitution();
    const sending = { ...institution, settings: { ...institution.settings, sendHiddenGrades: true } };
    const fixture = createWebApp({ passback: createRichPassback(), institution: sending });
    expect(readText((await get(fixture, '/post-grades')).text)).to.contain(
      '3 grades are hidden from students. Your institution sends them anyway.',
    );
  });

  it('P16 marks a final grade as such, and says what its administrator must choose', async () => {
    const finalGrade = buildAssignment({
      id: 'final-41',
      name: 'Calificación final – Term 1',
      url: '',
      finalGrade: 'final',
      selectable: false,
      sections: [
        {
          sectionId: '11',
          sectionName: 'Period 1',
          dueAt: new Date('2026-12-18T05:59:00Z'),
          standInDay: null,
          categoryTitle: null,
          categoryByName: false,
        },
      ],
      problems: [
        { check: 'category_gone', sectionName: null, values: { category: '', of: 'final_grade' } },
        {
          check: 'due_date_outside_grading_periods',
          sectionName: null,
          values: { day: '2026-12-18', of: 'final_grade' },
        },
      ],
    });
    const passback = createPassbackFixture({ overview: buildOverview({ assignments: [finalGrade] }) });
    const text = readText((await get(createWebApp({ passback }), '/post-grades')).text);
    const { final, noCategory, checks } = en.finalGrades;
    for (const words of [final, noCategory]) expect(text).to.contain(words);
    expect(text).to.contain(say(checks.category_unchosen.mend));
    expect(text).to.contain(say(checks.due_date_outside_grading_periods.mend));
    expect(text).not.to.contain('Open in Canvas');
  });

  it('says that an assignment does not count, or is hidden in Canvas’s gradebook', async () => {
    const marked = buildAssignment({ omitFromFinalGrade: true, hideInGradebook: true, pointsPossible: 0 });
    const passback = createPassbackFixture({ overview: buildOverview({ assignments: [marked] }) });
    const text = readText((await get(createWebApp({ passback }), '/post-grades')).text);
    expect(text).to.contain('Doesn’t count toward the final grade in Canvas');
    expect(text).to.contain('Hidden in the Canvas gradebook');
    // P17
    expect(text).to.contain('gets every score unchanged, out of 0 points');
  });

  it('says so if posting would send nothing', async () => {
    const assignment = buildAssignment({ grades: { new: 0, changed: 0, unchanged: 28, heldBack: 0 } });
    const passback = createPassbackFixture({ overview: buildOverview({ assignments: [assignment] }) });
    expect(readText((await get(createWebApp({ passback }), '/post-grades')).text)).to.contain(
      'Nothing is new or changed since the last sync.',
    );
  });

  it('mentions the active run', async () => {
    const passback = createPassbackFixture({ overview: buildOverview({ openRun: buildOpenRun() }) });
    expect(readText((await get(createWebApp({ passback }), '/post-grades')).text)).to.contain(
      'A grade sync of this course is running: In progress, stage 4 of 5, Posting assignments.',
    );
  });

  it('says how to mark assignments if none is marked, and that nobody knows without an API key', async () => {
    const passback = createPassbackFixture({ overview: buildOverview({ assignments: [] }) });
    const read = async (apiKey: ApiKey | null): Promise<string> => {
      const institution = buildInstitution({ canvas: { baseUrl: 'https://canvas.example', apiKey } });
      return readText((await get(createWebApp({ passback, institution }), '/post-grades')).text);
    };
    const text = await read({ clientId: '1', clientSecret: 's' });
    expect(text).to.contain('No assignment is marked Sync to Focus');
    expect(text).not.to.contain('selected');
    const unknown = await read(null);
    expect(unknown).to.contain(say(en.postGrades.unknownTitle, { sisLabel: 'Focus' }));
    expect(unknown).not.to.contain('No assignment is marked');
  });

  describe('sorting and filtering without scripts', () => {
    const names = async (query: string): Promise<(string | undefined)[]> => {
      const { text } = await get(createWebApp({ passback: createRichPassback() }), `/post-grades${query}`);
      return [...text.matchAll(/assignments\/(\d+)" target="_blank" rel="noopener">(?!Open)/g)].map(
        (hit) => hit[1],
      );
    };

    it('sorts by due date by default, work without one last', async () => {
      expect(await names('')).to.deep.equal(['9003', '9001', '9002', '9005', '9004']);
    });

    it('sorts by any column in both directions, and tells screen readers', async () => {
      expect(await names('?sort=name')).to.deep.equal(['9004', '9002', '9005', '9001', '9003']);
      expect(await names('?sort=name&order=down')).to.deep.equal(['9003', '9001', '9005', '9002', '9004']);
      expect(await names('?sort=new&order=down')).to.deep.equal(['9002', '9005', '9004', '9001', '9003']);
      expect((await names('?sort=problems'))[0]).to.equal('9004');
      const { text } = await get(
        createWebApp({ passback: createRichPassback() }),
        '/post-grades?sort=new&order=down',
      );
      expect(text).to.match(/aria-sort="descending"[^>]*><a [^>]*data-sort="new"/);
    });

    it('filters to what is new and changed, to problems, and by name; the page says if nothing is left', async () => {
      expect(await names('?show=new')).to.have.members(['9001', '9002', '9005']);
      expect(await names('?show=problems')).to.not.include.members(['9001']);
      expect(await names('?search=QUIZ+1')).to.deep.equal(['9001']);
      const { text } = await get(
        createWebApp({ passback: createRichPassback() }),
        '/post-grades?search=x%3Cy',
      );
      expect(text)
        .to.contain('value="x&lt;y"')
        .and.match(/data-none-shown>No assignment matches/);
    });

    it('shows one section, and says that posting covers the whole assignment', async () => {
      expect(await names('?section=62')).to.have.members(['9001', '9005']);
      const { text } = await get(createWebApp({ passback: createRichPassback() }), '/post-grades?section=62');
      expect(readText(text)).to.contain(
        'You see Period 2 Honors only. Post Grades sends each assignment to all its sections.',
      );
    });

    it('selects none when asked', async () => {
      const { text } = await get(
        createWebApp({ passback: createRichPassback() }),
        '/post-grades?select=none',
      );
      expect(readText(text)).to.contain('0 of 4 assignments selected');
    });
  });

  describe('posting', () => {
    it('requests a run of exactly the selected assignments and says: Scheduled. Click to see progress.', async () => {
      const fixture = createWebApp({
        passback: createRichPassback(),
        launch: buildLaunch({ placement: 'post_grades' }),
      });
      fixture.passback.receipt = { runId: 'run-open', how: 'created' };
      const answer = await post(fixture, '/post-grades', { assignment: ['9001', '9002', '9001'] });
      expect(answer.status).to.equal(303);
      expect(fixture.passback.asked).to.deep.equal([
        { what: 'post', selection: { kind: 'assignments', ids: ['9001', '9002'] } },
      ]);
      const page = await get(fixture, (answer.headers['location'] ?? '').replace('/s/test', ''));
      expect(page.status).to.equal(200);
      expect(readText(/<p class="scheduled-words"[\s\S]*?<\/p>/.exec(page.text)?.[0] ?? '')).to.equal(
        'Scheduled. Click to see progress.',
      );
    });

    it('leads from a dialog through Canvas to the run in Grade Sync, in the parent window', async () => {
      const fixture = createWebApp({
        passback: createRichPassback(),
        launch: buildLaunch({ placement: 'post_grades' }),
      });
      const { text } = await get(fixture, '/post-grades/scheduled?run=run-open&how=created');
      const [, href, target] = /<a href="([^"]+)"( target="_parent")?>Click to see progress/.exec(text) ?? [];
      const address = new URL((href ?? '').replaceAll('&amp;', '&'));
      expect(target).to.equal(' target="_parent"');
      expect(address.origin + address.pathname).to.equal(
        'https://canvas.example/courses/205/external_tools/retrieve',
      );
      expect(address.searchParams.get('url')).to.equal('https://tool.example/lti/launch?run=run-open');
      expect(address.searchParams.get('display')).to.equal('borderless');
    });

    it('leads straight to the run if posted in Grade Sync, or if Canvas gave no course id', async () => {
      const inTab = createWebApp({ passback: createRichPassback() });
      const launch = buildLaunch({ placement: 'post_grades' });
      const course = launch.course && { ...launch.course, canvasCourseId: null };
      const noCourseId = createWebApp({ passback: createRichPassback(), launch: { ...launch, course } });
      for (const fixture of [inTab, noCourseId]) {
        const { text } = await get(fixture, '/post-grades/scheduled?run=run-open&how=created');
        expect(text).to.contain('<a href="/s/test/grade-sync/runs/run-open">Click to see progress.</a>');
      }
    });

    it('takes a second person to the same run and says whose it is', async () => {
      const fixture = createWebApp({ passback: createRichPassback() });
      fixture.passback.receipt = { runId: 'run-remaster', how: 'same' };
      const answer = await post(fixture, '/post-grades', { assignment: '9001' });
      const page = await get(fixture, (answer.headers['location'] ?? '').replace('/s/test', ''));
      expect(readText(page.text)).to.contain(
        'Miguel Ángel Ortega-Villalobos is already posting the same assignments, since Nov 19, 2026, 7:30 AM.',
      );
    });

    it('says that a different selection waits as the next run', async () => {
      const page = await get(
        createWebApp({ passback: createRichPassback() }),
        '/post-grades/scheduled?run=run-queued&how=joined',
      );
      expect(readText(page.text)).to.contain('Your assignments go with the next one.');
    });

    it('refuses an empty selection', async () => {
      const fixture = createWebApp();
      const answer = await post(fixture, '/post-grades');
      expect(answer.status).to.equal(400);
      expect(readText(answer.text)).to.contain('Nothing is selected');
      expect(fixture.passback.asked).to.deep.equal([]);
    });

    it('posts a course of 3000 assignments', async () => {
      const fixture = createWebApp();
      const ids = Array.from({ length: 3000 }, (_, index) => String(10_000_000_000_000 + index));
      expect((await post(fixture, '/post-grades', { assignment: ids })).status).to.equal(303);
      expect(fixture.passback.asked[0]).to.deep.include({ selection: { kind: 'assignments', ids } });
    });
  });

  describe('closing', () => {
    it('offers Cancel only in a dialog, leading to Canvas’s return address', async () => {
      const launch = buildLaunch({ placement: 'post_grades' });
      const dialog = await get(createWebApp({ launch }), '/post-grades');
      expect(dialog.text).to.match(
        /<a class="button" href="https:\/\/canvas\.example[^"]*" data-close>Cancel<\/a>/,
      );
      expect((await get(createWebApp(), '/post-grades')).text).not.to.contain('data-close');
    });

    it('S19 never follows a return address that is no web address', async () => {
      const launch = buildLaunch({ placement: 'post_grades', returnUrl: 'javascript:alert(1)' });
      expect((await get(createWebApp({ launch }), '/post-grades')).text).not.to.contain('javascript:');
    });
  });

  it('leaves no placeholder open', async () => {
    const passback = createRichPassback();
    passback.overview = { ...buildRichOverview(), openRun: buildOpenRun() };
    const { text } = await get(createWebApp({ passback }), '/post-grades');
    expect(readText(text)).not.to.match(/\{\w+\}/);
  });
});
