import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openMongoDb } from '../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../src/log.ts';
import { connectMongo } from '../../src/store/connect.ts';

/** What docs/operation says about backups of the embedded engine. */
describe('a backup of the embedded engine', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gp-backup-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Starts the database on the data folder, runs something, and stops it, as the tool does. */
  async function whileRunning<T>(
    action: (add: (grade: string) => Promise<void>, list: () => Promise<string[]>) => Promise<T>,
  ) {
    const mongo = await openMongoDb({
      dataDir: join(folder, 'data'),
      log: createLog('silent'),
      preferEmbedded: true,
    });
    const connection = await connectMongo(mongo);
    const grades = connection.collection<{ _id: string }>('grades');
    try {
      return await action(
        async (grade) => void (await grades.insertOne({ _id: grade })),
        async () => (await grades.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id),
      );
    } finally {
      await connection.close();
      await mongo.close();
    }
  }

  it('is a copy of the data folder, made while the tool is stopped; restored, everything is as it was', async () => {
    await whileRunning(async (add) => add('before'));
    await cp(join(folder, 'data'), join(folder, 'backup'), { recursive: true });
    await whileRunning(async (add) => add('after'));
    await rename(join(folder, 'data'), join(folder, 'lost'));
    await cp(join(folder, 'backup'), join(folder, 'data'), { recursive: true });
    expect(await whileRunning(async (_add, list) => list())).to.deep.equal(['before']);
    await whileRunning(async (add) => add('afterwards'));
    expect(await whileRunning(async (_add, list) => list())).to.deep.equal(['afterwards', 'before']);
  });
});
