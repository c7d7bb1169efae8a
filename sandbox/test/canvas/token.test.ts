import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import type { InstalledTool } from '../../canvas/install-tool.ts';
import { ltiScopes } from '../../canvas/lti/scopes.ts';
import { installTestTool, useCanvas } from './running-canvas.ts';
import { makeToolKeys, requestToken, type ToolKeys } from './service-token.ts';

describe('sandbox Canvas: service token (CF2)', () => {
  const current = useCanvas();
  let keys: ToolKeys;
  let tool: InstalledTool;

  before(async () => {
    keys = await makeToolKeys(current);
    tool = await installTestTool(current(), 'Token tool', keys, [ltiScopes.membershipReadonly]);
  });

  const scope = ltiScopes.membershipReadonly;

  async function refusal(change: Record<string, unknown>): Promise<unknown> {
    const answer = await requestToken(current(), {
      client_assertion: await keys.sign(tool.clientId, change),
      scope,
    });
    expect(answer.status).to.equal(400);
    return answer.body;
  }

  it('a valid assertion gets a JWT for an hour', async () => {
    const { status, body } = await requestToken(current(), {
      client_assertion: await keys.sign(tool.clientId),
      scope,
    });
    expect(status).to.equal(200);
    expect(body).to.include({ token_type: 'Bearer', expires_in: 3600, scope });
    expect(decodeJwt(String(Object(body).access_token))).to.include({ sub: tool.clientId, scopes: scope });
  });

  it('jti may be used again and exp may be far away', async () => {
    for (const exp of [undefined, 4_000_000_000]) {
      const assertion = await keys.sign(tool.clientId, exp === undefined ? {} : { exp });
      const { status } = await requestToken(current(), { client_assertion: assertion, scope });
      expect(status).to.equal(200);
    }
  });

  it('a bad assertion gets invalid_request, not invalid_client (CT13)', async () => {
    const other = await makeToolKeys(current);
    const { status, body } = await requestToken(current(), {
      client_assertion: await other.sign(tool.clientId),
      scope,
    });
    expect(status).to.equal(400);
    expect(body).to.deep.equal({ error: 'invalid_request', error_description: 'JWS signature invalid.' });
  });

  const now = (): number => Math.floor(current().now().getTime() / 1000);
  const cases: readonly [what: string, change: () => Record<string, unknown>, message: string][] = [
    [
      'missing claims',
      () => ({ jti: undefined, iss: undefined }),
      'the following assertions are missing: iss,jti',
    ],
    ['a foreign audience', () => ({ aud: 'https://elsewhere.test' }), "the 'aud' is invalid"],
    ['an expired assertion', () => ({ exp: now() - 10 }), 'the JWT has expired'],
    ['an old assertion', () => ({ iat: now() - 301 }), "the 'iat' must be less than 300 seconds old"],
    ['an assertion of the future', () => ({ iat: now() + 31 }), "the 'iat' must not be in the future"],
    ['an exp that is text', () => ({ exp: 'soon' }), "the 'exp' must be a number"],
    [
      'two errors joined',
      () => ({ aud: 'https://elsewhere.test', exp: now() - 10 }),
      "the 'aud' is invalid | the JWT has expired",
    ],
  ];
  for (const [what, change, message] of cases) {
    it(`${what}: ${message}`, async () => {
      expect(await refusal(change())).to.deep.equal({
        error: 'invalid_request',
        error_description: message,
      });
    });
  }

  it('iat up to 30 seconds ahead and a list of audiences are accepted', async () => {
    const client_assertion = await keys.sign(tool.clientId, {
      iat: now() + 25,
      aud: ['https://elsewhere.test', current().canvas.tokenUrl],
    });
    expect((await requestToken(current(), { client_assertion, scope })).status).to.equal(200);
  });

  it('a scope that the key lacks is named in invalid_scope', async () => {
    const { status, body } = await requestToken(current(), {
      client_assertion: await keys.sign(tool.clientId),
      scope: `${scope} ${ltiScopes.score}`,
    });
    expect(status).to.equal(400);
    expect(body).to.have.property('error', 'invalid_scope');
    expect(body)
      .to.have.property('error_description')
      .that.matches(/but not granted: https:\/\/purl\.imsglobal\.org\/spec\/lti-ags\/scope\/score$/u);
  });

  it('another grant type gets unsupported_grant_type', async () => {
    const { status, body } = await requestToken(current(), { grant_type: 'password' });
    expect([status, Object(body).error]).to.deep.equal([400, 'unsupported_grant_type']);
  });

  describe('with a JWKS URL', () => {
    let server: Server;
    let answer = '';
    let reads = 0;
    let viaUrl: InstalledTool;

    before(async () => {
      server = createServer((_req, res) => {
        reads += 1;
        res.end(answer);
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      const publicJwkUrl = `http://127.0.0.1:${port}/jwks`;
      viaUrl = await installTestTool(current(), 'URL tool', { publicJwkUrl }, [scope]);
    });
    after(() => server.close());

    it('the key set is fetched for every request', async () => {
      answer = JSON.stringify({ keys: [keys.publicJwk] });
      for (const times of [1, 2]) {
        const client_assertion = await keys.sign(viaUrl.clientId);
        expect((await requestToken(current(), { client_assertion, scope })).status).to.equal(200);
        expect(reads).to.equal(times);
      }
    });

    it('a key set that is no JSON gets JWK Error: Invalid JSON', async () => {
      answer = '<html>';
      const client_assertion = await keys.sign(viaUrl.clientId);
      const { body } = await requestToken(current(), { client_assertion, scope });
      expect(body).to.deep.equal({ error: 'invalid_request', error_description: 'JWK Error: Invalid JSON' });
    });
  });
});
