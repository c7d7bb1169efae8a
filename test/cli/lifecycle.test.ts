import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type mongoose from 'mongoose';
import { z } from 'zod';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import type { Institution } from '../../src/domain/institution.ts';
import { createLog } from '../../src/log.ts';
import { createServices } from '../../src/services.ts';
import { readSettings } from '../../src/settings.ts';
import { connectMongo } from '../../src/store/connect.ts';
import { exportedCollections } from '../../src/store/institution-export.ts';
import { adminHere, adminProcess, type RunAdmin, readJson, recordAdmin } from '../support/cli/run-admin.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';

/** Deliberately not exported. Add each new collection here or to the exported ones. */
const neverExported = [
  'institutions',
  'lti_engine',
  'sessions',
  'logins',
  'canvas_consents',
  'canvas_grants',
  'canvas_key_faults',
  'install_links',
  'webhooks',
  'class_leases',
  'sis_pauses',
  'sis_slots',
  'canary',
  'migrations',
  'rate_limits',
  'outbox',
];

const runRows = z.array(z.object({ id: z.string(), state: z.string() }));

describe('what the operator does with a working institution', () => {
  const mongo = useMongo();
  const written: string[] = [];
  let sandbox: TestSandbox;
  let teacher: Teacher;
  let connection: mongoose.Connection;
  let folder: string;
  let settings: Record<string, string>;
  let run: RunAdmin;
  let asProcess: RunAdmin;
  let id: string;

  const withKeys = (keys: string): Record<string, string> => ({ ...settings, ENCRYPTION_KEYS: keys });
  const oldKey = (): string => settings['ENCRYPTION_KEYS'] ?? '';

  before('a school that has posted grades', async function () {
    // A whole school, a launch and a run: close to the usual limit on a busy machine.
    this.timeout(90_000);
    folder = await mkdtemp(join(tmpdir(), 'gp-cli-'));
    sandbox = await startTestSandbox({ sample: inventedSchool(), mongoUri: mongo.uri() });
    teacher = await connectTeacher(sandbox, inventedSchool().canvas.courses[0]?.name ?? '');
    await teacher.post();
    id = sandbox.institutionId;
    connection = await connectMongo({ uri: sandbox.toolMongoUri, kind: 'embedded' });
    const [key] = sandbox.product.services.settings.ENCRYPTION_KEYS;
    settings = {
      PUBLIC_URL: sandbox.toolUrl,
      MONGODB_URL: sandbox.toolMongoUri,
      ENCRYPTION_KEYS: `${key?.id}:${key?.key.toString('base64url')}`,
      ALLOWED_PRIVATE_HOSTS: 'http://localhost,http://127.0.0.1',
    };
    run = recordAdmin(adminHere(connection, settings), written);
    asProcess = recordAdmin(adminProcess(settings), written);
  });
  after(async () => {
    await connection.close();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const findInstitution = async (): Promise<Institution> => {
    const institution = await sandbox.product.services.stores.institutions.find(id);
    if (institution === null) throw new Error('it is gone');
    return institution;
  };
  /** Every collection of the tool with its documents as text. */
  const dump = async (): Promise<Map<string, string>> => {
    const found = await connection.listCollections();
    const texts = found.map(async ({ name }) => {
      const documents = await connection.collection(name).find().toArray();
      return [name, JSON.stringify(documents)] as const;
    });
    return new Map(await Promise.all(texts));
  };

  describe('runs', () => {
    it('are listed, newest first, without names and grades', async () => {
      const listed = await run(['run', 'list', id]);
      expect(listed.code, listed.stderr).to.equal(0);
      expect(listed.stdout).to.contain(teacher.course.name);
      expect(runRows.parse(readJson(await run(['run', 'list', id, '--json'])))).to.have.length(1);
      expect(readJson(await run(['run', 'list', id, '--state=failed', '--json']))).to.deep.equal([]);
    });

    it('that failed are requested again, only while the institution is enabled', async () => {
      const { runId } = await sandbox.product.services.passback.requestRun(teacher.launch, {
        kind: 'remaster',
        selection: { kind: 'all' },
      });
      await connection
        .collection<{ _id: string }>('runs')
        .updateOne({ _id: runId }, { $set: { state: 'failed', endedAt: new Date() }, $unset: { slot: 1 } });
      await run(['institution', 'disable', id]);
      expect((await run(['run', 'retry', runId])).code).to.equal(1);
      await run(['institution', 'enable', id]);
      const retried = await run(['run', 'retry', runId, '--json']);
      const receipt = z.object({ runId: z.string(), how: z.string() }).parse(readJson(retried));
      expect(receipt.how).to.equal('created');
      const readRun = () => sandbox.product.services.passback.readRun(teacher.launch, receipt.runId);
      // The command's clock and the database's may be some milliseconds apart, so it may not be due at once.
      while ((await readRun()).endedAt === null) await sandbox.workOff();
      const ended = await readRun();
      expect(ended.counts.sent + ended.counts.confirmed).to.be.greaterThan(0);
      expect((await run(['run', 'retry', 'no-such-run'])).code).to.equal(1);
    });
  });

  describe('keys', () => {
    it('S35 after a rotation the new key signs at once and the old one can still be fetched', async () => {
      const { engine } = sandbox.product.services;
      const before = (await engine.readKeySet()).keys.map(({ kid }) => kid);
      const rotated = await run(['keys', 'rotate', id]);
      expect(rotated.code, rotated.stderr).to.equal(0);
      const after = (await engine.readKeySet()).keys.map(({ kid }) => kid);
      expect(after).to.have.length(2).and.to.include.members(before);
      await connection.collection('lti_engine').deleteMany({ collectionName: 'accesstoken' });
      const again = await teacher.post();
      expect(again.state).to.be.oneOf(['completed', 'completed_with_problems', 'nothing_to_send']);
    });

    it('S29 data under the old encryption key stays readable, and is re-encrypted in as many passes as it takes', async () => {
      const newKey = `new:${randomBytes(32).toString('base64url')}`;
      const both = adminHere(connection, withKeys(`${newKey},${oldKey()}`));
      const secrets = JSON.stringify(await findInstitution());
      expect((await both(['institution', 'show', id])).code).to.equal(0);

      const hook = { url: 'https://hooks.school.example/', secret: 'whsec_AAAA', now: new Date() };
      await openStores(oldKey()).webhooks.add(id, hook);
      // Interrupted after one record of each kind.
      const { reencryptables } = openStores(`${newKey},${oldKey()}`);
      for (const store of Object.values(reencryptables)) {
        expect((await store.reencrypt(null, 1)).changed).to.equal(1);
      }
      const onlyNew = adminHere(connection, withKeys(newKey));
      const tooEarly = await onlyNew(['encryption', 'reencrypt']);
      expect(tooEarly.code).to.equal(1);
      expect(tooEarly.stderr).to.contain('unreadable with the present ENCRYPTION_KEYS');

      const rest = adminProcess(withKeys(`${newKey},${oldKey()}`));
      const done = await rest(['encryption', 'reencrypt', '--batch=2', '--json']);
      expect(done.code, done.stderr).to.equal(0);
      const idle = await both(['encryption', 'reencrypt', '--json']);
      expect(readJson(idle)).to.deep.equal({
        changed: { institutions: 0, ltiEngine: 0, canvasGrants: 0, webhooks: 0 },
      });

      const { institutions, canvasGrants, ltiEngine, webhooks } = openStores(newKey);
      expect(await webhooks.findSigned(id)).to.include({ secret: hook.secret });
      expect(JSON.stringify(await institutions.find(id))).to.equal(secrets);
      const person = { institutionId: id, canvasUserId: String(teacher.canvasUserId) };
      expect((await canvasGrants.find(person))?.refreshToken)
        .to.be.a('string')
        .and.not.to.equal('');
      expect(await ltiEngine.Get('sealed', 'privatekey'))
        .to.be.an('array')
        .with.length.at.least(1);
      const texts = [...(await dump()).values()].join('\n');
      expect(texts).not.to.match(/v1\.demo\./);

      // Restore the old key for the suite's tool.
      const back = adminHere(connection, withKeys(`${oldKey()},${newKey}`));
      expect((await back(['encryption', 'reencrypt'])).code).to.equal(0);
      written.push(done.stdout, done.stderr, tooEarly.stderr);
    });

    function openStores(keys: string) {
      const log = createLog('silent');
      return createServices({ settings: readSettings(withKeys(keys)), connection, log }).stores;
    }
  });

  describe('export', () => {
    it('holds every collection except those left out on purpose, and no secret', async () => {
      const names = [...(await dump()).keys()].filter((name) => !name.startsWith('system.'));
      expect(names.filter((name) => !neverExported.includes(name))).to.have.members(
        names.filter((name) => exportedCollections.some((exported) => exported === name)),
      );

      const to = join(folder, 'school.jsonl');
      const done = await asProcess(['institution', 'export', id, `--to=${to}`]);
      expect(done.code, done.stderr).to.equal(0);
      const text = await readFile(to, 'utf8');
      const lines = text
        .trimEnd()
        .split('\n')
        .map((line) =>
          z.object({ collection: z.string(), record: z.looseObject({}) }).parse(JSON.parse(line)),
        );
      expect(lines[0]?.collection).to.equal('institutions');
      for (const collection of ['courses', 'members', 'grades', 'items', 'runs', 'cells', 'audit']) {
        expect(
          lines.some((line) => line.collection === collection),
          collection,
        ).to.equal(true);
      }
      const cells = await connection.collection('cells').countDocuments({ institutionId: id });
      expect(lines.filter(({ collection }) => collection === 'cells')).to.have.length(cells);
      const { canvas, sis } = await findInstitution();
      for (const secret of [
        canvas.apiKey?.clientSecret,
        sis?.auth.kind === 'oauth2' && sis.auth.clientSecret,
      ]) {
        expect(secret).to.be.a('string');
        expect(text).not.to.contain(secret);
      }
      expect((await stat(to)).mode & 0o777).to.equal(0o600);
      expect((await run(['institution', 'export', id, `--to=${to}`])).code).to.equal(1);
    });
  });

  describe('erasure', () => {
    it('asks for the institution’s name and erases nothing without it', async () => {
      const { name } = await findInstitution();
      const wrong = await asProcess(['institution', 'erase', id], 'Another school\n');
      expect(wrong.code).to.equal(1);
      expect(wrong.stderr).to.contain(name).and.to.contain('nothing was erased');
      expect((await findInstitution()).enabled).to.equal(true);
    });

    it('waits for a worker that still writes, and says so if it does not stop', async () => {
      const soon = new Date(Date.now() + 600_000);
      const held = {
        institutionId: id,
        courseKey: `${id}:other`,
        slot: 'open',
        startedAt: new Date(),
        lease: { owner: 'worker', until: soon, gen: 1 },
      };
      const { insertedId } = await connection.collection('runs').insertOne(held);
      const refused = await run(['institution', 'erase', id, '--yes', '--wait=0']);
      expect(refused.code).to.equal(1);
      expect(refused.stderr).to.contain('1 grade syncs have not stopped yet');
      const stopped = await connection.collection('runs').findOne({ _id: insertedId });
      expect(stopped).to.include({ cancelRequested: true });
      expect(await connection.collection('cells').countDocuments()).to.be.greaterThan(0);
      await connection.collection('runs').updateOne({ _id: insertedId }, { $set: { 'lease.owner': null } });
    });

    it('S38 leaves nothing of the institution in any collection, and keeps everything of others', async () => {
      const institution = await findInstitution();
      const { stores, engine } = sandbox.product.services;
      const other = await stores.institutions.create({
        ...institution,
        name: 'Neighbour',
        platform: { ...institution.platform, clientId: 'neighbour-client' },
      });
      await engine.registerPlatform(other);
      for (const { name } of await connection.listCollections()) {
        if (name === 'canary') continue;
        await connection
          .collection<{ _id: string }>(name)
          .insertOne({ _id: `${other.id}:kept:${name}`, ...neighbourRecord(name, other) });
      }
      const before = await dump();
      const collections = [...before].filter(([, text]) => text.includes(id)).map(([name]) => name);
      expect(collections).to.include.members(['runs', 'grades', 'members', 'canvas_grants', 'deployments']);
      const kept = countOf(before, other.id);

      const done = await asProcess(['institution', 'erase', id], `${institution.name}\n`);
      expect(done.code, done.stderr).to.equal(0);
      const after = await dump();
      for (const [name, text] of after) {
        expect([name, text.includes(id)]).to.deep.equal([name, false]);
        expect([name, text.includes(`"${institution.platform.clientId}"`)]).to.deep.equal([name, false]);
      }
      expect(countOf(after, other.id)).to.deep.equal(kept);
      expect((await engine.readKeySet()).keys).to.have.length(1);
      expect((await run(['institution', 'show', id])).code).to.equal(1);
    });

    /** A record of the other institution that satisfies its collection's unique indexes. */
    const neighbourRecord = (name: string, { id: institutionId }: Institution) => ({
      institutionId,
      ...(name === 'institutions' || name === 'lti_engine' ? { marker: name } : {}),
      ...(name === 'institutions' ? { issuer: 'marker', clientId: 'marker' } : {}),
      ...(name === 'deployments' ? { deploymentId: 'neighbour:1' } : {}),
      ...(name === 'canvas_grants' ? { canvasUserId: '1' } : {}),
    });

    const countOf = (texts: ReadonlyMap<string, string>, wanted: string): Record<string, number> =>
      Object.fromEntries([...texts].map(([name, text]) => [name, text.split(wanted).length - 1]));
  });

  describe('everything the command line wrote', () => {
    it('S30 contains no secret of the school', async () => {
      const canaries = ['sandbox-secret', oldKey().split(':')[1] ?? ''];
      for (const canary of canaries) {
        expect(canary).not.to.equal('');
        expect(written.join('\n')).not.to.contain(canary);
      }
    });
  });
});
