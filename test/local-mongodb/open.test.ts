import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProductError } from '../../src/errors.ts';
import { type OpenOptions, openMongoDb } from '../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../src/log.ts';
import { chooseWriting, connectMongo } from '../../src/store/connect.ts';
import type { MongoHandle } from '../../src/store/mongo-handle.ts';
import { holdMongo, isAlive, waitUntil } from '../support/local-mongodb/holder.ts';

const log = createLog('silent');

/** The error that `work` rejects with. */
async function failure(work: Promise<unknown>): Promise<ProductError> {
  const error: unknown = await work.then(() => undefined).catch((thrown: unknown) => thrown);
  if (!(error instanceof ProductError)) throw new Error(`expected a ProductError, got ${String(error)}`);
  return error;
}

describe('openMongoDb', function () {
  this.timeout(120_000);
  let dataDir = '';
  const opened: MongoHandle[] = [];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'gp-open-'));
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((handle) => handle.close()));
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Opens with no mongod on the PATH unless `options` name another. */
  async function open(options: Partial<OpenOptions> = {}): Promise<MongoHandle> {
    const handle = await openMongoDb({ dataDir, log, path: '', lockWait: 0, ...options });
    opened.push(handle);
    return handle;
  }

  /**
   * Writes without a break on several lanes and kills the engine after `ms`. Returns what was acknowledged.
   */
  async function writeUntilKilled(handle: MongoHandle, ms: number): Promise<string[]> {
    const connection = await connectMongo(handle);
    const facts = connection.collection('facts');
    await facts.createIndex({ key: 1 }, { unique: true });
    const write = {
      insert: (key: string) => facts.insertOne({ key }),
      upsert: (key: string) => facts.updateOne({ key }, { $set: { n: 1 } }, { upsert: true }),
      claim: (key: string) => facts.findOneAndUpdate({ key }, { $set: { n: 1 } }, { upsert: true }),
      bulk: (key: string) => facts.bulkWrite([{ insertOne: { document: { key } } }], { ordered: false }),
    };
    const acknowledged: string[] = [];
    const lanes = Object.entries(write).map(async ([lane, writeOne]) => {
      for (let n = 0; ; n += 1) {
        await writeOne(`${lane}-${n}`);
        acknowledged.push(`${lane}-${n}`);
      }
    });
    setTimeout(() => process.kill(handle.pid ?? 0, 'SIGKILL'), ms);
    await Promise.allSettled(lanes);
    await connection.close(true);
    return acknowledged;
  }

  async function readKeys(handle: MongoHandle): Promise<Set<unknown>> {
    const connection = await connectMongo(handle);
    const found = await connection.collection('facts').find().toArray();
    await connection.close();
    return new Set(found.map(({ key }) => key));
  }

  async function insertOne(handle: MongoHandle): Promise<void> {
    const connection = await connectMongo(handle);
    await connection.collection('facts').insertOne({ n: 0 });
    await connection.close();
  }

  async function countFacts(handle: MongoHandle): Promise<number> {
    const connection = await connectMongo(handle);
    const count = await connection.collection('facts').countDocuments();
    await connection.close();
    return count;
  }

  it('starts the embedded engine if there is nothing else, and names the data folder', async () => {
    const handle = await open();
    expect(handle.kind).to.equal('embedded');
    expect(handle.describe).to.equal(
      `MongoDB: the embedded engine (for trying out and small schools), data in ${join(dataDir, 'embedded-mongodb')}.`,
    );
    const socketPath = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(handle.uri)?.[1] ?? '');
    expect(socketPath).to.match(/\.sock$/);
    expect(Buffer.byteLength(socketPath)).to.be.lessThan(100);
  });

  it('keeps the data across a restart', async () => {
    const first = await open();
    await insertOne(first);
    await first.close();
    expect(await countFacts(await open())).to.equal(1);
  });

  for (const round of [1, 2, 3, 4, 5, 6]) {
    it(`loses no acknowledged write when the engine is killed (round ${round})`, async () => {
      const first = await open();
      const exit = new Promise<string>((resolve) => first.onExit(resolve));
      const acknowledged = await writeUntilKilled(first, 200 + 70 * round);
      expect(acknowledged).not.to.have.length(0);
      expect(await exit).to.match(/^The MongoDB on .* ended unexpectedly \(signal SIGKILL\); start again\.$/);
      const found = await readKeys(await open());
      expect(acknowledged.filter((key) => !found.has(key))).to.deep.equal([]);
    });
  }

  it('acknowledges only safe writes: journaled here, by the majority on servers', async () => {
    const handle = await open();
    for (const connection of [
      await connectMongo(handle),
      await connectMongo({ ...handle, kind: 'server' }),
    ]) {
      expect(connection.getClient().options.writeConcern).to.include({ w: 1, journal: true });
      expect(connection.getClient().options.retryWrites).to.equal(false);
      await connection.close();
    }
    const url = 'mongodb://db1.school.example/grades?replicaSet=rs0';
    expect(chooseWriting({ uri: url, kind: 'server' })).to.deep.equal({
      writeConcern: { w: 'majority', j: true },
    });
  });

  it('tells late listeners that the engine ended, but none after close()', async () => {
    const handle = await open();
    const told: string[] = [];
    process.kill(handle.pid ?? 0, 'SIGKILL');
    await waitUntil(() => !isAlive(handle.pid ?? 0));
    await new Promise<void>((resolve) => {
      handle.onExit((sentence) => {
        told.push(sentence);
        resolve();
      });
    });
    expect(told).to.have.length(1);

    const other = await open();
    other.onExit((sentence) => told.push(sentence));
    await other.close();
    expect(told).to.have.length(1);
  });

  it('refuses a folder that another process uses, and says what to do', async () => {
    await open();
    const error = await failure(open());
    expect(error.code).to.equal('database_unavailable');
    expect(error.detail).to.match(
      /^Another process already uses the data in .*; stop it, set another DATA_DIR/,
    );
  });

  it('ends when its parent is killed, frees the folder and leaves no socket', async () => {
    const holder = await holdMongo(dataDir);
    expect((await failure(open())).detail).to.include('Another process already uses');
    holder.kill('SIGKILL');
    await waitUntil(() => !isAlive(holder.mongoPid));
    expect(readdirSync(tmpdir())).not.to.include(holder.socketFolder);
    expect(await countFacts(await open())).to.equal(1);
  });

  it('starts again at once after its parent was killed', async () => {
    const holder = await holdMongo(dataDir);
    holder.kill('SIGKILL');
    expect(await countFacts(await open({ lockWait: 20_000 }))).to.equal(1);
  });

  it('uses the server of MONGODB_URL and leaves it running', async () => {
    const elsewhere = await open();
    const url = elsewhere.uri.replace('/grade_passback?', '/?');
    const handle = await open({ url });
    expect(handle.kind).to.equal('server');
    await insertOne(handle);
    await handle.close();
    expect(await countFacts(elsewhere)).to.equal(1);
  });

  it('S30 names the hosts of MONGODB_URL and never its credentials', async () => {
    const url = 'mongodb://teacher:p%40ss@db1.school.example:27017,db2.school.example/grades?tls=true';
    const { describe: sentence } = await open({ url });
    expect(sentence).to.equal(
      'MongoDB: the server at db1.school.example:27017,db2.school.example, which keeps the data.',
    );
  });

  it('says so if the server of MONGODB_URL does not answer, or the address makes no sense', async () => {
    for (const url of ['mongodb://127.0.0.1:1/', 'mongodb://']) {
      const error = await failure(connectMongo(await open({ url })));
      expect(error.code).to.equal('database_unavailable');
      expect(error.detail).to.match(
        /^MongoDB cannot be used \(Mongo.*\); check MONGODB_URL and the server\.$/,
      );
    }
  });

  it('says so if it cannot create the data folder', async () => {
    const file = join(dataDir, 'file');
    writeFileSync(file, '');
    const error = await failure(open({ dataDir: join(file, 'data') }));
    expect(error.detail).to.match(/^The data folder .* cannot be created; set DATA_DIR/);
  });

  it('refuses to start empty on data that a mongod left, if mongod is gone', async () => {
    mkdirSync(join(dataDir, 'mongod'));
    writeFileSync(join(dataDir, 'mongod', 'WiredTiger'), '');
    const error = await failure(open());
    expect(error.detail).to.match(/^The data in .* was written by a mongod, and there is none on the PATH/);
  });
});
