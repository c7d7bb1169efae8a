import { expect } from 'chai';
import request from 'supertest';
import type { Institution } from '../../src/domain/institution.ts';
import { type AdminApp, administratorOf, createAdminApp } from '../support/admin-app.ts';
import { adminHere, type RunAdmin } from '../support/cli/run-admin.ts';
import { useMongo } from '../support/mongodb.ts';
import { buildInstitution, buildLaunch, buildSisConnection } from '../support/passback-fixtures.ts';
import { readText } from '../support/read-page.ts';

const sis = buildSisConnection('canary-sis-secret', { headers: { 'x-vendor': 'canary-header' } });
const apiKey = { clientId: '17', clientSecret: 'canary-api-secret' };

describe('an institution whose secrets cannot be decrypted (S44)', () => {
  const mongo = useMongo();
  const rows = () => mongo.connection().collection<{ _id: string; secrets: string }>('institutions');
  let tool: AdminApp;
  let run: RunAdmin;
  let [broken, sound, damaged]: Institution[] = [];
  let sealed = '';

  const add = async (name: string, clientId: string): Promise<Institution> => {
    const { platform, canvas } = buildInstitution();
    const institution = await tool.addInstitution({
      name,
      platform: { ...platform, clientId },
      canvas: { ...canvas, apiKey },
      sis,
    });
    await tool.services.engine.registerPlatform(institution);
    await tool.services.stores.deployments.decide(institution.id, `1:${clientId}`, 'approved');
    return institution;
  };

  before(async function () {
    // Three key pairs of 4096 bits, on a machine that may be busy.
    this.timeout(120_000);
    tool = await createAdminApp(mongo.connection());
    run = adminHere(mongo.connection(), tool.environment);
    [broken, sound, damaged] = [await add('Broken', '1'), await add('Sound', '2'), await add('Damaged', '3')];
    const { secrets } = (await rows().findOne({ _id: broken.id })) ?? { secrets: '' };
    // As left by an encryption key that was removed too early.
    sealed = secrets.replace(/^v1\.\w+\./, 'v1.gone.');
    await rows().updateOne({ _id: broken.id }, { $set: { secrets: sealed } });
    await rows().updateOne({ _id: damaged.id }, { $set: { 'facts.canvas.baseUrl': 7 } });
  });
  after(() => tool.close());

  const ids = () => {
    if (!broken || !sound || !damaged) throw new Error('not set up');
    return { broken, sound, damaged };
  };

  it('is named by institution list and by /readyz, which stays ready for the others', async () => {
    const { broken, damaged } = ids();
    const { code, stdout } = await run(['institution', 'list']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/Broken .*secret cannot be decrypted, set it again: canvas-api, sis/);
    expect(stdout)
      .to.match(/Sound /)
      .and.to.match(new RegExp(`${damaged.id}  cannot be read: .*canvas`));
    expect(stdout.split('\n').find((line) => line.includes('Sound'))).to.not.contain('decrypted');
    const ready = await request(tool.app).get('/readyz');
    expect([ready.status, ready.body]).to.deep.equal([
      200,
      {
        status: 'ready',
        institutions: [
          { id: broken.id, fault: 'secret cannot be decrypted: canvas-api, sis' },
          { id: damaged.id, fault: 'damaged' },
        ],
      },
    ]);
  });

  it('does not stop lists, key rotation, the scheduler or another institution’s pages', async () => {
    const { broken, sound } = ids();
    const deployments = await run(['deployment', 'list']);
    expect([deployments.code, deployments.stdout]).to.satisfy(
      ([code, text]: [number, string]) => code === 0 && text.includes('1:1') && text.includes('1:2'),
    );
    const rotated = await run(['keys', 'rotate', '--all']);
    expect([rotated.code, rotated.stdout]).to.deep.equal([0, '2 rotated\n']);
    await tool.services.scheduler.replan();
    expect(await tool.services.scheduler.runOnce()).to.equal(0);
    const { issuer } = sound.platform;
    const known = await tool.services.stores.institutions.listByIssuer(issuer);
    expect(known.map(({ id }) => id)).to.have.members([broken.id, sound.id]);
    const visitor = await tool.visit(administratorOf(sound));
    expect((await visitor.get('/administration')).status).to.equal(200);
  });

  it('is named by reencrypt, which does everything else', async () => {
    const { code, stderr } = await run(['encryption', 'reencrypt']);
    expect(code).to.equal(1);
    expect(stderr).to.contain(`${ids().broken.id} (Broken)`).and.to.contain('everything else is done');
  });

  it('sends nothing with the lost secrets, and its pages say what to do', async () => {
    const { broken } = ids();
    const launch = buildLaunch({ institutionId: broken.id });
    const visitor = await tool.visit(launch);
    const answer = await visitor.get('/categories');
    expect(answer.status).to.equal(500);
    expect(readText(answer.text)).to.contain('Grade Passback can no longer read a stored secret.');
    const administrator = await tool.visit(administratorOf(broken));
    const overview = readText((await administrator.get('/administration')).text);
    expect(overview).to.contain('can no longer read the secret').and.to.contain('Connect the SIS');
    const form = await administrator.get('/administration/sis-connection');
    expect(form.status).to.equal(200);
    const keep = await administrator.post('/administration/canvas-api', { clientId: '17', clientSecret: '' });
    expect(keep.status).to.equal(422);
  });

  it('can be shown, disabled and enabled, and keeps what is stored in case the key comes back', async () => {
    const { broken } = ids();
    const shown = await run(['institution', 'show', 'broken']);
    expect(shown.stdout)
      .to.contain('cannot be decrypted: enter it again')
      .and.to.contain('https://sis.example');
    for (const verb of ['disable', 'enable']) {
      expect((await run(['institution', verb, 'Broken'])).code).to.equal(0);
    }
    expect((await rows().findOne({ _id: broken.id }))?.secrets).to.equal(sealed);
  });

  it('works again once it has new secrets, one after the other', async () => {
    const { broken } = ids();
    const set = await run(['sis', 'set', 'Broken', '--file', '-'], JSON.stringify(sis));
    expect(set.code, set.stderr).to.equal(0);
    expect((await run(['institution', 'list'])).stdout).to.match(/Broken .*set it again: canvas-api\s/);
    const administrator = await tool.visit(administratorOf(broken, { timeZone: null }));
    const saved = await administrator.post('/administration/canvas-api', apiKey);
    expect(saved.status).to.equal(303);
    expect(await tool.services.stores.institutions.find(broken.id)).to.deep.equal(broken);
    expect((await run(['encryption', 'reencrypt'])).code).to.equal(0);
  });

  it('can be erased while it is broken', async () => {
    const { broken, sound } = ids();
    await rows().updateOne({ _id: broken.id }, { $set: { secrets: sealed } });
    const erased = await run(['institution', 'erase', broken.id, '--yes']);
    expect(erased.code, erased.stderr).to.equal(0);
    expect(await rows().countDocuments({ _id: broken.id })).to.equal(0);
    expect(await tool.services.stores.institutions.find(sound.id)).to.deep.equal(sound);
  });
});
