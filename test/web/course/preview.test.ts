import { expect } from 'chai';
import { en } from '../../../src/i18n/en/en.ts';
import { say } from '../../support/english.ts';
import {
  buildAssignment,
  buildOverview,
  buildPreviewedGrade,
  createPassbackFixture,
} from '../../support/passback-fixtures.ts';
import { get, readText } from '../../support/read-page.ts';
import { createWebApp } from '../../support/web-app.ts';

describe('Post Grades › Preview', () => {
  const passback = () =>
    createPassbackFixture({
      previewed: [
        buildPreviewedGrade(),
        buildPreviewedGrade({ studentName: 'Ben Ortiz', action: 'new', holds: null }),
        buildPreviewedGrade({
          studentName: '=Cai Wen',
          action: 'held_back',
          sends: null,
          reason: 'changed_in_sis',
        }),
      ],
    });

  it('shows what the SIS has, what it will have, and why a grade is left out', async () => {
    const app = createWebApp({ passback: passback() });
    const sends = readText((await get(app, '/post-grades/preview')).text);
    expect(sends).to.contain('To be sent: 2').and.to.contain('Held back: 1').and.to.contain('All grades: 3');
    expect(sends).to.match(
      /Ana Flores 604822 History of this grade ?: Ana Flores Quiz 1: Linear equations Period 1 Changed 12 17\.5/,
    );
    expect(sends).to.match(/Ben Ortiz .* New nothing 17\.5/);
    expect(sends).not.to.contain('Cai Wen');
    const held = readText((await get(app, '/post-grades/preview?show=held_back')).text);
    expect(held).to.match(/Cai Wen .* Somebody changed the score in Focus\. .* 12 no change/);
    expect((await get(app, '/post-grades/preview?show=everything')).status).to.equal(400);
  });

  it('P15 names the day that the SIS gets for an assignment without a due date', async () => {
    const standIns = [{ assignmentName: 'From the tool', day: '2026-12-18' }];
    const app = createWebApp({ passback: createPassbackFixture({ standIns }) });
    expect(readText((await get(app, '/post-grades/preview')).text)).to.contain(
      say(en.preview.standIn, { assignment: 'From the tool', day: 'Dec 18, 2026' }),
    );
    const assignments = [buildAssignment({ dueAt: null })].map((one) => ({
      ...one,
      sections: one.sections.map((section) => ({ ...section, dueAt: null, standInDay: '2026-12-18' })),
    }));
    const page = createWebApp({
      passback: createPassbackFixture({ overview: buildOverview({ assignments }) }),
    });
    expect(readText((await get(page, '/post-grades')).text)).to.contain(
      say(en.postGrades.standInDay, { day: 'Dec 18, 2026' }),
    );
  });

  it('has search and filters that need no script', async () => {
    const { text } = await get(
      createWebApp({ passback: passback() }),
      '/post-grades/preview?assignment=9001&show=all&search=Ben',
    );
    expect(readText(text)).to.contain('Preview: Quiz 1').and.to.contain('Ben').and.not.to.contain('Ana');
    expect(text).to.contain('name="search" maxlength="300" value="Ben"');
    expect(text).to.contain('/post-grades/preview?assignment=9001&amp;search=Ben&amp;show=new"');
    expect(text).to.contain('/post-grades/preview.csv?assignment=9001&amp;search=Ben&amp;show=all"');
  });

  it('S19 downloads as CSV', async () => {
    const answer = await get(createWebApp({ passback: passback() }), '/post-grades/preview.csv?show=all');
    expect(answer.headers['content-disposition']).to.contain('preview 2026-11-20.csv');
    const [head, first, , third] = answer.text.split('\r\n');
    expect(head).to.contain('Assignment,Section,Student,Student SIS ID,What will happen');
    expect(first).to.equal(
      'Quiz 1: Linear equations,Period 1,Ana Flores,604822,Changed,12,Graded,17.5,Graded,',
    );
    expect(third).to.contain("'=Cai Wen");
  });

  it('opens from each row of Post Grades; the button says how many grades it sends', async () => {
    const overview = buildOverview({
      assignments: [
        buildAssignment(),
        buildAssignment({ id: '9002', grades: { new: 0, changed: 0, unchanged: 3, heldBack: 0 } }),
      ],
    });
    const app = createWebApp({ passback: createPassbackFixture({ overview }) });
    const { text } = await get(app, '/post-grades');
    expect(text).to.contain('href="/s/test/post-grades/preview?assignment=9001&amp;show=all"');
    expect(readText(text)).to.contain('Post Grades · 4 grades of 1 assignment');
    const none = readText((await get(app, '/post-grades?select=none')).text);
    expect(none).to.contain('Post Grades · 0 grades of 0 assignments');
  });
});
