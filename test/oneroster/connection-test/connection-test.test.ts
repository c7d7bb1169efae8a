import { expect } from 'chai';
import type { SisConnection } from '../../../src/domain/institution.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import type { Http } from '../../../src/http/http.ts';
import { createLog } from '../../../src/log.ts';
import {
  type ConnectionStepResult,
  connectionSteps,
  writingSteps,
} from '../../../src/oneroster/connection-test/step-result.ts';
import { testConnection } from '../../../src/oneroster/connection-test/test-connection.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { untrustedCertificate, untrustedKey } from '../../support/http/untrusted-certificate.ts';
import {
  never,
  plainProfile,
  type Script,
  ScriptedSis,
  type Seen,
} from '../../support/oneroster/scripted-sis.ts';

const classes = {
  classes: [
    { sourcedId: 'gone', status: 'tobedeleted', title: 'Old', school: { sourcedId: 's' }, terms: [] },
    { sourcedId: 'c1', status: 'active', title: 'Algebra 1', school: { sourcedId: 's' }, terms: [] },
  ],
};
const categories = { categories: [{ sourcedId: 'cat1', status: 'active', title: 'Tests' }] };
const refusal = (codeMinor: string, words: string) => ({
  imsx_codeMajor: 'failure',
  imsx_severity: 'error',
  imsx_description: words,
  imsx_CodeMinor: {
    imsx_codeMinorField: [
      { imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: codeMinor },
    ],
  },
});

/** A SIS that works, except for what `over` answers. */
function answerAll(over: (seen: Seen) => Script | null = () => null): (seen: Seen) => Script {
  return (seen) => {
    const own = over(seen);
    if (own !== null) return own;
    if (/\/classes\/c1\/categories/.test(seen.path)) return { json: categories };
    if (/\/classes\/c1$/.test(seen.path)) return { json: { class: classes.classes[1] } };
    if (/\/classes\?/.test(seen.path)) return { json: classes };
    const list = /\/classes\/c1\/(?:lineItems\/l1\/)?(students|lineItems|results)\?/.exec(seen.path)?.[1];
    if (list === 'students') return { json: { users: [{ sourcedId: 's1', status: 'active' }] } };
    if (list !== undefined) return { json: { [list]: list === 'lineItems' ? [{ sourcedId: 'l1' }] : [] } };
    if (seen.method === 'PUT') return { status: 422, json: refusal('invaliddata', 'unknown class') };
    return { status: 404 };
  };
}

