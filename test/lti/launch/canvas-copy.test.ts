import { expect } from 'chai';
import supertest from 'supertest';
import {
  copyOrigin,
  findOwnCopy,
  productionIssuer,
  readCopy,
} from '../../../src/domain/canvas-environment.ts';
import { claim } from '../../../src/lti/launch/claims.ts';
import { createCanvasKeyFaultStore } from '../../../src/store/canvas-key-faults.ts';
import { hostedPlatform } from '../../support/hosted-canvas.ts';
import {
  type LtiFixture,
  lastOutcome,
  launch,
  loginParameters,
  manyLogins,
  startLti,
} from '../../support/lti/lti-fixture.ts';
import { useMongo } from '../../support/mongodb.ts';

const beta = 'https://canvas.beta.instructure.com';
const lakeBeta = 'https://lake.beta.instructure.com';

describe('a beta or test copy of Canvas (CF22)', () => {
  const mongo = useMongo();
  let tool: LtiFixture;
  before(async () => {
    tool = await startLti(mongo.connection(), { limits: { person: manyLogins, stray: manyLogins } });
  });
  after(() => tool?.close());

  const login = (changes: Record<string, string>) =>
    supertest(tool.address)
      .get('/lti/login')
      .query({ ...loginParameters(tool), ...changes });
  const fields = { canvas_course_id: 1, canvas_user_id: '7' };
  const notes = () => createCanvasKeyFaultStore(mongo.connection()).read(tool.institution.id);
  const asCopied = { iss: beta, client_id: '77' };

  it('is told from production by its address', () => {
    expect([lakeBeta, 'https://lake.test.instructure.com', beta].map(readCopy)).to.deep.equal([
      'beta',
      'test',
      'beta',
    ]);
    const others = [
      'https://beta.instructure.com',
      'https://lake.beta.instructure.com.evil.example',
      'beta',
      '',
    ];
    for (const address of [...others, 'https://lake.instructure.com', 'https://beta.school.example']) {
      expect(readCopy(address), address).to.equal(null);
    }
    expect(copyOrigin('https://lake.instructure.com', 'beta')).to.equal(lakeBeta);
    expect(copyOrigin('https://canvas.lake.example', 'beta')).to.equal(null);
    expect(
      findOwnCopy({ platform: hostedPlatform(lakeBeta), canvas: { baseUrl: lakeBeta, apiKey: null } }),
    ).to.equal('beta');
  });

  it('opens nothing with production’s key, and says so in its own frame', async () => {
    expect((await login(asCopied)).text).to.match(/^platform_unknown/);
    const baseUrl = 'https://lake.instructure.com';
    const production = await tool.addInstitution(
      { ...hostedPlatform(baseUrl, '77'), issuer: productionIssuer },
      { canvas: { baseUrl, apiKey: null } },
    );
    const refused = await login(asCopied);
    expect([refused.status, refused.text.split(':')[0]]).to.deep.equal([403, 'canvas_copy']);
    expect(refused.headers['content-security-policy']).to.contain(lakeBeta);
    expect(lastOutcome(tool)).to.include({ code: 'canvas_copy', check: 'environment' });
    // Set up as an institution of its own it may be tried out.
    const own = await tool.addInstitution(
      { ...production.platform, issuer: beta },
      { canvas: { baseUrl: lakeBeta, apiKey: null } },
    );
    const known = await login({ ...asCopied, canvas_environment: 'beta' });
    expect(known.status).to.equal(302);
    for (const { id } of [production, own]) await tool.institutions.remove(id);
  });

  it('is refused if the login names it, and CT11 production is not', async () => {
    expect((await login({ canvas_environment: 'test' })).text).to.match(/^canvas_copy/);
    expect((await login({ canvas_environment: 'prod' })).status).to.equal(302);
    expect(await notes()).to.deep.equal([]);
  });

  it('is refused at a signed launch, which the administrators are told', async () => {
    const claims = { [claim.custom]: { ...fields, canvas_api_base_url: lakeBeta } };
    const inCourse = { [claim.resourceLink]: { id: 'd1f5b7b4e9f4' } };
    const refused = await launch(tool, { ...inCourse, ...claims });
    expect(refused.text).to.match(/^canvas_copy/);
    expect(lastOutcome(tool)).to.include({ outcome: 'refused', code: 'canvas_copy' });
    expect((await notes()).map(({ code, times }) => [code, times])).to.deep.equal([['canvas_copy', 1]]);
    const usual = { ...fields, canvas_api_base_url: 'https://lake.instructure.com' };
    expect((await launch(tool, { ...inCourse, [claim.custom]: usual })).status).to.equal(303);
  });
});
