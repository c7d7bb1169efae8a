import { createHash } from 'node:crypto';
import { expect } from 'chai';
import type { Institution, SisConnection } from '../../../src/domain/institution.ts';
import type { HttpRequest } from '../../../src/http/http.ts';
import {
  type AdminApp,
  administratorOf,
  createAdminApp,
  type FormFields,
  type Visitor,
} from '../../support/admin-app.ts';
import { en, say } from '../../support/english.ts';
import { hostedPlatform } from '../../support/hosted-canvas.ts';
import { useMongo } from '../../support/mongodb.ts';
import {
  createScriptedGradebook,
  type ScriptedGradebook,
} from '../../support/oneroster/scripted-gradebook.ts';
import { readText } from '../../support/read-page.ts';

const secret = 'canary-client-secret';
const headerValue = 'canary-vendor-key:canary-vendor-secret';
const apiSecret = 'canary-api-secret';
const page = '/administration/sis-connection';

const stored: SisConnection = {
  profile: 'oneroster-1p2',
  rosteringUrl: 'https://sis.example/rostering/v1p2',
  gradebookUrl: 'https://sis.example/gradebook/v1p2',
  auth: {
    kind: 'oauth2',
    tokenUrl: 'https://login.sis.example/token',
    clientId: 'client-1',
    clientSecret: secret,
    clientAuthentication: 'basic',
  },
  maxInFlight: 3,
  headers: { 'x-vendor-authorization': headerValue },
};

/** The form as its page shows it: everything stored, and no secret. */
const form = {
  profile: 'oneroster-1p2',
  rosteringUrl: stored.rosteringUrl,
  gradebookUrl: stored.gradebookUrl,
  auth: 'oauth2',
  tokenUrl: 'https://login.sis.example/token',
  clientId: 'client-1',
  clientSecret: '',
  clientAuthentication: 'basic',
  maxInFlight: '3',
  headers: '',
} satisfies FormFields;

