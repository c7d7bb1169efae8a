import { expect } from 'chai';
import { en, say } from '../../support/english.ts';
import { buildInstitution, buildLaunch } from '../../support/passback-fixtures.ts';
import { get, post, readText } from '../../support/read-page.ts';
import { createWebApp, type WebAppFixture } from '../../support/web-app.ts';

const settings = '/grade-sync/settings';
const institution = (over: Partial<ReturnType<typeof buildInstitution>['settings']> = {}) => {
  const one = buildInstitution();
  const nightlyWindow = { start: '01:00', end: '05:00', timeZone: 'America/Chicago' };
  return { ...one, settings: { ...one.settings, nightlySyncOffered: true, nightlyWindow, ...over } };
};
const show = async (fixture: WebAppFixture): Promise<string> => readText((await get(fixture, settings)).text);

describe('Grade Sync › Settings › Nightly sync', () => {
  it('is hidden if the institution does not offer it, and cannot be switched on', async () => {
    const fixture = createWebApp();
    expect(await show(fixture)).to.not.contain('Nightly sync');
    expect((await post(fixture, `${settings}/nightly`, { nightly: 'on' })).status).to.equal(404);
  });

  it('switches on and off by a plain form, and says when it runs next and in whose name', async () => {
    const fixture = createWebApp({ institution: institution() });
    const off = await show(fixture);
    expect(off).to.contain('Nightly sync is off for this course. Switch on');
    expect(off).to.contain(say(en.settings.nightly.explain));
    expect(off).to.contain('Your institution runs it between 1:00 AM and 5:00 AM (America/Chicago).');
    const answer = await post(fixture, `${settings}/nightly`, { nightly: 'on' });
    expect(answer.status).to.equal(303);
    expect(answer.headers['location']).to.equal('/s/test/grade-sync/settings');
    const on = await show(fixture);
    expect(on).to.match(/Nightly sync is on for this course\. Next time: Nov 21, 2026, [1-4]:\d\d AM\./);
    expect(on).to.contain('Dana Whitfield switched it on. It reads Canvas with their permission. Switch off');
    await post(fixture, `${settings}/nightly`, { nightly: 'off' });
    expect(await show(fixture)).to.contain('Nightly sync is off');
  });

  it('says that nothing runs while the institution is paused', async () => {
    const fixture = createWebApp({ institution: institution({ paused: true }) });
    await post(fixture, `${settings}/nightly`, { nightly: 'on' });
    const text = await show(fixture);
    expect(text).to.contain('Your institution has paused grade syncs').and.not.to.contain('Next time');
  });

  it('S15 refuses a form without the token, nonsense, and people who may not post', async () => {
    const fixture = createWebApp({ institution: institution() });
    expect(
      (await post(fixture, `${settings}/nightly`, { csrf: 'other', nightly: 'on' })).status,
    ).to.not.equal(303);
    expect((await post(fixture, `${settings}/nightly`, { nightly: 'maybe' })).status).to.equal(400);
    const person = { ...buildLaunch().person, role: 'student' } as const;
    const student = createWebApp({ institution: institution(), launch: buildLaunch({ person }) });
    expect((await post(student, `${settings}/nightly`, { nightly: 'on' })).status).to.equal(403);
  });
});

describe('Grade Sync › Settings › E-mail', () => {
  const texts = en.notices.subscription;

  it('writes to an address until the person stops it, and refuses what is none', async () => {
    const fixture = createWebApp();
    expect(await show(fixture)).to.contain(say(texts.off));
    const refused = await post(fixture, `${settings}/notices`, { address: 'dana at school' });
    expect(refused.status).to.equal(422);
    expect(readText(refused.text)).to.contain(say(texts.fault));
    expect((await post(fixture, `${settings}/notices`, { address: 'dana@school.example' })).status).to.equal(
      303,
    );
    expect(await show(fixture)).to.contain(say(texts.on, { address: 'dana@school.example' }));
    await post(fixture, `${settings}/notices`, { address: 'dana@school.example', stop: 'yes' });
    expect(await show(fixture)).to.contain(say(texts.off));
  });

  it('is hidden where the institution does not offer it', async () => {
    const fixture = createWebApp({ institution: institution({ noticesToPeople: false }) });
    expect(await show(fixture)).to.not.contain(say(texts.explain));
    expect((await post(fixture, `${settings}/notices`, { address: 'a@b.example' })).status).to.equal(404);
  });
});
