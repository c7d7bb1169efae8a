import { expect } from 'chai';
import { en, say } from '../../support/english.ts';
import {
  buildCounts,
  buildInstitution,
  buildLaunch,
  buildOpenRun,
  buildOverview,
  buildRun,
  createPassbackFixture,
} from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { createWebApp } from '../../support/web-app.ts';

const counts = buildCounts({ eligible: 6, confirmed: 6 });
const reach = { kind: 'sections', ids: ['61'], sisIds: ['ALG1-P1'] } as const;

describe('Pages of a grade sync that does not cover the whole course', () => {
  const narrow = buildRun({ counts, coveredSections: ['Period 1', 'Period 3'] });

  it('S61 History names its sections beside the state, and never says Completed alone', async () => {
    const passback = createPassbackFixture({ runs: [narrow] });
    const { text } = await get(createWebApp({ passback }), '/grade-sync');
    expect(readText(text)).to.contain('Completed · Period 1, Period 3 only');
    expect(text).not.to.contain('>Completed<');
  });

  it('S61 its own page says so too, and why', async () => {
    const passback = createPassbackFixture({ runs: [narrow] });
    const { text } = await get(createWebApp({ passback }), '/grade-sync/runs/run-1');
    expect(readText(text))
      .to.contain('Completed · Period 1, Period 3 only')
      .and.contain(say(en.run.covers, { sections: 'Period 1, Period 3' }));
    expect(text).not.to.contain('>Completed<');
  });

  it('S61 a person who sees part of a run is told so, and cannot cancel the rest', async () => {
    const shown = createPassbackFixture({ runs: [buildOpenRun({ shownSections: ['Period 1'] })] });
    const text = readText((await get(createWebApp({ passback: shown }), '/grade-sync/runs/run-1')).text);
    expect(text).to.contain('It also covers sections you don’t see in Canvas. You see Period 1 only.');
    expect(text).not.to.contain('Cancel grade sync');
    const whole = createPassbackFixture({ runs: [buildOpenRun()] });
    expect(
      readText((await get(createWebApp({ passback: whole }), '/grade-sync/runs/run-1')).text),
    ).to.contain('Cancel grade sync');
  });

  it('S61 Post Grades says that counts and posting cover only their sections', async () => {
    const show = async (over: Parameters<typeof buildOverview>[0]): Promise<string> => {
      const passback = createPassbackFixture({ overview: buildOverview(over) });
      return readText((await get(createWebApp({ passback }), '/post-grades')).text);
    };
    expect(await show({ isLimited: true })).to.contain('your own section only');
    expect(await show({ isLimited: true, sections: [] })).to.contain(say(en.postGrades.noSection));
    expect(await show({})).not.to.contain('only your own section');
  });

  it('S61 Settings tells a limited person that the nightly sync covers the whole course, and offers no switch', async () => {
    const { settings, ...rest } = buildInstitution();
    const institution = { ...rest, settings: { ...settings, nightlySyncOffered: true } };
    const app = createWebApp({ institution, launch: buildLaunch({ reach }) });
    const text = readText((await get(app, '/grade-sync/settings')).text);
    expect(text).to.contain('Nightly sync is off for this course.').and.contain('covers the whole course');
    expect(text).not.to.contain('Switch on');
    const refused = await post(app, '/grade-sync/settings/nightly', { nightly: 'on' });
    expect(refused.status).to.equal(403);
    expect(readText(refused.text)).to.contain('This is about the whole course');
  });
});
