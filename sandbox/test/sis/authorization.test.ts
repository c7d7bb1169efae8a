import { createHmac, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import {
  type Answer,
  addressOf,
  client,
  codeMinorOf,
  fetchToken,
  lineItemBody,
  openCaller,
  scopes,
  send,
  useSis,
} from './sis-under-test.ts';

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

describe('sandbox SIS: who may call', () => {
  let now = new Date('2026-11-22T12:00:00Z');
  const { sis } = useSis({ clock: () => now });

  describe('token endpoint', () => {
    const wanted = scopes('v1p2', 'gradebook.readonly');
    const ask = (form: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> =>
      send(sis().tokenUrl, { method: 'POST', headers, body: new URLSearchParams(form) });
    const grant = { grant_type: 'client_credentials', scope: wanted.join(' ') };
    const post = { client_id: client.clientId, client_secret: client.clientSecret };
    const basic = (id: string, secret: string) => ({
      authorization: `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`,
    });

    it('takes the secret in the form or as HTTP Basic', async () => {
      for (const answer of [
        await ask({ ...grant, ...post }),
        await ask(grant, basic(client.clientId, client.clientSecret)),
      ]) {
        expect(answer.status, answer.text).to.equal(200);
        expect(answer.json).to.include({ token_type: 'Bearer', expires_in: 3600, scope: wanted[0] });
        expect(answer.headers.get('cache-control')).to.equal('no-store');
      }
    });

    it('grants only the known scopes, and refuses if none is left', async () => {
      const mixed = await ask({ ...grant, ...post, scope: `${wanted[0]} https://example.org/admin` });
      expect(mixed.json).to.have.property('scope', wanted[0]);
      const none = await ask({ ...grant, ...post, scope: 'https://example.org/admin' });
      expect([none.status, none.json]).to.deep.equal([
        400,
        { error: 'invalid_scope', error_description: 'No scope that this client may have' },
      ]);
    });

    const refusals: [string, () => Promise<Answer>, number, string][] = [
      ['a wrong secret', () => ask({ ...grant, ...post, client_secret: 'no' }), 401, 'invalid_client'],
      ['an unknown client', () => ask(grant, basic('other', client.clientSecret)), 401, 'invalid_client'],
      ['no credentials', () => ask(grant), 401, 'invalid_client'],
      [
        'another grant',
        () => ask({ ...grant, ...post, grant_type: 'password' }),
        400,
        'unsupported_grant_type',
      ],
      [
        'two ways of authentication at once',
        () => ask({ ...grant, ...post }, basic(client.clientId, client.clientSecret)),
        400,
        'invalid_request',
      ],
    ];
    for (const [name, request, status, error] of refusals) {
      it(`refuses ${name}`, async () => {
        const answer = await request();
        expect(answer.status).to.equal(status);
        expect(answer.json).to.have.property('error', error);
      });
    }

    it('R7 a new token leaves the earlier one valid', async () => {
      const first = await openCaller(sis(), 'v1p2');
      await openCaller(sis(), 'v1p2');
      expect((await first.get('/categories')).status).to.equal(200);
    });
  });

  describe('bearer tokens', () => {
    it('H17 refuses an expired token with 401', async () => {
      const { get } = await openCaller(sis(), 'v1p2');
      now = new Date(now.getTime() + 3_599_000);
      expect((await get('/categories')).status).to.equal(200);
      now = new Date(now.getTime() + 2_000);
      const answer = await get('/categories');
      expect([answer.status, codeMinorOf(answer)]).to.deep.equal([401, 'unauthorisedrequest']);
    });

    it('H17 refuses every token after a revocation', async () => {
      const { get } = await openCaller(sis(), 'v1p2');
      sis().revokeTokens();
      expect((await get('/categories')).status).to.equal(401);
    });

    it('refuses a request without a token', async () => {
      expect((await send(addressOf(sis(), 'v1p2', '/lineItems'), {})).status).to.equal(401);
    });

    it('H28 demands the right scope for each operation', async () => {
      const core = await openCaller(sis(), 'v1p2', scopes('v1p2', 'gradebook-core.readonly'));
      expect((await core.get('/lineItems')).status).to.equal(200);
      const scoped = await core.get('/classes/cls-bio9-1/lineItems');
      expect([scoped.status, codeMinorOf(scoped)]).to.deep.equal([403, 'forbidden']);
      const reader = await openCaller(sis(), 'v1p2', scopes('v1p2', 'gradebook.readonly'));
      expect((await reader.put('/lineItems/a', lineItemBody('v1p2', 'a'))).status).to.equal(403);
      expect((await reader.remove('/lineItems/a')).status).to.equal(403);
      expect((await reader.get('/classes')).status).to.equal(403);
    });

    it('does not accept one version’s scopes for the other', async () => {
      const { get } = await openCaller(sis(), 'v1p1', scopes('v1p2', 'gradebook.readonly'));
      expect((await get('/lineItems')).status).to.equal(403);
    });
  });

  describe('OAuth 1.0a', () => {
    /** Signs by RFC 5849 § 3.4; `changes` override the parameters after signing. */
    function sign(url: string, hash: 'sha1' | 'sha256', changes: Record<string, string> = {}): string {
      const oauth: Record<string, string> = {
        oauth_consumer_key: client.clientId,
        oauth_nonce: randomUUID(),
        oauth_signature_method: hash === 'sha1' ? 'HMAC-SHA1' : 'HMAC-SHA256',
        oauth_timestamp: String(Math.floor(now.getTime() / 1000)),
        oauth_version: '1.0',
        ...changes,
      };
      const { origin, pathname, searchParams } = new URL(url);
      const parameters = [...Object.entries(oauth), ...searchParams]
        .map(([key, value]) => `${encode(key)}=${encode(value)}`)
        .sort()
        .join('&');
      const base = ['GET', origin + pathname, parameters].map(encode).join('&');
      const signature = createHmac(hash, `${encode(client.clientSecret)}&`)
        .update(base)
        .digest('base64');
      const header = { ...oauth, oauth_signature: changes['oauth_signature'] ?? signature };
      return `OAuth ${Object.entries(header)
        .map(([key, value]) => `${encode(key)}="${encode(value)}"`)
        .join(', ')}`;
    }
    const get = (url: string, authorization: string) => send(url, { headers: { authorization } });

    it('accepts HMAC-SHA1 and HMAC-SHA256 on 1.1, over a query that is signed too', async () => {
      const url = `${addressOf(sis(), 'v1p1', '/lineItems')}?limit=5&filter=${encode("title='a b&c'")}`;
      for (const hash of ['sha1', 'sha256'] as const) {
        const answer = await get(url, sign(url, hash));
        expect(answer.status, answer.text).to.equal(200);
      }
    });

    it('refuses a nonce seen before', async () => {
      const url = addressOf(sis(), 'v1p1', '/lineItems');
      const header = sign(url, 'sha256');
      expect((await get(url, header)).status).to.equal(200);
      expect((await get(url, header)).status).to.equal(401);
    });

    it('refuses a wrong signature, an unknown key, and times outside the window', async () => {
      const url = addressOf(sis(), 'v1p1', '/lineItems');
      const seconds = Math.floor(now.getTime() / 1000);
      const headers = [
        sign(url, 'sha256', { oauth_signature: 'bm8=' }),
        sign(url, 'sha256', { oauth_consumer_key: 'other' }),
        sign(url, 'sha256', { oauth_timestamp: String(seconds - 601) }),
        sign(url, 'sha256', { oauth_timestamp: String(seconds + 301) }),
        sign(`${url}?limit=5`, 'sha256'),
      ];
      for (const header of headers) expect((await get(url, header)).status).to.equal(401);
    });

    it('is not accepted on 1.2', async () => {
      const url = addressOf(sis(), 'v1p2', '/lineItems');
      expect((await get(url, sign(url, 'sha256'))).status).to.equal(401);
    });
  });

  it('never shows a secret in a refusal', async () => {
    const token = await fetchToken(sis(), scopes('v1p2', 'gradebook.readonly'));
    const answer = await send(addressOf(sis(), 'v1p2', '/classes'), {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.text).not.to.contain(token);
  });
});
