import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import pino from 'pino';
import { systemSleep } from '../../../src/clock.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createSisClient } from '../../../src/oneroster/client/create-sis-client.ts';
import type { SisFailure } from '../../../src/oneroster/sis-client.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import {
  never,
  plainProfile,
  result,
  type Script,
  ScriptedSis,
} from '../../support/oneroster/scripted-sis.ts';

const status = (codeMinor: string, words = 'No such student') => ({
  imsx_codeMajor: 'failure',
  imsx_severity: 'error',
  imsx_description: words,
  imsx_CodeMinor: {
    imsx_codeMinorField: [
      { imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: codeMinor },
    ],
  },
});

describe('Failures of the SIS', () => {
  let sis: ScriptedSis;
  let script: Script;
  beforeEach(async () => {
    sis = await new ScriptedSis(() => script).start();
  });
  afterEach(() => sis.stop());

  const put = async (answer: Script): Promise<SisFailure> => {
    script = answer;
    const reply = await sis.client('1.2').putResult(result, never);
    if (reply.ok) throw new Error('taken for a success');
    return reply.failure;
  };

  describe('OF4 the eight error shapes, each with its message', () => {
    const flat = {
      imsx_codeMajor: 'failure',
      imsx_codeMinor: 'unknownobject',
      imsx_description: 'No such student',
    };
    const veracross = { statusInfo: { ...flat, imsx_codeMinor: 'invalid data' }, error_id: 'x' };
    const shapes: [string, Script, Partial<SisFailure>][] = [
      ['1 bare object', { status: 422, json: status('invaliddata') }, { codeMinor: 'invaliddata' }],
      [
        '2 imsx_StatusInfo',
        { status: 404, json: { imsx_StatusInfo: status('unknownobject') } },
        { codeMinor: 'unknownobject' },
      ],
      [
        '3 statusInfoSet, object',
        { status: 400, json: { statusInfoSet: status('invaliddata') } },
        { codeMinor: 'invaliddata' },
      ],
      [
        '3 statusInfoSet, array',
        { status: 400, json: { statusInfoSet: [status('invaliddata')] } },
        { codeMinor: 'invaliddata' },
      ],
      ['4 statusInfo with "invalid data"', { status: 400, json: veracross }, { codeMinor: 'invaliddata' }],
      ['5 flat imsx_codeMinor', { status: 404, json: flat }, { codeMinor: 'unknownobject' }],
      ['6 {"error"}', { status: 404, json: { error: 'No such student' } }, { codeMinor: null }],
      [
        '7 HTML',
        { status: 404, text: '<!DOCTYPE html><title>No such student</title><p>x' },
        { codeMinor: null },
      ],
    ];
    for (const [name, answer, expected] of shapes) {
      it(`shape ${name} (H21, H22)`, async () => {
        const failure = await put(answer);
        expect(failure).to.include({ kind: 'item', sisMessage: 'No such student', ...expected });
      });
    }

    it('shape 8 empty 422 (H20)', async () => {
      expect(await put({ status: 422 })).to.include({
        kind: 'item',
        status: 422,
        sisMessage: '',
        codeMinor: null,
      });
    });
  });

  it('H10 a 200 whose body says failure is a failure, in every wrapper', async () => {
    for (const json of [
      { statusInfoSet: [status('invaliddata')] },
      { imsx_StatusInfo: status('invaliddata') },
      status('invaliddata'),
      { error: 'No such student' },
      { statusInfoSet: { imsx_severity: 'error', imsx_description: 'No such student' } },
    ]) {
      const failure = await put({ status: 200, json });
      expect(failure, JSON.stringify(json)).to.include({
        kind: 'item',
        status: 200,
        sisMessage: 'No such student',
      });
    }
  });

  it('H23 409 is an item failure', async () => {
    expect(await put({ status: 409, json: { error: 'exists' } })).to.include({
      kind: 'item',
      sisMessage: 'exists',
    });
  });

  it('H9 HTML and H8 truncated JSON in a 200 are failures', async () => {
    const page = { text: '<html><head><title>Maintenance</title></head></html>' };
    expect(await put(page)).to.include({
      kind: 'transient',
      sisMessage: 'Maintenance',
      detail: 'page_instead_of_json',
    });
    expect(await put({ text: '{"result": {"sourcedId": "re' })).to.include({
      kind: 'transient',
      detail: 'broken_json',
    });
  });

  const kinds: [string, Script, SisFailure['kind']][] = [
    ['H11 429', { status: 429 }, 'rate'],
    ['server_busy under any status', { status: 403, json: status('server_busy') }, 'rate'],
    ['H16 500', { status: 500, text: 'invaliddata' }, 'transient'],
    ['500 with invaliddata', { status: 500, json: status('invaliddata') }, 'item'],
    ['502', { status: 502, text: '<html></html>' }, 'transient'],
    ['H15 503', { status: 503 }, 'transient'],
    ['408', { status: 408 }, 'transient'],
    ['403 to a write', { status: 403, json: status('forbidden') }, 'item'],
    [
      'H28 403 for want of scope',
      { status: 403, headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } },
      'auth',
    ],
    ['H18 401 twice', { status: 401, json: status('unauthorisedrequest') }, 'auth'],
    ['405', { status: 405 }, 'institution'],
    [
      'a redirect, which is not followed (S26)',
      { status: 302, headers: { location: '/login' } },
      'institution',
    ],
    ['unsupportedoperation', { status: 400, json: status('unsupportedoperation') }, 'institution'],
    ['R5 410', { status: 410 }, 'item'],
  ];
  for (const [name, answer, kind] of kinds) {
    it(`${name} is ${kind}`, async () => {
      expect((await put(answer)).kind).to.equal(kind);
    });
  }

  it('never decides by text: an item refusal that mentions rate limits and tokens stays one', async () => {
    const answer = { status: 422, json: status('invaliddata', 'token expired; rate limit; server busy') };
    expect((await put(answer)).kind).to.equal('item');
  });

  it('H28 403 is auth if the granted scopes lack the one for writing', async () => {
    sis.tokenScript = () => ({
      json: {
        access_token: 't',
        expires_in: 3600,
        scope: 'https://purl.imsglobal.org/spec/or/v1p2/scope/roster.readonly',
      },
    });
    expect((await put({ status: 403, json: status('forbidden') })).kind).to.equal('auth');
  });

  it('a 403 to a read concerns the connection', async () => {
    script = { status: 403 };
    const reply = await sis.client('1.2').readStudents('c1', never);
    expect(reply).to.have.nested.property('failure.kind', 'institution');
  });

  it('H11 H12 H13 H15 reads Retry-After in seconds, as a date, absurd and negative', async () => {
    const wait = async (value: string, code = 429) =>
      (await put({ status: code, headers: { 'retry-after': value } })).retryAfterMs;
    expect(await wait('7')).to.equal(7_000);
    expect(await wait('Mon, 02 Mar 2026 08:01:00 GMT')).to.equal(60_000);
    expect(await wait('99999999')).to.equal(15 * 60_000);
    expect(await wait('-5')).to.equal(0);
    expect(await wait('soon')).to.equal(null);
    expect(await wait('3', 503)).to.equal(3_000);
  });

  describe('H11 a SIS that answers too many requests with 429', () => {
    const worker = { check: () => {}, leaving: never };
    const row = (n: number) => ({
      sourcedId: `s${n}`,
      status: 'active',
      role: 'student',
      username: `u${n}`,
      identifier: null,
    });

    it('a list continues at the page where it was put off, as slowly as the SIS asks', async () => {
      const started = sis.now.getTime();
      let requests = 0;
      const pages: string[] = [];
      const busy = await new ScriptedSis((seen) => {
        requests += 1;
        if (requests % 5 === 0) return { status: 429, headers: { 'retry-after': '1' } };
        const offset = Number(new URL(seen.path, 'http://sis').searchParams.get('offset'));
        pages.push(String(offset));
        const users = Array.from({ length: offset < 1_000 ? 100 : 0 }, (_, n) => row(offset + n));
        return { json: { users }, headers: { 'x-total-count': '1000' } };
      }).start();
      const reply = await busy.client('1.2').under(worker).readStudents('c1', never);
      await busy.stop();
      expect(reply.ok && reply.value).to.have.length(1_000);
      expect(new Set(pages)).to.have.length(pages.length);
      expect(busy.now.getTime() - started).to.be.within(2_000, 4_000);
    });

    it('a stopping worker no longer waits, and a page waits a few seconds at most', async () => {
      script = { status: 429, headers: { 'retry-after': '30' } };
      const leaving = AbortSignal.abort();
      const client = sis.client('1.2');
      const started = sis.now.getTime();
      for (const reply of [
        await client.under({ ...worker, leaving }).readStudents('c1', never),
        await client.readStudents('c1', never),
      ]) {
        expect(reply).to.have.nested.property('failure.kind', 'rate');
      }
      expect(sis.now.getTime()).to.equal(started);
    });
  });

  it('S19 a message is trimmed, at most 500 characters, without control or direction characters', async () => {
    const failure = await put({
      status: 422,
      json: status('invaliddata', `  a\u0000b\u001b[31m\u202Ec\r\n\t${'é'.repeat(900)}`),
    });
    expect(failure.sisMessage.startsWith('a b [31mc é')).to.equal(true);
    expect(Array.from(failure.sisMessage)).to.have.length(500);
  });

  it("S30 neither secrets, the SIS's messages nor ids reach the log", async () => {
    await put({ status: 422, json: status('invaliddata', 'Canary Student failed') });
    const log = sis.logLines.join('');
    expect(log).to.include('sis.request_failed').and.include('/results/{id}').and.include('invaliddata');
    for (const secret of ['canary', 'Canary', 'stu-1', 'res-1', '17.5']) expect(log).to.not.include(secret);
  });

  it('H7 a dropped connection is transient and reported as such', async () => {
    expect(await put('drop')).to.deep.include({
      kind: 'transient',
      status: null,
      sisMessage: '',
      detail: 'reset',
    });
  });

  it('H5 headers that never come and H6 a body that stalls are transient', async () => {
    expect(await put(() => {})).to.include({ kind: 'transient', detail: 'timeout' });
    expect(await put((response) => void response.writeHead(200).write('{'))).to.include({
      kind: 'transient',
      detail: 'timeout',
    });
  });

  it('H1 a SIS that cannot be reached is transient; S23 a private address is a wrong setting', async () => {
    const connection = {
      ...sis.connection('1.2'),
      auth: { ...sis.oauth2(), tokenUrl: 'http://127.0.0.1:1/token' },
    };
    const deps = { clock: () => sis.now, sleep: systemSleep, randomBytes, log: pino({ level: 'silent' }) };
    const kindOf = async (isAllowed: boolean) => {
      const { http, close } = createHttp({ privateHosts: isAllowed ? thisMachine : [] });
      const client = createSisClient({ ...deps, http }, { ...connection, auth: oauth1 }, plainProfile('1.1'));
      const reply = await client.putResult(result, never).finally(close);
      return reply.ok ? 'ok' : reply.failure.kind;
    };
    const oauth1 = { kind: 'oauth1', consumerKey: 'k', consumerSecret: 's', signature: 'HMAC-SHA1' } as const;
    expect(await kindOf(false)).to.equal('institution');
    await sis.stop();
    expect(await kindOf(true)).to.equal('transient');
    sis = await new ScriptedSis(() => script).start();
  });

  it('an abort throws its reason instead of looking like a failure', async () => {
    const controller = new AbortController();
    const reason = new Error('lease lost');
    script = () => controller.abort(reason);
    const put = sis.client('1.2').putResult(result, controller.signal);
    expect(await put.catch((error: unknown) => error)).to.equal(reason);
  });
});
