import { expect } from 'chai';
import { never, result, type Script, ScriptedSis } from '../../support/oneroster/scripted-sis.ts';

describe('OAuth 2 client credentials', () => {
  let sis: ScriptedSis;
  let script: (bearer: string | undefined) => Script;
  beforeEach(async () => {
    script = () => ({ status: 201 });
    sis = await new ScriptedSis(({ headers }) => script(headers.authorization)).start();
  });
  afterEach(() => sis.stop());

  const issue = (changes: Record<string, unknown>): void => {
    sis.tokenScript = (_request, count) => ({
      json: { access_token: `t${count}`, token_type: 'Bearer', expires_in: 3600, ...changes },
    });
  };
  const formOf = (index = 0) => Object.fromEntries(new URLSearchParams(sis.tokenRequests[index]?.body));

  it('requests exactly the scopes of 1.2 with HTTP Basic, and sends the token', async () => {
    await sis.client('1.2').putResult(result, never);
    const scope = 'https://purl.imsglobal.org/spec/or/v1p2/scope/';
    expect(sis.tokenRequests[0]?.headers).to.include({
      authorization: `Basic ${Buffer.from('key-1:canary%2Bs%2Fcret%3D').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(formOf()).to.deep.equal({
      grant_type: 'client_credentials',
      scope: `${scope}roster.readonly ${scope}gradebook.readonly ${scope}gradebook.createput`,
    });
    expect(sis.seen[0]?.headers.authorization).to.equal('Bearer canary-token-1');
  });

  it('tries a secret with special characters unencoded if the encoded form is refused; a plain one only once', async () => {
    const bare = `Basic ${Buffer.from('key-1:canary+s/cret=').toString('base64')}`;
    sis.tokenScript = ({ headers }) =>
      headers.authorization === bare
        ? { json: { access_token: 't', expires_in: 60 } }
        : { status: 401, json: { error: 'invalid_client' } };
    const reply = await sis.client('1.2').putResult(result, never);
    expect(reply).to.have.property('ok', true);
    expect(sis.tokenRequests).to.have.length(2);
    const auth = { ...sis.oauth2(), clientSecret: 'plain-Secret_1.2' };
    await sis.client('1.2', {}, { auth }).putResult(result, never);
    expect(sis.tokenRequests).to.have.length(3);
  });

  it('requests exactly the scopes of 1.1 in the form', async () => {
    await sis.client('1.1', {}, { auth: sis.oauth2('post') }).putResult(result, never);
    const scope = 'https://purl.imsglobal.org/spec/or/v1p1/scope/';
    expect(sis.tokenRequests[0]?.headers).to.not.have.property('authorization');
    expect(formOf()).to.deep.equal({
      grant_type: 'client_credentials',
      scope: `${scope}roster.readonly ${scope}gradebook.readonly ${scope}gradebook.createput`,
      client_id: 'key-1',
      client_secret: 'canary+s/cret=',
    });
  });

  it('R7 shares one token among all requests of a connection, however many start at once', async () => {
    const client = sis.client('1.2');
    await Promise.all(Array.from({ length: 20 }, () => client.putResult(result, never)));
    await client.putResult(result, never);
    expect(sis.seen).to.have.length(21);
    expect(sis.tokenRequests).to.have.length(1);
  });

  it('R6 H19 renews a token 60 s before it expires', async () => {
    issue({});
    const client = sis.client('1.2');
    const start = sis.now.getTime();
    const putAfter = async (seconds: number) => {
      sis.now = new Date(start + seconds * 1000);
      await client.putResult(result, never);
      return sis.seen.at(-1)?.headers.authorization;
    };
    expect(await putAfter(0)).to.equal('Bearer t1');
    expect(await putAfter(3539)).to.equal('Bearer t1');
    expect(await putAfter(3540)).to.equal('Bearer t2');
  });

  it('H19 uses a token of a few seconds for half its lifetime', async () => {
    issue({ expires_in: '20' });
    const client = sis.client('1.2');
    await client.putResult(result, never);
    sis.now = new Date(sis.now.getTime() + 9_000);
    await client.putResult(result, never);
    expect(sis.tokenRequests).to.have.length(1);
    sis.now = new Date(sis.now.getTime() + 2_000);
    await client.putResult(result, never);
    expect(sis.tokenRequests).to.have.length(2);
  });

  it('H17 R8 fetches one new token for all after a 401 mid-run, and repeats each request once', async () => {
    issue({});
    script = (bearer) => ({ status: bearer === 'Bearer t1' ? 401 : 201 });
    const client = sis.client('1.2', { maxInFlight: 8 });
    const replies = await Promise.all(Array.from({ length: 8 }, () => client.putResult(result, never)));
    expect(replies.every((reply) => reply.ok)).to.equal(true);
    expect(sis.tokenRequests).to.have.length(2);
    expect(sis.seen).to.have.length(16);
  });

  it('H18 reports a second 401 as an auth failure, without a loop', async () => {
    script = () => ({ status: 401, json: { error: 'who are you?' } });
    const reply = await sis.client('1.2').putResult(result, never);
    expect(reply).to.deep.include({ ok: false });
    expect(reply).to.have.nested.property('failure.kind', 'auth');
    expect(reply).to.have.nested.property('failure.sisMessage', 'who are you?');
    expect(sis.seen).to.have.length(2);
  });

  const refusals: [string, Script, string][] = [
    ['wrong credentials', { status: 401, json: { error: 'invalid_client' } }, 'auth'],
    ['H28 a scope that was taken away', { status: 400, json: { error: 'invalid_scope' } }, 'auth'],
    ['too many token requests', { status: 429, headers: { 'retry-after': '4' } }, 'rate'],
    ['a token URL that is not there', { status: 404, text: '<html>' }, 'institution'],
    ['a broken token endpoint', { status: 500 }, 'transient'],
    ['a web page instead of a token', { status: 200, text: '<html>' }, 'transient'],
    ['an answer without a token', { status: 200, json: { ok: true } }, 'institution'],
    ['a dropped connection', 'drop', 'transient'],
  ];
  for (const [name, answer, kind] of refusals) {
    it(`${name} at the token endpoint is ${kind}, and nothing is sent to the SIS`, async () => {
      sis.tokenScript = () => answer;
      const reply = await sis.client('1.2').putResult(result, never);
      expect(reply).to.have.nested.property('failure.kind', kind);
      expect(sis.seen).to.have.length(0);
    });
  }

  it('keeps the token request for the others when one caller aborts', async () => {
    const controller = new AbortController();
    const client = sis.client('1.2');
    sis.tokenScript = () => (response) => {
      controller.abort(new Error('lease lost'));
      setTimeout(() => response.end(JSON.stringify({ access_token: 't', expires_in: 60 })), 20);
    };
    const aborted = client.putResult(result, controller.signal).catch((error: Error) => error.message);
    const other = client.putResult(result, never);
    expect(await aborted).to.equal('lease lost');
    expect(await other).to.have.property('ok', true);
    expect(sis.tokenRequests).to.have.length(1);
  });

  it('S30 logs neither secret nor token', async () => {
    await sis.client('1.2').putResult(result, never);
    expect(sis.logLines.join('')).to.include('sis.token').and.not.include('canary');
  });
});
