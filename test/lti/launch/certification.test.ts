import { expect } from 'chai';
import { SignJWT } from 'jose';
import { claim } from '../../../src/lti/launch/claims.ts';
import {
  beginLogin,
  CookieJar,
  type LtiFixture,
  lastOutcome,
  launch,
  manyLogins,
  postLaunch,
  startLti,
} from '../../support/lti/lti-fixture.ts';
import { useMongo } from '../../support/mongodb.ts';

/** The tool side of the 1EdTech LTI 1.3 certification suite, under its own test names. */
describe('LTI 1.3 certification', () => {
  const mongo = useMongo();
  let tool: LtiFixture;
  before(async () => {
    tool = await startLti(mongo.connection(), { limits: { person: manyLogins } });
  });
  after(() => tool.close());

  const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
  const instructor = [`${membership}#Instructor`];
  const learner = [`${membership}#Learner`];

  describe('known bad payloads are refused', () => {
    async function launchWithHeader(header: { alg: string; kid?: string }): Promise<string> {
      const jar = new CookieJar();
      const login = await beginLogin(tool, jar);
      const key = tool.platform.keys.get('platform-key-1');
      const idToken = await new SignJWT(tool.platform.claims(login.nonce))
        .setProtectedHeader(header)
        .sign(key?.privateKey ?? new Uint8Array());
      const response = await postLaunch(tool, jar, { state: login.state, id_token: idToken });
      expect(response.status).to.equal(401);
      expect(response.text).to.contain('launch_invalid');
      return String(lastOutcome(tool)['check']);
    }

    it('LC1 No KID Sent in JWT header', async () => {
      expect(await launchWithHeader({ alg: 'RS256' })).to.equal('key_named');
    });
    it('LC2 Incorrect KID in JWT header', async () => {
      expect(await launchWithHeader({ alg: 'RS256', kid: 'imstester_66067' })).to.equal('key_known');
    });

    const now = Math.floor(Date.now() / 1000);
    const badClaims = [
      ['LC3 Wrong LTI Version', { [claim.version]: '11.3' }, 'version'],
      ['LC4 No LTI Version', { [claim.version]: undefined }, 'version'],
      ['LC5 Invalid LTI message', { [claim.messageType]: 'a message' }, 'message_type'],
      ['LC7 Timestamps Incorrect', { iat: 11111, exp: 22222 }, 'times'],
      ['LC7 Timestamps Incorrect: issued in the future', { iat: now + 3600, exp: now + 7200 }, 'times'],
      ['LC8 message_type Claim Missing', { [claim.messageType]: undefined }, 'message_type'],
      ['LC9 role Claim Missing', { [claim.roles]: undefined }, 'roles'],
      ['LC10 deployment_id Claim Missing', { [claim.deploymentId]: undefined }, 'deployment_id'],
      ['LC11 resource_link_id Claim Missing', { [claim.resourceLink]: { title: 'x' } }, 'resource_link'],
      ['LC11 resource_link Claim Missing', { [claim.resourceLink]: undefined }, 'resource_link'],
      ['LC12 user (sub) Claim Missing', { sub: undefined }, 'subject'],
    ] as const;
    for (const [name, changes, check] of badClaims) {
      it(name, async () => {
        const response = await launch(tool, changes);
        expect(response.status).to.equal(401);
        expect(response.text).to.match(/^launch_(invalid|expired)/);
        expect(lastOutcome(tool)).to.include({ event: 'launch', outcome: 'refused', check });
      });
    }

    it('LC6 Missing LTI Claims', async () => {
      const ltiClaims = Object.fromEntries(Object.values(claim).map((name) => [name, undefined]));
      const response = await launch(tool, ltiClaims);
      expect(response.status).to.equal(401);
      expect(lastOutcome(tool)).to.include({ outcome: 'refused', code: 'launch_invalid' });
    });
  });

  const personal = { name: undefined, given_name: undefined, family_name: undefined, email: undefined };
  const variants = (first: number, roles: readonly string[], short: string) =>
    [
      [`LC${first} Launch`, { [claim.roles]: roles }],
      [`LC${first + 1} with Roles (multiple)`, { [claim.roles]: [...roles, `${membership}#Member`] }],
      [`LC${first + 2} Short Role`, { [claim.roles]: [short] }],
      [
        `LC${first + 3} Unknown Role`,
        { [claim.roles]: [...roles, 'http://example.org/unknown/role#Helper'] },
      ],
      [`LC${first + 4} No Role`, { [claim.roles]: [] }],
      [`LC${first + 5} Email Only`, { [claim.roles]: roles, ...personal, email: 'x@example.org' }],
      [`LC${first + 6} Names Only`, { [claim.roles]: roles, ...personal, given_name: 'A', family_name: 'B' }],
      [`LC${first + 7} No PII`, { [claim.roles]: roles, ...personal }],
      [
        `LC${first + 8} Email Without Context`,
        { [claim.roles]: roles, ...personal, email: 'x@example.org', [claim.context]: undefined },
      ],
    ] as const;

  /** The suite's launches name no Canvas placement. */
  const plain = { [claim.placement]: undefined };

  describe('LC13–21 valid instructor launches are accepted', () => {
    for (const [name, changes] of variants(13, instructor, 'Instructor')) {
      it(name, async () => {
        const response = await launch(tool, { ...plain, ...changes });
        expect(lastOutcome(tool)).to.include({ event: 'launch', outcome: 'accepted' });
        if (name.includes('No Role')) {
          expect(response.status).to.equal(403);
          expect(response.text).to.contain('This page is for teachers');
        } else if (name.includes('Without Context')) {
          expect(response.status).to.equal(400);
          expect(response.text).to.contain('Please open this from a course');
        } else {
          // The launch is good, but nothing opens by a link (S42).
          expect(response.status).to.equal(403);
          expect(response.text).to.contain('Please open this from the course menu');
          expect(response.headers['set-cookie'] ?? []).to.not.match(/gp-s-/);
        }
      });
    }
  });

  describe('LC22–30 valid student launches are accepted, and shown that there is nothing for students', () => {
    for (const [name, changes] of variants(22, learner, 'Learner')) {
      it(name, async () => {
        const response = await launch(tool, { ...plain, ...changes });
        expect(lastOutcome(tool)).to.include({ event: 'launch', outcome: 'accepted' });
        if (name.includes('Without Context'))
          expect(response.text).to.contain('Please open this from a course');
        else expect(response.text).to.contain('This page is for teachers');
        expect(response.headers['set-cookie'] ?? []).to.not.match(/gp-s-/);
      });
    }
  });
});
