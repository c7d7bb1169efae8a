import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { systemClock, systemSleep } from '../../../src/clock.ts';
import { defaultInstitutionSettings } from '../../../src/domain/institution-settings.ts';
import { createHttp, type HttpOptions } from '../../../src/http/create-http.ts';
import type { Http, HttpRequest } from '../../../src/http/http.ts';
import { loginOrigins, presetPlatform } from '../../../src/lti/registration/canvas-presets.ts';
import { readPlatformConfiguration } from '../../../src/lti/registration/openid-configuration.ts';
import { createLtiEngine } from '../../../src/lti/services/ltijs-engine.ts';
import { createCipher } from '../../../src/store/encryption.ts';
import type { InstallLink } from '../../../src/store/install-links.ts';
import { createLtiEngineStore } from '../../../src/store/lti-engine-store.ts';
import { codeOf } from '../../support/code-of.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { portOf } from '../../support/lti-platform.ts';
import { useMongo } from '../../support/mongodb.ts';

const link: InstallLink = {
  name: 'Lakeside ISD',
  canvasUrl: 'https://lakeside.instructure.com',
  issuer: 'https://canvas.instructure.com',
  loginOrigins: loginOrigins('production'),
  sisLabel: 'SIS',
  approveFirst: false,
  expiresAt: new Date(0),
};
const sso = 'https://sso.canvaslms.com';
const address = `${sso}/api/lti/security/openid-configuration`;
const good = {
  issuer: 'https://canvas.instructure.com',
  authorization_endpoint: `${sso}/api/lti/authorize_redirect`,
  token_endpoint: `${sso}/login/oauth2/token`,
  jwks_uri: `${sso}/api/lti/security/jwks`,
  registration_endpoint: `${sso}/api/lti/registrations`,
};

/** A platform that gives this answer, and the requests that reached it. */
function answerWith(body: string, status = 200): { http: Http; requests: HttpRequest[] } {
  const requests: HttpRequest[] = [];
  return {
    requests,
    http: async (request) => {
      requests.push(request);
      return { status, headers: {}, body };
    },
  };
}

describe('a platform’s OpenID configuration', () => {
  it('is read from the school’s host or its cloud’s login host, with a bearer token', async () => {
    for (const host of ['https://lakeside.instructure.com', sso, 'https://canvas.instructure.com']) {
      const { http, requests } = answerWith(JSON.stringify(good));
      const read = await readPlatformConfiguration(http, link, `${host}/openid`, 'token-1');
      expect(read.registrationEndpoint).to.equal(good.registration_endpoint);
      expect(requests[0]?.headers).to.include({ authorization: 'Bearer token-1' });
    }
  });

  it('S22 S28 is never requested from an address elsewhere', async () => {
    for (const elsewhere of [
      'https://other.instructure.com/openid',
      'https://sso.canvaslms.com.evil.example/openid',
      'https://sso.canvaslms.com@evil.example/openid',
      'https://sso.canvaslms.com:8443/openid',
      'http://sso.canvaslms.com/openid',
      'https://sso.beta.canvaslms.com/openid',
      'https://10.0.0.1/openid',
      'javascript:alert(1)',
      '//sso.canvaslms.com/openid',
    ]) {
      const { http, requests } = answerWith(JSON.stringify(good));
      const code = await codeOf(readPlatformConfiguration(http, link, elsewhere, 'token-1'));
      expect([elsewhere, code, requests.length]).to.deep.equal([elsewhere, 'registration_foreign', 0]);
    }
  });

  it('S28 is refused for a foreign endpoint or another issuer, before the token goes there', async () => {
    const changes = [
      { registration_endpoint: 'https://evil.example/registrations' },
      { token_endpoint: 'https://evil.example/token' },
      { jwks_uri: 'https://evil.example/jwks' },
      { authorization_endpoint: 'https://evil.example/authorize' },
      { authorization_endpoint: 'https://user:secret@sso.canvaslms.com/authorize' },
      { issuer: 'https://canvas.beta.instructure.com' },
      { issuer: 'https://evil.example' },
    ];
    for (const change of changes) {
      const { http } = answerWith(JSON.stringify({ ...good, ...change }));
      const code = await codeOf(readPlatformConfiguration(http, link, address, null));
      const expected = 'issuer' in change ? 'registration_issuer' : 'registration_foreign';
      expect([change, code]).to.deep.equal([change, expected]);
    }
  });

  it('H8 H9 is reported differently if it is cut off, no JSON or an error, than if it is a foreign Canvas’s', async () => {
    for (const { http } of [
      answerWith('{}'),
      answerWith('<html>'),
      answerWith(JSON.stringify({ ...good, jwks_uri: 7 })),
      answerWith(JSON.stringify(good), 302),
      answerWith('', 500),
    ]) {
      expect(await codeOf(readPlatformConfiguration(http, link, address, null))).to.equal(
        'registration_failed',
      );
    }
  });

  describe('over real HTTP', () => {
    let server: Server;
    let hits = 0;
    before(async () => {
      server = createServer((_request, response) => {
        hits += 1;
        response.writeHead(302, { location: '/elsewhere' }).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    after(() => server.close());

    const readWith = async (options: HttpOptions, canvasUrl: string): Promise<string> => {
      const { http, close } = createHttp(options);
      const own = { ...link, canvasUrl, loginOrigins: [] };
      const code = await codeOf(readPlatformConfiguration(http, own, `${canvasUrl}/openid`, 'token-1'));
      await close();
      return code;
    };

    it('S23 S24 S25 is not called on a private network, by number or by name', async () => {
      const port = portOf(server.address());
      const toLoopback: NonNullable<HttpOptions['resolveName']> = (_name, _options, callback) =>
        callback(null, [{ address: '127.0.0.1', family: 4 }]);
      for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', 'school.example']) {
        const options = { privateHosts: [], resolveName: toLoopback };
        const code = await readWith(options, `https://${host}:${port}`);
        expect([host, code]).to.deep.equal([host, 'address_refused']);
      }
      expect(hits).to.equal(0);
    });

    it('S26 is not read through a redirect', async () => {
      const canvasUrl = `http://127.0.0.1:${portOf(server.address())}`;
      expect(await readWith({ privateHosts: thisMachine }, canvasUrl)).to.equal('registration_failed');
      expect(hits).to.equal(1);
    });
  });
});

describe('the keys of a registering platform', () => {
  const mongo = useMongo();

  it('are generated while the process keeps answering', async () => {
    const cipher = createCipher([{ id: 'test', key: randomBytes(32) }]);
    const store = createLtiEngineStore(mongo.connection(), cipher, systemClock);
    const { http } = answerWith('');
    const engine = createLtiEngine({
      store,
      http,
      clock: systemClock,
      sleep: systemSleep,
      random: Math.random,
    });
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 5);
    await engine.registerPlatform({
      id: 'one',
      name: 'One',
      enabled: true,
      platform: { ...presetPlatform('production', link.canvasUrl), clientId: '1' },
      canvas: { baseUrl: link.canvasUrl, apiKey: null },
      sis: null,
      settings: defaultInstitutionSettings,
    });
    clearInterval(ticking);
    expect(ticks).to.be.greaterThan(5);
    expect((await engine.readKeySet()).keys).to.have.length(1);
  });
});
