import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

describe('the headers of every answer', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
  });
  after(() => sandbox?.stop());

  const paths = [
    '/',
    '/healthz',
    '/readyz',
    '/lti/login',
    '/lti/launch',
    '/lti/jwks',
    '/lti/config.json',
    '/lti/register',
    '/canvas/oauth/callback',
    '/canvas/connected',
    '/s/unknown/post-grades',
    '/public/ui/base.css',
    '/public/no-such-file.css',
  ];
  for (const path of paths) {
    it(`S17 ${path} forbids sniffing, foreign frames and referrers`, async () => {
      const { headers } = await fetch(`${sandbox.toolUrl}${path}`, { redirect: 'manual' });
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
      expect(headers.get('content-security-policy'))
        .to.include("default-src 'none'")
        .and.include('frame-ancestors');
      expect(headers.get('referrer-policy')).to.match(/^(same-origin|no-referrer)$/);
      expect(headers.get('x-powered-by')).to.equal(null);
      const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
      if (isPage) expect(headers.get('cache-control')).to.include('no-store');
    });
  }
});
