import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import type { SisAuth } from '../../../src/domain/institution.ts';
import { never, result, type Script, ScriptedSis, type Seen } from '../../support/oneroster/scripted-sis.ts';

/** Percent-encoding by RFC 5849 § 3.6. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

function readHeader(request: Seen | undefined): Map<string, string> {
  const header = request?.headers.authorization ?? '';
  expect(header.startsWith('OAuth ')).to.equal(true);
  const pairs = header.slice(6).split(/,\s*/);
  return new Map(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return [name, decodeURIComponent(value.replaceAll('"', ''))];
    }),
  );
}

/** The signature as a server computes it from the request (RFC 5849 § 3.4), independent of the client's code. */
function expectedSignature(request: Seen, origin: string, hash: string, secret: string): string {
  const url = new URL(request.path, origin);
  const query = url.search.slice(1).split('&').filter(Boolean);
  const fromQuery = query.map((part) => part.split('=', 2).map(decodeURIComponent));
  const fromHeader = [...readHeader(request)].filter(([name]) => name !== 'oauth_signature');
  const parameters = [...fromQuery, ...fromHeader]
    .map(([name = '', value = '']) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const base = [request.method, encode(`${url.origin}${url.pathname}`), encode(parameters)].join('&');
  return createHmac(hash, `${encode(secret)}&`)
    .update(base)
    .digest('base64');
}

describe('OAuth 1.0a, two-legged', () => {
  let sis: ScriptedSis;
  let script: Script;
  beforeEach(async () => {
    script = { status: 201 };
    sis = await new ScriptedSis(() => script).start();
  });
  afterEach(() => sis.stop());

  const auth = (signature: 'HMAC-SHA1' | 'HMAC-SHA256'): SisAuth => ({
    kind: 'oauth1',
    consumerKey: 'key 1',
    consumerSecret: "s&cr'et=",
    signature,
  });
  const check = (signature: 'HMAC-SHA1' | 'HMAC-SHA256'): void => {
    for (const request of sis.seen) {
      const header = readHeader(request);
      expect(Object.fromEntries(header)).to.include({
        oauth_consumer_key: 'key 1',
        oauth_signature_method: signature,
        oauth_version: '1.0',
        oauth_timestamp: String(sis.now.getTime() / 1000),
      });
      const hash = signature === 'HMAC-SHA1' ? 'sha1' : 'sha256';
      const wanted = expectedSignature(request, sis.url, hash, "s&cr'et=");
      expect(header.get('oauth_signature'), request.path).to.equal(wanted);
    }
  };

  for (const signature of ['HMAC-SHA1', 'HMAC-SHA256'] as const) {
    it(`${signature}: a server computes the same signature for writes and filtered, paged reads`, async () => {
      const client = sis.client('1.1', { matchClassBy: 'classCode' }, { auth: auth(signature) });
      await client.putResult({ ...result, sourcedId: "r 1/ä'(*)!" }, never);
      script = { json: { classes: [] } };
      await client.readClass('MÄTH 9 (a)+b&c', never);
      expect(sis.seen[1]?.path).to.include('filter=classCode%3D').and.not.include('+');
      check(signature);
      expect(sis.tokenRequests).to.have.length(0);
    });
  }

  it('gives every request its own nonce, including the retry after a 401', async () => {
    script = { status: 401 };
    const client = sis.client('1.1', {}, { auth: auth('HMAC-SHA1') });
    const reply = await client.putResult(result, never);
    await client.putResult(result, never);
    expect(reply).to.have.nested.property('failure.kind', 'auth');
    const nonces = sis.seen.map((request) => readHeader(request).get('oauth_nonce'));
    expect(nonces).to.have.length(4);
    expect(new Set(nonces).size).to.equal(4);
    check('HMAC-SHA1');
  });
});
