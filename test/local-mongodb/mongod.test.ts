import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { findNodeCommand } from '../../src/local-mongodb/newer-glibc.ts';
import { type OpenOptions, openMongoDb } from '../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../src/log.ts';
import { connectMongo } from '../../src/store/connect.ts';
import type { MongoHandle } from '../../src/store/mongo-handle.ts';
import { holdMongo, isAlive, waitUntil } from '../support/local-mongodb/holder.ts';

const log = createLog('silent');
const fakeMongod = fileURLToPath(new URL('../support/local-mongodb/fake-mongod.mjs', import.meta.url));

describe('openMongoDb with a mongod on the PATH', function () {
  this.timeout(120_000);
  let folder = '';
  let dataDir = '';
  let path = '';
  const opened: MongoHandle[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gp-mongod-'));
    dataDir = join(folder, 'data');
    path = `${join(folder, 'empty')}:${join(folder, 'bin')}`;
    const { command, args } = await findNodeCommand(dataDir, log);
    const line = [command, ...args, fakeMongod].map((word) => `'${word}'`).join(' ');
    writeMongod(`echo $$ > '${folder}/pid'\necho "$@" > '${folder}/arguments'\nexec ${line} "$@"\n`);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((handle) => handle.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  function writeMongod(script: string): void {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'mongod'), `#!/bin/sh\n${script}`, { mode: 0o755 });
  }

  async function open(options: Partial<OpenOptions> = {}): Promise<MongoHandle> {
    const handle = await openMongoDb({ dataDir, log, path, lockWait: 0, ...options });
    opened.push(handle);
    return handle;
  }

  const mongodPid = (): number => Number(readFileSync(join(folder, 'pid'), 'utf8'));

  async function insertAndCount(handle: MongoHandle): Promise<number> {
    const connection = await connectMongo(handle);
    await connection.collection('facts').insertOne({ n: 0 });
    const count = await connection.collection('facts').countDocuments();
    await connection.close();
    return count;
  }

  const detailOf = async (work: Promise<unknown>): Promise<unknown> =>
    work
      .then(() => undefined)
      .catch((error: unknown) => (error instanceof Object ? Reflect.get(error, 'detail') : error));

  it('starts it on a private socket without a port, says so, and keeps the data across a restart', async () => {
    const first = await open();
    expect(first.kind).to.equal('mongod');
    expect(first.describe).to.equal(
      `MongoDB: a mongod of this machine on a private socket, data in ${join(dataDir, 'mongod')}.`,
    );
    expect(readFileSync(join(folder, 'arguments'), 'utf8')).to.match(
      /^--dbpath \S+\/data\/mongod --bind_ip (\S+)\/mongod\.sock --unixSocketPrefix \1\n$/,
    );
    expect(await insertAndCount(first)).to.equal(1);
    await first.close();
    expect(isAlive(mongodPid())).to.equal(false);
    expect(await insertAndCount(await open())).to.equal(2);
  });

  it('keeps using the embedded engine if that already has data', async () => {
    const before = await open({ path: '' });
    await insertAndCount(before);
    await before.close();
    const after = await open();
    expect(after.kind).to.equal('embedded');
    expect(await insertAndCount(after)).to.equal(2);
  });

  it('ignores it when the embedded engine is preferred', async () => {
    expect((await open({ preferEmbedded: true })).kind).to.equal('embedded');
  });

  it('refuses a folder that another process uses', async () => {
    await open();
    expect(await detailOf(open())).to.match(/^Another process already uses the data in /);
  });

  it('reports the words of a mongod that does not start', async () => {
    writeMongod('echo "the data was written by a newer release"; exit 62\n');
    expect(await detailOf(open())).to.match(/mongod ended with exit code 62.*written by a newer release/s);
  });

  it('reports a mongod that ends unexpectedly', async () => {
    const handle = await open();
    const exit = new Promise<string>((resolve) => handle.onExit(resolve));
    process.kill(mongodPid(), 'SIGKILL');
    expect(await exit).to.match(/ended unexpectedly/);
    expect(await insertAndCount(await open())).to.equal(1);
  });

  it('ends mongod when the process that watches it is killed', async () => {
    const handle = await open();
    process.kill(handle.pid ?? 0, 'SIGKILL');
    await waitUntil(() => !isAlive(mongodPid()));
  });

  it('ends mongod when the process that opened it is killed', async () => {
    const holder = await holdMongo(dataDir, path);
    holder.kill('SIGKILL');
    expect(await insertAndCount(await open({ lockWait: 20_000 }))).to.equal(2);
    await waitUntil(() => !isAlive(holder.mongoPid));
  });
});
