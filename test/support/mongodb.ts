import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type mongoose from 'mongoose';
import { openMongoDb } from '../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../src/log.ts';
import { connectMongo } from '../../src/store/connect.ts';
import type { MongoHandle } from '../../src/store/mongo-handle.ts';

/** The first start may have to fetch a newer C library. */
const startTimeout = 120_000;

/** Where a suite can run: on the embedded engine, or on the server of TEST_MONGODB_URL if set. */
export interface MongoTarget {
  readonly name: string;
  /** The server's address; absent for the embedded engine. */
  readonly url?: string;
}

const embedded: MongoTarget = { name: 'embedded MongoDB' };

/**
 * The MongoDBs to run a suite against: `for (const target of mongoTargets()) describe(…)`. `npm test` runs every suite on
 * the engine, then the suites of the store and of the passback on the server alone (`TEST_MONGODB_ONLY=server`).
 */
export function mongoTargets(): MongoTarget[] {
  const url = process.env['TEST_MONGODB_URL'];
  if (!url) return [embedded];
  const server = { name: 'TEST_MONGODB_URL', url };
  return process.env['TEST_MONGODB_ONLY'] === 'server' ? [server] : [embedded, server];
}

/** An embedded MongoDB that several processes may share. */
export interface TestMongo {
  readonly handle: MongoHandle;
  /** Address of a new database. */
  newDatabase(): string;
  /** Ends it and deletes its data. */
  close(): Promise<void>;
}

/** Starts an embedded MongoDB in a new folder below `parent`; for benches and tests that kill processes. */
export async function startTestMongo(parent = tmpdir()): Promise<TestMongo> {
  const dataDir = await mkdtemp(join(parent, 'gp-test-'));
  const handle = await openMongoDb({ dataDir, log: createLog('silent'), preferEmbedded: true });
  return {
    handle,
    newDatabase: () => nameDatabase(handle.uri),
    close: async () => {
      await handle.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What `useMongo` gives to the tests of its suite. */
export interface SuiteMongo {
  connection(): mongoose.Connection;
  /** Address of this suite's database, for another process or connection. */
  uri(): string;
}

/** One engine per mocha process, started by the first suite that needs it. */
let shared: Promise<TestMongo> | undefined;

/**
 * Gives the suite (or file) that calls it a connection to a database of its own, dropped afterwards.
 * Call it directly inside `describe` or at the top of a test file.
 */
export function useMongo(target: MongoTarget = mongoTargets()[0] ?? embedded): SuiteMongo {
  let opened: { uri: string; connection: mongoose.Connection } | undefined;
  before('open MongoDB', async function () {
    this.timeout(startTimeout);
    const uri = target.url ? nameDatabase(target.url) : await newEmbeddedDatabase();
    opened = { uri, connection: await connectMongo({ uri, kind: target.url ? 'server' : 'embedded' }) };
  });
  after('drop the database', async () => {
    await opened?.connection.dropDatabase();
    await opened?.connection.close();
    opened = undefined;
  });
  const current = (): { uri: string; connection: mongoose.Connection } => {
    if (!opened) throw new Error('useMongo: only usable inside tests and hooks that run after its own');
    return opened;
  };
  return { connection: () => current().connection, uri: () => current().uri };
}

async function newEmbeddedDatabase(): Promise<string> {
  shared ??= findQuickFolder().then(startTestMongo);
  return (await shared).newDatabase();
}

/**
 * In memory if there is enough: each journaled write waits for the disk, and a suite makes a hundred
 * thousand. No suite that shares this engine kills it.
 */
async function findQuickFolder(): Promise<string> {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = await statfs(memory);
    return bavail * bsize > 2 ** 30 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** `uri` with a fresh database name. */
function nameDatabase(uri: string): string {
  const [, server = uri, query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  return `${server}/test_${randomBytes(6).toString('hex')}${query}`;
}

// Outside mocha (benches) there is no suite to hook into, and the caller closes the TestMongo.
if (typeof after === 'function') {
  after('stop MongoDB', async () => {
    await (await shared)?.close();
  });
}