describe('Administration › SIS connection', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let institution: Institution;
  let visitor: Visitor;
  let clients = 0;
  const requests: HttpRequest[] = [];
  let gradebook: ScriptedGradebook | null = null;
  /** A SIS that works, while a test has one. */
  const answerAsGradebook = ({ method, url, body = '' }: HttpRequest) => {
    if (gradebook === null) return null;
    if (url.endsWith('/token')) {
      return { status: 200, headers: {}, body: JSON.stringify({ access_token: 't', expires_in: 60 }) };
    }
    const { pathname, search } = new URL(url);
    const script = gradebook.script({ method, path: pathname + search, headers: {}, body });
    if (typeof script !== 'object') throw new Error('no answer');
    const { status = 200, json } = script;
    return { status, headers: {}, body: json === undefined ? '' : JSON.stringify(json) };
  };

  before(async () => {
    tool = await createAdminApp(mongo.connection(), {
      wrapHttp: () => async (request) => {
        requests.push(request);
        const working = answerAsGradebook(request);
        if (working !== null) return working;
        if (request.url.endsWith('/token') && request.method === 'POST') {
          const words = `refused ${'x'.repeat(10)} <b>bold</b>`;
          return { status: 401, headers: {}, body: JSON.stringify({ error: words }) };
        }
        return { status: 404, headers: {}, body: '' };
      },
    });
  });
  after(() => tool?.close());
  beforeEach(async () => {
    requests.length = 0;
    clients += 1;
    const template = await tool.addInstitution({
      canvas: {
        baseUrl: 'https://canvas.example',
        apiKey: { clientId: '17', clientSecret: apiSecret },
      },
      sis: stored,
      platform: hostedPlatform('https://canvas.example', `client-${clients}`),
    });
    institution = template;
    visitor = await tool.visit(administratorOf(institution));
  });

  const read = async (): Promise<SisConnection | null> =>
    (await tool.services.stores.institutions.find(institution.id))?.sis ?? null;
  const save = (over: FormFields = {}) => visitor.post(page, { ...form, ...over });
  const print = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

  it('S29 S30 never shows or logs a secret, after any answer: only fingerprints and dates', async () => {
    const answers = [
      await visitor.get(page),
      await visitor.get('/administration/canvas-api'),
      await visitor.get('/administration/settings'),
      await save({ clientSecret: 'canary-typed', gradebookUrl: 'nonsense' }),
      await visitor.post(`${page}/test`, { ...form, clientSecret: 'canary-typed' }),
      await save({ clientSecret: 'canary-typed', headers: 'x-vendor: canary-typed-header' }),
    ];
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 422, 200, 303]);
    await tool.services.audit.settled();
    answers.push(
      await visitor.get('/administration/audit'),
      await visitor.get('/administration/audit.csv'),
      await visitor.get(page),
    );
    for (const { text } of answers) expect(text).not.to.contain('canary');
    expect(tool.logged.join('')).not.to.contain('canary');
    const first = readText(answers[0]?.text ?? '');
    expect(first).to.match(new RegExp(`Stored on \\w+ \\d+, \\d{4}.*fingerprint ${print(secret)}`));
    expect(first).to.contain(`x-vendor-authorization (${print(headerValue)})`);
    expect(readText(answers[1]?.text ?? '')).to.contain(`fingerprint ${print(apiSecret)}`);
    expect(readText(answers.at(-1)?.text ?? '')).to.contain(`fingerprint ${print('canary-typed')}`);
  });

  it('keeps stored secrets whose fields are left empty, and changes the rest', async () => {
    const answer = await save({ maxInFlight: '7', clientId: 'client-2' });
    expect([answer.status, answer.headers['location']]).to.deep.equal([
      303,
      `${visitor.base}${page}?saved=yes`,
    ]);
    expect(await read()).to.deep.equal({
      ...stored,
      maxInFlight: 7,
      auth: { ...stored.auth, clientId: 'client-2' },
    });
  });

  it('replaces a secret or headers that are entered; removes headers when told', async () => {
    await save({ clientSecret: ' new-secret\n', headers: 'X-One: a b\r\n\r\nx-two:c' });
    expect(await read()).to.deep.equal({
      ...stored,
      auth: { ...stored.auth, clientSecret: 'new-secret' },
      headers: { 'X-One': 'a b', 'x-two': 'c' },
    });
    await save({ removeHeaders: 'yes', maxInFlight: '' });
    expect((await read())?.headers).to.deep.equal({});
    expect((await read())?.maxInFlight).to.equal(null);
  });

  it('S28 never sends a stored secret to a new host, on save or test', async () => {
    const addresses = ['tokenUrl', 'rosteringUrl', 'gradebookUrl'] as const;
    for (const name of addresses) {
      for (const path of [page, `${page}/test`]) {
        const answer = await visitor.post(path, { ...form, [name]: 'https://evil.example/x' });
        expect(answer.status, `${path} ${name}`).to.equal(422);
        const text = readText(answer.text);
        expect(text).to.contain('An address now leads to another host.');
        expect(text).to.contain('Client secret');
        expect(text).to.contain('Extra headers');
      }
    }
    expect(requests).to.deep.equal([]);
    expect(await read()).to.deep.equal(stored);
    const typed = { tokenUrl: 'https://new.example/token', clientSecret: 'theirs', headers: 'x-a: b' };
    expect((await save(typed)).status).to.equal(303);
  });

  it('needs a new secret for another authentication method, and OAuth 2 for OneRoster 1.2', async () => {
    const oauth1 = { auth: 'oauth1', consumerKey: 'k', consumerSecret: '', signature: 'HMAC-SHA1' };
    const wrong = readText((await save(oauth1)).text);
    expect(wrong).to.contain('OneRoster 1.2 allows OAuth 2 only');
    expect(wrong).to.contain('Enter the secret. None is stored for this.');
    const right = { ...oauth1, profile: 'oneroster-1p1', consumerSecret: 's' };
    expect((await save(right)).status).to.equal(303);
    expect((await read())?.auth).to.deep.equal({
      kind: 'oauth1',
      consumerKey: 'k',
      consumerSecret: 's',
      signature: 'HMAC-SHA1',
    });
  });

  it('refuses an impossible connection, says where it is wrong, and keeps what was typed', async () => {
    const wrong: readonly (readonly [FormFields, string])[] = [
      [{ profile: 'unknown' }, 'Choose one of the profiles.'],
      [{ rosteringUrl: '' }, 'Enter this.'],
      [{ rosteringUrl: 'sis.example/x' }, 'starting with https://'],
      [{ gradebookUrl: 'http://sis.example/x' }, 'doesn’t connect to this address'],
      [{ gradebookUrl: 'https://user:pw@sis.example/x' }, 'doesn’t connect to this address'],
      [{ gradebookUrl: 'https://sis.example:22/x' }, 'doesn’t connect to this address'],
      [{ gradebookUrl: 'javascript:alert(1)' }, 'starting with https://'],
      [{ clientId: '' }, 'Enter this.'],
      [{ maxInFlight: '65' }, 'from 1 to 64'],
      [{ maxInFlight: '1.5' }, 'from 1 to 64'],
      [{ headers: 'Authorization: mine' }, say(en.administration.form.faults.headers)],
      [{ headers: 'no colon' }, say(en.administration.form.faults.headers)],
      [{ headers: 'x: a\u0000b' }, say(en.administration.form.faults.headers)],
    ];
    for (const [over, words] of wrong) {
      const answer = await save({ clientId: 'typed-id', ...over });
      expect(answer.status, JSON.stringify(over)).to.equal(422);
      expect(readText(answer.text), JSON.stringify(over)).to.contain(words);
      if (!('clientId' in over)) expect(answer.text).to.contain('typed-id');
    }
    expect(await read()).to.deep.equal(stored);
  });

  it('S19 tests what was typed, stores nothing, and shows the SIS’s words as text', async () => {
    const answer = await visitor.post(`${page}/test`, { ...form, clientSecret: 'typed-secret' });
    expect(answer.status).to.equal(200);
    expect(answer.text).to.contain('&lt;b&gt;bold&lt;/b&gt;');
    const text = readText(answer.text);
    expect(text).to.contain('Focus refused the client ID or the secret.');
    expect(text).to.contain('Ask your vendor for the client ID and secret');
    expect(text).to.contain(say(en.administration.sis.lostSecrets));
    const [tried] = requests.filter(({ method }) => method === 'POST');
    const sent = Buffer.from((tried?.headers?.['authorization'] ?? '').slice(6), 'base64').toString();
    expect(sent).to.equal('client-1:typed-secret');
    expect(await read()).to.deep.equal(stored);
  });

  it('tests with writing only in a class that is named', async () => {
    const offered = readText((await visitor.get(page)).text);
    expect(offered).to.contain(say(en.administration.sis.testWrites));
    const nowhere = await visitor.post(`${page}/test`, { ...form, writes: 'yes', classSisId: '' });
    expect(nowhere.status).to.equal(422);
    expect(readText(nowhere.text)).to.contain(say(en.administration.form.faults.required));
    expect(requests).to.deep.equal([]);
    const named = await visitor.post(`${page}/test`, { ...form, writes: 'yes', classSisId: 'ALG-1' });
    expect(named.status).to.equal(200);
    expect(readText(named.text)).to.contain(say(en.administration.test.steps.removal));
    await tool.services.audit.settled();
    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['connection_tested'],
      page: null,
      limit: 10,
    });
    expect(lines.map(({ actor, facts }) => [actor.id, facts])).to.deep.equal([
      ['admin-1', { sis: 'sis.example', class: 'ALG-1', state: 'bad' }],
    ]);
  });

  it('keeps what a test with writing has taught of the SIS that is stored, and of no other', async () => {
    const { learnedHabits } = tool.services.stores.passback;
    const find = () => learnedHabits.find(institution.id, 'oneroster-1p2');
    const test = (over: FormFields) =>
      visitor.post(`${page}/test`, { ...form, writes: 'yes', classSisId: 'c1', ...over });
    gradebook = createScriptedGradebook();
    await test({ rosteringUrl: 'https://sis.example/other' });
    expect(await find()).to.deep.equal([]);
    const text = readText((await test({})).text);
    gradebook = null;
    expect(text).to.contain(say(en.administration.test.findings.exempt_kept.text));
    expect((await find()).map(({ habit }) => habit)).to.deep.equal([
      { kind: 'columns', offered: true },
      { kind: 'exempt', kept: true },
    ]);
    const settings = readText((await visitor.get('/administration/settings')).text);
    expect(settings).to.contain(say(en.administration.settings.offers.takeExempt));
  });

  it('S31 records which settings changed, and only that a secret changed', async () => {
    await save({ clientSecret: 'new', maxInFlight: '9' });
    await tool.services.audit.settled();
    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['setting_changed'],
      page: null,
      limit: 10,
    });
    const changes = lines.map(({ facts }) => [facts['setting'], facts['from'], facts['to']]);
    expect(changes).to.have.deep.members([
      ['sis.auth.clientSecret', '(secret)', '(secret)'],
      ['sis.maxInFlight', '3', '9'],
      // The first change takes the window's zone from Canvas.
      ['settings.nightlyWindow.timeZone', 'UTC', 'America/Chicago'],
    ]);
    expect(lines[0]?.actor).to.deep.equal({ kind: 'person', id: 'admin-1', role: 'administrator' });
  });

  it('keeps the date of a secret until it changes', async () => {
    const { institutions } = tool.services.stores;
    const before = await institutions.readSecretDates(institution.id);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await save({ maxInFlight: '2' });
    expect(await institutions.readSecretDates(institution.id)).to.deep.equal(before);
    await save({ clientSecret: 'another' });
    const after = await institutions.readSecretDates(institution.id);
    expect(after.sisHeaders).to.deep.equal(before.sisHeaders);
    expect(after.sisSecret?.getTime()).to.be.above(before.sisSecret?.getTime() ?? Number.POSITIVE_INFINITY);
  });
});
