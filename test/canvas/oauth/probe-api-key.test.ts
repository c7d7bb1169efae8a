import { expect } from 'chai';
import { installApiKey } from '../../../sandbox/canvas/install-tool.ts';
import { type SandboxCanvas, startSandboxCanvas } from '../../../sandbox/canvas/start-sandbox-canvas.ts';
import { probeApiKey } from '../../../src/canvas/oauth/probe-api-key.ts';
import { canvasScopes } from '../../../src/canvas/oauth/scopes.ts';
import { systemClock } from '../../../src/clock.ts';
import type { ApiKeyFault } from '../../../src/domain/institution.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createLog } from '../../../src/log.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { useMongo } from '../../support/mongodb.ts';

const redirectUri = 'https://tool.example/canvas/oauth/callback';
const ltiClientId = '10000000000009';

describe('checking a Canvas API key before it is saved', () => {
  const mongo = useMongo();
  const { http, close } = createHttp({ privateHosts: thisMachine });
  let canvas: SandboxCanvas;
  before(async () => {
    canvas = await startSandboxCanvas({
      connection: mongo.connection(),
      port: 0,
      clock: systemClock,
      log: createLog('silent'),
      loginPath: '/',
    });
  });
  after(async () => {
    await canvas.close();
    await close();
  });

  const probe = (clientId: string, clientSecret: string, baseUrl = canvas.url): Promise<ApiKeyFault | null> =>
    probeApiKey({
      http,
      canvas: { baseUrl, apiKey: { clientId, clientSecret } },
      redirectUri,
      ltiClientId,
      signal: AbortSignal.timeout(20_000),
    });
  const makeKey = (name: string, over: Partial<Parameters<typeof installApiKey>[1]> = {}) =>
    installApiKey(canvas.store, { name, redirectUris: [redirectUri], scopes: canvasScopes, ...over });

  it('accepts a correct key, with and without enforced scopes', async () => {
    const free = await installApiKey(canvas.store, { name: 'free', redirectUris: [redirectUri] });
    for (const key of [await makeKey('right'), free]) {
      expect(await probe(String(key.id), key.secret)).to.equal(null);
    }
  });

  it('tells what is wrong: unknown id, the LTI key’s id, another redirect URI, a wrong secret, switched off', async () => {
    const key = await makeKey('good');
    expect(await probe('999', 'x')).to.deep.equal({ fault: 'unknown_number' });
    expect(await probe(ltiClientId, 'x')).to.deep.equal({ fault: 'lti_key' });
    expect(await probe(String(key.id), 'wrong')).to.deep.equal({ fault: 'secret' });
    const elsewhere = await makeKey('elsewhere', { redirectUris: ['https://tool.example/other'] });
    expect(await probe(String(elsewhere.id), elsewhere.secret)).to.deep.equal({ fault: 'redirect_uri' });
    await canvas.store.tools.replaceApiKey({ ...key, active: false });
    expect(await probe(String(key.id), key.secret)).to.deep.equal({ fault: 'unknown_number' });
  });

  it('names the missing scopes', async () => {
    const [missing = ''] = canvasScopes;
    const key = await makeKey('scopes', { scopes: canvasScopes.slice(1) });
    expect(await probe(String(key.id), key.secret)).to.deep.equal({ fault: 'scopes', missing: [missing] });
  });

  it('does not blame the key when Canvas does not answer', async () => {
    expect(await probe('1', 'x', 'http://localhost:1')).to.deep.equal({ fault: 'unreachable' });
  });
});