describe('Test connection', () => {
  let sis: ScriptedSis | null = null;
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await sis?.stop();
    sis = null;
    for (const close of closers.splice(0)) await close();
  });

  const start = async (over?: (seen: Seen) => Script | null): Promise<ScriptedSis> => {
    sis = await new ScriptedSis(answerAll(over)).start();
    return sis;
  };
  const openHttp = (isAllowed: boolean): Http => {
    const { http, close } = createHttp({
      privateHosts: isAllowed ? thisMachine : [],
      timeouts: { connect: 1500, headers: 1500 },
    });
    closers.push(close);
    return http;
  };
  async function run(
    over: {
      readonly connection?: Partial<SisConnection>;
      readonly version?: '1.1' | '1.2';
      readonly profile?: Partial<SisProfile>;
      readonly classSisId?: string;
      readonly http?: Http;
    } = {},
  ): Promise<readonly ConnectionStepResult[]> {
    const { version = '1.2' } = over;
    const connection = { ...(sis?.connection(version) ?? plainConnection), ...over.connection };
    const log = createLog('silent');
    const randomBytes = (size: number): Buffer => Buffer.alloc(size, 7);
    const http = over.http ?? openHttp(true);
    const sleep = async (): Promise<void> => undefined;
    const deps = { http, clock: () => new Date(), sleep, randomBytes, log };
    const profile = plainProfile(version, over.profile);
    return testConnection(
      deps,
      { connection, profile, classSisId: over.classSisId ?? null, writes: false },
      never,
    );
  }
  const plainConnection: SisConnection = {
    profile: 'oneroster-1p2',
    rosteringUrl: 'https://127.0.0.1/rostering',
    gradebookUrl: 'https://127.0.0.1/gradebook',
    auth: {
      kind: 'oauth2',
      tokenUrl: 'https://127.0.0.1/token',
      clientId: 'a',
      clientSecret: 'b',
      clientAuthentication: 'basic',
    },
    maxInFlight: null,
    headers: {},
  };
  const show = (results: readonly ConnectionStepResult[]): readonly string[] =>
    results.map(({ step, state, finding }) => `${step} ${state} ${finding}`);
  const stepOf = (results: readonly ConnectionStepResult[], step: ConnectionStepResult['step']) =>
    results.find((result) => result.step === step);

  it('goes from the address to a write that no gradebook can store', async () => {
    const all = await start();
    const results = await run();
    expect(show(results)).to.deep.equal([
      'address ok reached',
      'tls skipped not_encrypted',
      'token ok token_received',
      'scopes ok scopes_granted',
      'class ok class_read',
      'categories ok categories_read',
      'periods skipped periods_not_needed',
      'students ok students_read',
      'lineItems ok line_items_read',
      'results ok results_read',
      'write ok write_refused_as_expected',
      'habits ok habits_none',
    ]);
    expect(stepOf(results, 'class')?.values).to.deep.equal({ title: 'Algebra 1', id: 'c1' });
    expect(stepOf(results, 'write')).to.include({ status: 422, sisMessage: 'unknown class' });
    const writes = all.seen.filter(({ method }) => method === 'PUT');
    expect(writes.length).to.equal(1);
    const { lineItem } = JSON.parse(writes[0]?.body ?? '{}');
    expect(lineItem.status).to.equal('tobedeleted');
    expect(lineItem.class.sourcedId).to.match(/^connection-test-/);
    expect(writes[0]?.path).to.contain(lineItem.sourcedId);
  });

  it('S23 refuses a private address without a request, and skips the other steps', async () => {
    const all = await start();
    const results = await run({ http: openHttp(false) });
    expect(show(results)).to.deep.equal([
      'address failed address_not_allowed',
      ...connectionSteps
        .filter((step) => step !== 'address' && !writingSteps.includes(step))
        .map((step) => `${step} skipped not_reached`),
    ]);
    expect(all.seen.length + all.tokenRequests.length).to.equal(0);
  });

  it('H1 H2 distinguishes a port where nothing listens from a name that does not exist', async () => {
    const closed = await start();
    const { url } = closed;
    await closed.stop();
    sis = null;
    const at = (host: string) => ({ rosteringUrl: `${host}/r`, gradebookUrl: `${host}/g` });
    const silent = await run({ connection: { ...at(url), auth: oauth1 }, version: '1.1' });
    expect(show(silent)[0]).to.equal('address failed connection_refused');
    const unknown = await run({
      connection: { ...at('https://sis.invalid'), auth: oauth1 },
      version: '1.1',
    });
    expect(show(unknown)[0]).to.equal('address failed name_unknown');
    expect(unknown[0]?.values).to.deep.equal({ host: 'sis.invalid' });
  });

  it('H3 reports an invalid certificate', async () => {
    const { createServer } = await import('node:https');
    const server = createServer({ cert: untrustedCertificate, key: untrustedKey }, (_req, res) => res.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(async () => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const base = `https://localhost:${address.port}`;
    const results = await run({
      connection: { rosteringUrl: base, gradebookUrl: base, auth: oauth1 },
      version: '1.1',
    });
    expect(show(results).slice(0, 3)).to.deep.equal([
      'address ok reached',
      'tls failed certificate_bad',
      'token skipped not_reached',
    ]);
  });

  it("reports refused credentials with the SIS's message", async () => {
    const all = await start();
    all.tokenScript = () => ({
      status: 401,
      json: { error: 'invalid_client', error_description: 'Client disabled since Monday' },
    });
    const token = stepOf(await run(), 'token');
    expect(token).to.include({ state: 'failed', finding: 'credentials_refused', status: 401 });
    expect(token?.sisMessage).to.equal('Client disabled since Monday');
    expect(all.seen.filter(({ path }) => path.includes('classes'))).to.deep.equal([]);
  });

  it('distinguishes a wrong token URL from refused credentials', async () => {
    const all = await start();
    all.tokenScript = () => ({ status: 404, text: '<h1>Nothing here</h1>' });
    expect(stepOf(await run(), 'token')).to.include({ finding: 'token_address_wrong', status: 404 });
  });

  it('names every scope that was not granted, and still tries the reads', async () => {
    const all = await start();
    const read = 'https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.readonly';
    const roster = 'https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly';
    all.tokenScript = () => ({
      json: { access_token: 't', token_type: 'bearer', expires_in: 60, scope: `${read} ${roster}` },
    });
    const results = await run();
    const scopes = stepOf(results, 'scopes');
    expect(scopes).to.include({ state: 'failed', finding: 'scopes_missing' });
    expect(scopes?.values['scopes']).to.equal(
      'https://purl.imsglobal.org/spec/or/v1p2/scope/gradebook.createput',
    );
    expect(stepOf(results, 'categories')).to.include({ state: 'ok' });
  });

  it('looks for the named section: found, unknown, not permitted, wrong URL', async () => {
    await start();
    expect(stepOf(await run({ classSisId: 'c1' }), 'class')?.finding).to.equal('class_read');
    const unknown = stepOf(await run({ classSisId: 'ALG-9' }), 'class');
    expect(unknown).to.include({ state: 'failed', finding: 'class_unknown' });
    expect(unknown?.values).to.deep.equal({ id: 'ALG-9' });
    await sis?.stop();
    const answers: readonly (readonly [Script, string])[] = [
      [{ status: 403, json: refusal('forbidden', 'No roster licence') }, 'class_not_permitted'],
      [{ status: 404 }, 'class_address_wrong'],
      [{ status: 302, headers: { location: 'https://login.example' } }, 'class_address_wrong'],
      [{ json: { classes: [] } }, 'classes_none'],
      [{ status: 429 }, 'busy'],
      [{ status: 503, text: 'down' }, 'failing'],
    ];
    for (const [answer, finding] of answers) {
      await start((seen) => (seen.path.includes('/classes?') ? answer : null));
      const results = await run();
      expect(stepOf(results, 'class'), finding).to.include({ state: 'failed', finding });
      expect(stepOf(results, 'write')?.finding).to.equal('not_reached');
      await sis?.stop();
    }
    sis = null;
  });

  it('requires categories if the profile does, and continues if it does not', async () => {
    const without = (seen: Seen): Script | null =>
      seen.path.includes('categories') ? { json: { categories: [] } } : null;
    await start(without);
    const needed = await run();
    expect(stepOf(needed, 'categories')).to.include({ state: 'failed', finding: 'categories_none' });
    expect(stepOf(needed, 'write')?.finding).to.equal('not_reached');
    const optional = await run({ version: '1.1', profile: { category: 'optional' } });
    expect(stepOf(optional, 'categories')).to.include({
      state: 'skipped',
      finding: 'categories_not_needed',
    });
    expect(stepOf(optional, 'write')?.state).to.equal('ok');
    await sis?.stop();
    // A run does without what is refused and not needed.
    await start((seen) => (/categories|gradingPeriods/.test(seen.path) ? { status: 403 } : null));
    const refused = await run({
      version: '1.1',
      profile: { category: 'optional', gradingPeriod: 'optional' },
    });
    expect(stepOf(refused, 'categories')).to.include({ state: 'skipped', status: 403 });
    expect(stepOf(refused, 'periods')?.state).to.equal('skipped');
    expect(stepOf(refused, 'write')?.state).to.equal('ok');
  });

  it('reads every list that a grade sync reads, as it reads them, and names what it met there', async () => {
    const cases: readonly (readonly [
      RegExp,
      Script,
      ConnectionStepResult['step'],
      string,
      Partial<SisProfile>?,
    ])[] = [
      [/students/, { status: 403 }, 'students', 'noted students_refused'],
      [/students/, { status: 403 }, 'students', 'failed list_not_permitted', { matchStudentBy: 'email' }],
      [/students/, { text: '<html><title>Sign in</title></html>' }, 'students', 'failed failing'],
      [/students/, { json: { people: [] } }, 'students', 'failed list_unreadable'],
      [/students/, { json: { users: null } }, 'students', 'skipped students_none'],
      [/none/, {}, 'students', 'failed students_unmatchable', { matchStudentBy: 'email' }],
      [/none/, {}, 'periods', 'failed periods_none', { gradingPeriod: 'required' }],
      [/lineItems\?/, { status: 403 }, 'lineItems', 'noted list_refused'],
      [/results\?/, { status: 403 }, 'results', 'noted list_refused'],
      [/lineItems\?/, { status: 404 }, 'lineItems', 'skipped line_items_unsaid'],
      [/lineItems\?/, { status: 404 }, 'results', 'skipped results_not_tried'],
      [/lineItems\?/, { status: 404 }, 'habits', 'ok empty_list_unsaid'],
      [/results\?/, { status: 500 }, 'results', 'failed failing'],
      [/results\?/, { status: 404 }, 'results', 'skipped results_unsaid'],
    ];
    for (const [path, answer, step, expected, profile] of cases) {
      await start((seen) => (seen.method === 'GET' && path.test(seen.path) ? answer : null));
      const found = stepOf(await run({ profile: profile ?? {} }), step);
      expect(`${found?.state} ${found?.finding}`, `${path} ${step}`).to.equal(expected);
      await sis?.stop();
    }
    sis = null;
  });

  it('tells from the answer for an invented line item whether the tool may write', async () => {
    const answers: readonly (readonly [Script, string, string])[] = [
      [{ status: 201 }, 'ok', 'write_accepted'],
      [{ status: 404, json: refusal('unknownobject', 'no class') }, 'skipped', 'write_unproven'],
      [{ status: 403, json: refusal('forbidden', 'read only') }, 'failed', 'write_not_permitted'],
      [{ status: 401 }, 'failed', 'write_not_permitted'],
      [{ status: 405 }, 'failed', 'write_not_offered'],
      [{ status: 500 }, 'failed', 'failing'],
    ];
    for (const [answer, state, finding] of answers) {
      await start(({ method }) => (method === 'PUT' ? answer : null));
      expect(stepOf(await run(), 'write'), finding).to.include({ state, finding });
      await sis?.stop();
    }
    sis = null;
  });

  it('does not try a write if every attempt would create an object', async () => {
    const all = await start();
    const results = await run({ profile: { pathId: 'theirs' } });
    expect(stepOf(results, 'write')).to.include({ state: 'skipped', finding: 'write_not_tried' });
    expect(all.seen.some(({ method }) => method === 'PUT')).to.equal(false);
  });

  it('S28 first requests the addresses without credentials', async () => {
    const all = await start();
    await run({ connection: { headers: { 'x-vendor-authorization': 'canary' } } });
    const [probe] = all.tokenRequests[0]?.method === 'GET' ? all.tokenRequests : all.seen;
    expect(probe?.method).to.equal('GET');
    expect(probe?.headers.authorization).to.equal(undefined);
    expect(probe?.headers['x-vendor-authorization']).to.equal(undefined);
  });
});

const oauth1 = { kind: 'oauth1', consumerKey: 'k', consumerSecret: 's', signature: 'HMAC-SHA1' } as const;
