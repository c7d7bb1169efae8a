import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import supertest from 'supertest';
import type { Institution } from '../../../src/domain/institution.ts';
import { claim } from '../../../src/lti/launch/claims.ts';
import { createInstallLinkStore } from '../../../src/store/install-links.ts';
import {
  beginLogin,
  CookieJar,
  deploymentId,
  type LtiFixture,
  lastOutcome,
  loginParameters,
  manyLogins,
  postLaunch,
  startLti,
} from '../../support/lti/lti-fixture.ts';
import { type LtiPlatform, startLtiPlatform } from '../../support/lti-platform.ts';
import { useMongo } from '../../support/mongodb.ts';

/**
 * LX17: two self-hosted Canvases that claim one issuer and number their keys alike. The second one's administrator is the
 * attacker: they have its signing keys and can send any browser anywhere.
 */
describe('two Canvases with one issuer and client id', () => {
  const mongo = useMongo();
  let tool: LtiFixture;
  let hill: LtiPlatform;
  let hillSchool: Institution;
  const ofHill = '12:hill';
  before(async () => {
    tool = await startLti(mongo.connection(), { limits: { person: manyLogins, stray: manyLogins } });
    const { issuer, clientId } = tool.platform.registration;
    hill = await startLtiPlatform({ toolUrl: tool.url, issuer, clientId });
    hillSchool = await tool.institutions.create({
      ...tool.institution,
      name: 'Hill School',
      platform: hill.registration,
      canvas: { baseUrl: hill.origin, apiKey: null },
    });
    await tool.deployments.decide(hillSchool.id, ofHill, 'approved');
  });
  after(async () => {
    await hill?.close();
    await tool?.close();
  });

  /** A launch of deployment `asked`, signed by `signer` for deployment `claimed`. */
  async function launchFrom(signer: LtiPlatform, asked: string, claimed = asked) {
    const jar = new CookieJar();
    const login = await beginLogin(tool, jar, { lti_deployment_id: asked });
    const claims = signer.claims(login.nonce, { [claim.deploymentId]: claimed });
    const response = await postLaunch(tool, jar, {
      state: login.state,
      id_token: await signer.sign(claims),
    });
    return { login, response, outcome: lastOutcome(tool) };
  }
  const login = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    supertest(tool.address)
      .post('/lti/login')
      .type('form')
      .set(headers)
      .send({ ...loginParameters(tool), ...fields });
  const leadsTo = (response: supertest.Response): string =>
    new URL(response.headers['location'] ?? 'about:blank').origin;

  it('LX17 the approved deployment decides whose launch it is', async () => {
    for (const [signer, asked, school] of [
      [tool.platform, deploymentId, tool.institution],
      [hill, ofHill, hillSchool],
    ] as const) {
      const { login: begun, response, outcome } = await launchFrom(signer, asked);
      expect(begun.redirect.origin).to.equal(signer.origin);
      expect(response.status).to.equal(303);
      expect(outcome).to.include({ institutionId: school.id });
    }
  });

  it('LX17 LX8 the keys of one Canvas never open the other, whatever deployment the login or the token names', async () => {
    for (const [signer, asked] of [
      [hill, deploymentId],
      [tool.platform, ofHill],
    ] as const) {
      for (const claimed of [deploymentId, ofHill]) {
        const { response, outcome } = await launchFrom(signer, asked, claimed);
        expect(response.text).to.match(/^launch_invalid/);
        expect(outcome).to.include({ check: 'signature' });
      }
    }
  });

  it('LX17 S8 a Canvas that signs the other’s deployment opens nothing and takes nothing over', async () => {
    const { response } = await launchFrom(hill, ofHill, deploymentId);
    expect(response.text).to.match(/^deployment_unknown/);
    // Even with an install link that approves the first deployment.
    const links = createInstallLinkStore(mongo.connection());
    const invite = randomBytes(8).toString('hex');
    await links.insert(invite, {
      name: 'Hill School',
      canvasUrl: hill.origin,
      issuer: hill.registration.issuer,
      loginOrigins: [],
      sisLabel: 'SIS',
      approveFirst: true,
      expiresAt: new Date('2100-01-01'),
    });
    await links.setInstitution(invite, hillSchool.id);
    await tool.deployments.removeInstitution(hillSchool.id);
    const again = await login({ lti_deployment_id: 'new' }, { origin: hill.origin });
    expect(leadsTo(again)).to.equal(hill.origin);
    const [state, nonce] = ['state', 'nonce'].map(
      (name) => new URL(again.headers['location'] ?? '').searchParams.get(name) ?? '',
    );
    const jar = new CookieJar();
    jar.keep(again);
    const stolen = hill.claims(nonce ?? '', { [claim.deploymentId]: deploymentId });
    const refused = await postLaunch(tool, jar, { state: state ?? '', id_token: await hill.sign(stolen) });
    expect(refused.text).to.match(/^deployment_unknown/);
    expect(await tool.deployments.isApproved(hillSchool.id, deploymentId)).to.equal(false);
    expect((await launchFrom(tool.platform, deploymentId)).response.status).to.equal(303);
    await tool.deployments.decide(hillSchool.id, ofHill, 'approved');
  });

  it('LX17 a deployment that nobody approved is told by the Canvas that sent the browser, else refused by a page that names it', async () => {
    const fresh = { lti_deployment_id: '99:fresh' };
    expect(leadsTo(await login(fresh, { origin: hill.origin }))).to.equal(hill.origin);
    expect(leadsTo(await login(fresh, { referer: `${tool.platform.origin}/courses/1` }))).to.equal(
      tool.platform.origin,
    );
    const before = await tool.deployments.list(hillSchool.id);
    for (const origin of [undefined, 'https://evil.example', 'null']) {
      const refused = await login(fresh, origin === undefined ? {} : { origin });
      expect(refused.status).to.equal(401);
      expect(refused.text)
        .to.match(/^platform_ambiguous/)
        .and.to.contain('99:fresh');
    }
    expect(await tool.deployments.list(hillSchool.id)).to.deep.equal(before);
  });
});
