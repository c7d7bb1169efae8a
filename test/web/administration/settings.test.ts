import { expect } from 'chai';
import { type Institution, institutionSchema } from '../../../src/domain/institution.ts';
import { defaultInstitutionSettings, settingFields } from '../../../src/domain/institution-settings.ts';
import { type Http, HttpFailure } from '../../../src/http/http.ts';
import { withheldParts } from '../../../src/lti/launch/find-withheld.ts';
import { type AdminApp, administratorOf, createAdminApp, type Visitor } from '../../support/admin-app.ts';
import { en, say } from '../../support/english.ts';
import { useMongo } from '../../support/mongodb.ts';
import { buildSisConnection } from '../../support/passback-fixtures.ts';
import { readText } from '../../support/read-page.ts';

const page = '/administration/settings';
const form = {
  sisLabel: 'Juniper',
  resend: 'everything',
  createCategories: 'yes',
  matchCategoriesByName: 'yes',
  sendHiddenGrades: 'yes',
  sendNotCounted: 'yes',
  conflicts: 'ask',
  alsoMayPost: ['ta', 'designer'],
  titleLimit: '30',
  longTitles: 'shorten',
  lineItemMetadata: 'scoreType=POINTS; source=[section]',
  nightlySyncOffered: 'yes',
  compareNights: '14',
  windowStart: '22:30',
  windowEnd: '04:00',
  timeZone: 'America/Chicago',
  paused: 'yes',
  noticeAddresses: 'head@school.example, it@school.example',
  noticeCauses: 'failed',
  noticeLanguage: 'es',
  auditDays: '90',
  runDays: '365',
  cellDays: '700',
  idleMinutes: '20',
  removal: 'clear',
  finalGrades: 'final',
  finalGradesFor: 'periods',
  finalGradeTitle: 'Term grade',
  finalGradeCategory: 'Finals',
  existingLineItems: 'adopt',
  missingDueDate: 'periodEnd',
  ungroupedCategory: ' Homework ',
  removeLineItems: 'yes',
  firstGrades: 'alone',
  brakeShare: '40',
  brakeMinimum: '10',
  brakeZeros: '',
  lookAgainSeconds: '120',
  requestsPerMinute: '100',
  scoreDecimals: '1',
  overMaximum: 'cap',
  excused: 'refuse',
  belowZero: 'zero',
  zeroPoints: 'send',
  textScores: 'passFail',
  comments: 'status',
  csvFolder: 'bulk',
};

/** How Canvas answers about an API key; null: not at all. */
const canvas: {
  answer: { readonly status: number; readonly location?: string; readonly secretWrong?: boolean } | null;
} = { answer: null };
const answerAsCanvas: Http = async ({ method }) => {
  if (canvas.answer === null) throw new HttpFailure('dns', null);
  const { status, location, secretWrong = false } = canvas.answer;
  if (method === 'POST') {
    return {
      status: 400,
      headers: {},
      body: JSON.stringify({ error: secretWrong ? 'invalid_client' : 'invalid_grant' }),
    };
  }
  return { status, headers: location === undefined ? {} : { location }, body: '' };
};

describe('Administration › Settings and Canvas API key', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let institution: Institution;
  let visitor: Visitor;

  before(async () => {
    tool = await createAdminApp(mongo.connection(), { wrapHttp: () => answerAsCanvas });
    institution = await tool.addInstitution({
      settings: defaultInstitutionSettings,
      sis: buildSisConnection('secret'),
    });
    visitor = await tool.visit(administratorOf(institution));
  });
  after(() => tool?.close());
  const read = async () => (await tool.services.stores.institutions.find(institution.id))?.settings;

  it('saves every setting and shows it again', async () => {
    expect((await visitor.post(page, form)).headers['location']).to.equal(`${visitor.base}${page}?saved=yes`);
    expect(await read()).to.deep.equal({
      idleMinutes: 20,
      sisLabel: 'Juniper',
      resend: 'everything',
      categoryPage: false,
      createCategories: true,
      matchCategoriesByName: true,
      sendHiddenGrades: true,
      sendNotCounted: true,
      sendHiddenInGradebook: false,
      conflicts: 'ask',
      removal: 'clear',
      finalGrades: 'final',
      finalGradesFor: ['periods'],
      finalGradeTitle: 'Term grade',
      finalGradeCategory: 'Finals',
      existingLineItems: 'adopt',
      missingDueDate: 'periodEnd',
      ungroupedCategory: 'Homework',
      removeLineItems: true,
      firstGrades: 'alone',
      lookAgainSeconds: 120,
      requestsPerMinute: 100,
      scoreDecimals: 1,
      overMaximum: 'cap',
      excused: 'refuse',
      belowZero: 'zero',
      zeroPoints: 'send',
      textScores: 'passFail',
      comments: 'status',
      brakeShare: 40,
      brakeMinimum: 10,
      brakeZeros: null,
      brakeRemovals: false,
      alsoMayPost: ['ta', 'designer'],
      titleLimit: 30,
      longTitles: 'shorten',
      lineItemMetadata: 'scoreType=POINTS; source=[section]',
      nightlySyncOffered: true,
      compareNights: 14,
      nightlyWindow: { start: '22:30', end: '04:00', timeZone: 'America/Chicago' },
      paused: true,
      schedulesPaused: false,
      csvFolder: 'bulk',
      noticeAddresses: 'head@school.example, it@school.example',
      noticeCauses: ['failed'],
      noticeLanguage: 'es',
      noticesToPeople: false,
      auditDays: 90,
      runDays: 365,
      cellDays: 700,
    });
    const { text } = await visitor.get(page);
    expect(text).to.contain('value="Juniper"').and.to.contain('value="22:30"');
    expect(text).to.match(/<option value="America\/Chicago" selected>/);
    const checked = [...text.matchAll(/<input type="checkbox"[^>]*name="(\w+)"[^>]* checked/g)];
    expect(checked.map(([, name]) => name)).to.deep.equal([
      ...[
        'paused',
        'sendHiddenGrades',
        'sendNotCounted',
        'removeLineItems',
        'finalGradesFor',
        'createCategories',
        'matchCategoriesByName',
        'alsoMayPost',
        'alsoMayPost',
      ],
      'nightlySyncOffered',
      'noticeCauses',
    ]);
    expect(readText((await visitor.get('/administration')).text)).to.contain('All grade syncs are paused.');
  });

  it('shows every setting of the table with its label and every option', async () => {
    const { text } = await visitor.get(page);
    const { fields, options } = en.administration.settings;
    for (const [name, field] of settingFields) {
      if (field.kind === 'window') {
        for (const entry of ['windowStart', 'windowEnd', 'timeZone'])
          expect(text).to.contain(`name="${entry}"`);
        continue;
      }
      expect(text, name).to.contain(`name="${name}"`);
      const offered = field.kind === 'radio' || field.kind === 'checkboxes' ? field.options : [];
      const labels = offered.map((value) => options[name]?.[value]?.label);
      const shown = field.kind === 'checkboxes' ? labels : [fields[name].label, ...labels];
      for (const label of shown) expect(readText(text), name).to.contain(label?.replace('{sis}', 'Juniper'));
    }
  });

  it('offers what reading back has taught about the SIS, and takes it with one press', async () => {
    const { learnedHabits } = tool.services.stores.passback;
    const { takeWhole } = en.administration.settings.offers;
    const profile = institution.sis?.profile ?? '';
    const note = (decimals: number) =>
      learnedHabits.note(institution.id, profile, [{ kind: 'decimals', decimals }], new Date());
    const shows = async () => readText((await visitor.get(page)).text).includes(say(takeWhole));
    expect(await shows()).to.equal(false);
    await note(0);
    expect(await shows()).to.equal(true);
    const taken = await visitor.post(`${page}/take`, { habit: 'decimals' });
    expect(taken.headers['location']).to.equal(`${visitor.base}${page}?saved=yes`);
    expect(await read()).to.include({ scoreDecimals: 0, sisLabel: 'Juniper' });
    expect(await shows()).to.equal(false);
    await note(1);
    // 9.96 is kept as 10 by a SIS that keeps one decimal, too.
    await note(0);
    const [learned] = await learnedHabits.find(institution.id, profile);
    expect(learned?.habit).to.deep.equal({ kind: 'decimals', decimals: 1 });
    await learnedHabits.note(institution.id, profile, [{ kind: 'exempt', kept: true }], new Date());
    const offered = readText((await visitor.get(page)).text);
    expect(offered).to.contain(say(en.administration.settings.offers.takeExempt));
    await visitor.post(`${page}/take`, { habit: 'exempt' });
    expect(await read()).to.include({ excused: 'send' });
    const { takeExempt } = en.administration.settings.offers;
    expect(readText((await visitor.get(page)).text)).not.to.contain(say(takeExempt));
  });

  it('offers to shorten names to what the SIS keeps of them, and goes on sending them', async () => {
    const { learnedHabits } = tool.services.stores.passback;
    const profile = institution.sis?.profile ?? '';
    const { takeTitle } = en.administration.settings.offers;
    const note = (length: number) =>
      learnedHabits.note(institution.id, profile, [{ kind: 'title', length }], new Date());
    await note(24);
    // The cut name ended in a blank.
    await note(23);
    expect(readText((await visitor.get(page)).text)).to.contain(say(takeTitle, { count: 24 }));
    await visitor.post(`${page}/take`, { habit: 'title' });
    expect(await read()).to.include({ titleLimit: 24, longTitles: 'shorten' });
    expect(readText((await visitor.get(page)).text)).not.to.contain(say(takeTitle, { count: 24 }));
  });

  it('Z15 reads how the previous release stored that first grades go together', () => {
    const read = (settings: object) => institutionSchema.parse({ ...institution, settings }).settings;
    expect(read({ createColumns: true }).firstGrades).to.equal('together');
    expect(read({ createColumns: true, firstGrades: 'alone' }).firstGrades).to.equal('alone');
    expect(read({ createColumns: false }).firstGrades).to.equal('found');
  });

  it('refuses invalid values field by field, and saves none of them', async () => {
    const before = await read();
    const wrong: readonly (readonly [Record<string, string>, string])[] = [
      [{ sisLabel: '  ' }, 'Enter this.'],
      [{ sisLabel: 'x'.repeat(61) }, 'This is too long.'],
      [{ lineItemMetadata: 'scoreType' }, 'name=value'],
      [{ lineItemMetadata: 'a=[student]' }, 'name=value'],
      [{ resend: 'always' }, 'Choose one of the options.'],
      [{ alsoMayPost: 'student' }, 'Choose one of the options.'],
      [{ titleLimit: '9' }, 'from 10 to 1,000'],
      [{ titleLimit: '1e2' }, 'from 10 to 1,000'],
      [{ windowStart: '25:00' }, 'Enter a time such as 01:30.'],
      [{ timeZone: 'Chicago' }, 'Choose one of the time zones.'],
      [{ timeZone: '+05:00' }, 'Choose one of the time zones.'],
      [{ brakeShare: '101' }, 'from 1 to 100'],
      [{ brakeMinimum: '' }, 'from 1 to 100,000'],
      [{ auditDays: '0' }, 'from 30 to 3,650'],
      [{ runDays: '' }, 'from 30 to 3,650'],
    ];
    for (const [over, words] of wrong) {
      const answer = await visitor.post(page, { ...form, sisLabel: 'Other', ...over });
      expect(answer.status, JSON.stringify(over)).to.equal(422);
      expect(readText(answer.text), JSON.stringify(over)).to.contain(words);
      expect(readText(answer.text)).to.contain('Nothing was saved');
    }
    expect(await read()).to.deep.equal(before);
  });

  it('S31 records each changed setting once, with the person', async () => {
    await visitor.post(page, { ...form, runDays: '400' });
    await visitor.post(page, { ...form, runDays: '400' });
    await tool.services.audit.settled();
    const query = { actions: ['setting_changed'] as const, page: null, limit: 100 };
    const { lines } = await tool.services.audit.read(institution.id, query);
    const ofDays = lines.filter(({ facts }) => facts['setting'] === 'settings.runDays');
    expect(ofDays.map(({ facts }) => facts['to'])).to.deep.equal(['400', '365']);
  });

  it('keeps a stored API key secret only for the same key', async () => {
    const keyPage = '/administration/canvas-api';
    const key = async () => (await tool.services.stores.institutions.find(institution.id))?.canvas.apiKey;
    expect((await visitor.post(keyPage, { clientId: '', clientSecret: '' })).status).to.equal(422);
    await visitor.post(keyPage, { clientId: '100', clientSecret: 'one' });
    await visitor.post(keyPage, { clientId: '100', clientSecret: '' });
    expect(await key()).to.deep.equal({ clientId: '100', clientSecret: 'one' });
    const other = await visitor.post(keyPage, { clientId: '200', clientSecret: '' });
    expect(readText(other.text)).to.contain('Enter the secret. None is stored for this.');
    expect(await key()).to.deep.equal({ clientId: '100', clientSecret: 'one' });
  });

  it('warns of a key that Canvas refuses, says why, and saves it if told to', async () => {
    const keyPage = '/administration/canvas-api';
    const key = async () => (await tool.services.stores.institutions.find(institution.id))?.canvas.apiKey;
    const before = await key();
    const scope = 'url:GET|/api/v1/courses/:id';
    const back = `https://tool.example/canvas/oauth/callback?error=invalid_scope&error_description=not granted: ${scope}`;
    for (const [answer, said] of [
      [{ status: 401 }, 'Canvas has no API key with this number'],
      [{ status: 400 }, 'This key has another redirect URI in Canvas.'],
      [{ status: 302, location: back }, `Missing scopes: ${scope}`],
      [{ status: 302, location: '/login', secretWrong: true }, 'Canvas doesn’t accept this secret'],
    ] as const) {
      canvas.answer = answer;
      const refused = await visitor.post(keyPage, { clientId: '300', clientSecret: 'three' });
      expect([refused.status, readText(refused.text)]).to.satisfy(
        ([status, text]: [number, string]) => status === 422 && text.includes(said),
        said,
      );
      expect(await key()).to.deep.equal(before);
    }
    const lti = { clientId: institution.platform.clientId, clientSecret: 'x' };
    expect(readText((await visitor.post(keyPage, lti)).text)).to.contain(
      'This number belongs to the LTI key.',
    );
    const insisted = await visitor.post(keyPage, { clientId: '300', clientSecret: 'three', anyway: '1' });
    expect(insisted.headers['location']).to.contain('done=untested');
    expect(await key()).to.deep.equal({ clientId: '300', clientSecret: 'three' });
    canvas.answer = { status: 302, location: '/login' };
    const good = await visitor.post(keyPage, { clientId: '400', clientSecret: 'four' });
    expect(good.headers['location']).to.contain('done=saved');
    canvas.answer = null;
  });

  it('asks everybody for consent again with a new API key, and Overview drops the old key’s problems', async () => {
    const { canvasGrants, canvasKeyFaults } = tool.services.stores;
    const keyPage = '/administration/canvas-api';
    const tokens = { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: new Date(0) };
    await canvasGrants.save({ institutionId: institution.id, canvasUserId: '900' }, null, tokens);
    for (let n = 0; n < 2; n += 1)
      await canvasKeyFaults.note(institution.id, 'canvas_includes_off', new Date());
    const overview = async (): Promise<string> => readText((await visitor.get('/administration')).text);
    expect(await overview()).to.contain('Courses couldn’t be read 2 times');
    await visitor.post(keyPage, { clientId: '500', clientSecret: 'five' });
    expect(await canvasGrants.count(institution.id)).to.equal(0);
    expect(readText((await visitor.get(keyPage)).text)).to.contain('Nobody has connected to Canvas yet.');
    expect(await overview()).to.not.contain('couldn’t be read');
  });

  it('CF19 names a Canvas address that is not set up, and the courses that were opened there', async () => {
    const { canvasKeyFaults } = tool.services.stores;
    await canvasKeyFaults.note(institution.id, 'canvas_origin_unknown', new Date());
    const canvasUrl = 'https://grades.school.example';
    const launch = { ...administratorOf(institution), canvasUrl };
    const there = await tool.visit(launch);
    const text = readText((await there.get('/administration')).text);
    expect(text).to.contain(`Canvas also uses ${canvasUrl}, which we don’t know as yours`);
    expect(text).to.contain('Canvas served a course at an address we don’t know as yours');
    const asSetUp = { ...launch, canvasUrl: institution.canvas.baseUrl };
    const usual = await tool.visit(asSetUp);
    expect(readText((await usual.get('/administration')).text)).to.not.contain('Canvas also uses');
    await canvasKeyFaults.clear(institution.id);
  });

  it('CF22 tells of launches from a copy of Canvas for two weeks, and where the grades of a copy go', async () => {
    const { canvasKeyFaults } = tool.services.stores;
    const overview = async (): Promise<string> => readText((await visitor.get('/administration')).text);
    const refused = 'opened Grade Passback in a beta or test copy of this Canvas';
    await canvasKeyFaults.note(institution.id, 'canvas_copy', new Date(Date.now() - 15 * 86_400_000));
    expect(await overview()).to.not.contain(refused);
    await canvasKeyFaults.note(institution.id, 'canvas_copy', new Date());
    expect(await overview()).to.contain(`${refused} 2 times`);
    await canvasKeyFaults.clear(institution.id);
    const { platform, canvas } = institution;
    const copy = await tool.addInstitution({
      platform: { ...platform, clientId: 'beta' },
      canvas: { ...canvas, baseUrl: 'https://lake.beta.instructure.com' },
      sis: buildSisConnection('s'),
    });
    const there = await tool.visit(administratorOf(copy));
    const host = new URL(buildSisConnection('s').gradebookUrl).host;
    expect(readText((await there.get('/administration')).text)).to.contain(
      `This Canvas is a beta copy, so its grades are for trying things out. They go to ${host}`,
    );
  });

  it('CF9 names what the LTI key does not grant, and how to grant it', async () => {
    const { canvasKeyFaults } = tool.services.stores;
    for (const code of withheldParts) await canvasKeyFaults.note(institution.id, code, new Date());
    const text = readText((await visitor.get('/administration')).text);
    expect(text).to.contain('doesn’t grant Names and Role Provisioning');
    expect(text).to.contain('doesn’t grant reading line items and results');
    expect(text).to.contain('Choose Update Registration in Canvas, or paste the configuration again.');
    await canvasKeyFaults.clear(institution.id);
  });

  it('says on Overview what comes next once everything is connected; the window takes Canvas’s zone with the first change', async () => {
    const { canvas: connection, platform } = institution;
    const connected = await tool.addInstitution({
      platform: { ...platform, clientId: 'connected' },
      canvas: { ...connection, apiKey: { clientId: '1', clientSecret: 's' } },
      sis: {
        profile: 'oneroster-1p2',
        rosteringUrl: 'https://sis.example/r',
        gradebookUrl: 'https://sis.example/g',
        auth: { kind: 'oauth1', consumerKey: 'k', consumerSecret: 's', signature: 'HMAC-SHA256' },
        maxInFlight: null,
        headers: {},
      },
      settings: defaultInstitutionSettings,
    });
    const administrator = await tool.visit(administratorOf(connected, { timeZone: 'America/Boise' }));
    const overview = readText((await administrator.get('/administration')).text);
    expect(overview).to.contain(en.administration.setup.findings.courseNone.remedy);
    expect((await administrator.get(page)).text).to.match(/<option value="America\/Boise" selected>/);
    const zone = async () =>
      (await tool.services.stores.institutions.find(connected.id))?.settings.nightlyWindow.timeZone;
    expect(await zone()).to.equal('UTC');
    const saveKey = (by: Visitor) =>
      by.post('/administration/canvas-api', { clientId: '2', clientSecret: 's', anyway: '1' });
    await saveKey(administrator);
    expect(await zone()).to.equal('America/Boise');
    await saveKey(await tool.visit(administratorOf(connected, { timeZone: 'Asia/Tokyo' })));
    expect(await zone()).to.equal('America/Boise');
    // Saved on purpose, and in use.
    const utc = { ...form, windowStart: '01:00', windowEnd: '05:00', timeZone: 'UTC' };
    expect((await administrator.post(page, utc)).status).to.equal(303);
    await saveKey(administrator);
    expect(await zone()).to.equal('UTC');
  });

  it('says exactly what the key needs; counts consents, and ends only one’s own', async () => {
    const grants = tool.services.stores.canvasGrants;
    const tokens = { accessToken: 'a', refreshToken: 'r', accessTokenExpiresAt: new Date(0) };
    for (const canvasUserId of ['900', '901']) {
      await grants.save({ institutionId: institution.id, canvasUserId }, null, tokens);
    }
    const shown = await visitor.get('/administration/canvas-api');
    expect(shown.text).to.contain('value="https://tool.example/canvas/oauth/callback"');
    expect(shown.text).to.contain('url:GET|/api/v1/courses/:course_id/students/submissions');
    const text = readText(shown.text);
    expect(text).to.contain('2 people have connected to Canvas. You’re one of them.');
    expect(shown.text).not.to.contain('901');
    await visitor.post('/administration/canvas-api/disconnect');
    expect(await grants.find({ institutionId: institution.id, canvasUserId: '900' })).to.equal(null);
    expect(await grants.count(institution.id)).to.equal(1);
    const after = readText((await visitor.get('/administration/canvas-api')).text);
    expect(after).to.contain(
      `1 person has connected to Canvas. ${say(en.administration.canvasApi.noOwnConsent)}`,
    );
  });
});
