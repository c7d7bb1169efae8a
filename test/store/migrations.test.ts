import { expect } from 'chai';
import { systemClock, systemSleep } from '../../src/clock.ts';
import { schemaVersion } from '../../src/store/migrations/001-schema-version.ts';
import { staticIndexes } from '../../src/store/migrations/002-static-indexes.ts';
import type { Migration } from '../../src/store/migrations/migration.ts';
import { runMigrations } from '../../src/store/migrations/run-migrations.ts';
import { openCollection, type StoredDocument } from '../../src/store/records.ts';
import { mongoTargets, useMongo } from '../support/mongodb.ts';

for (const target of mongoTargets()) {
  describe(`migrations (${target.name})`, () => {
    const mongo = useMongo(target);
    const grades = () => openCollection<StoredDocument>(mongo.connection(), 'grades');
    const record = async (): Promise<Record<string, unknown> | null> =>
      openCollection<StoredDocument>(mongo.connection(), 'migrations').findOne({ _id: '1' });
    const unversioned = (): Promise<number> => grades().countDocuments({ v: { $exists: false } });

    beforeEach(async () => {
      await mongo.connection().dropDatabase();
      const documents = Array.from({ length: 2_500 }, (_, n) => ({
        _id: `c:1:${String(n).padStart(5, '0')}`,
      }));
      await grades().insertMany(documents);
    });

    const runner = (owner: string, change: object = {}) => ({
      owner,
      clock: systemClock,
      sleep: systemSleep,
      signal: new AbortController().signal,
      ...change,
    });

    /** A migration whose process dies at its `deadly` step, before or after the step's own writes. */
    function dieAt(deadly: number, when: 'before' | 'after'): Migration {
      let steps = 0;
      return {
        ...schemaVersion,
        async step(database, cursor) {
          steps += 1;
          if (steps === deadly && when === 'before') throw new Error('died');
          const next = await schemaVersion.step(database, cursor);
          if (steps === deadly) throw new Error('died');
          return next;
        },
      };
    }

    /** Makes a dead process's lease expire. */
    const expire = () =>
      openCollection<StoredDocument & { expiresAt?: Date }>(mongo.connection(), 'migrations').updateOne(
        { _id: '1' },
        { $set: { expiresAt: new Date(0) } },
      );

    for (const when of ['before', 'after'] as const) {
      it(`resume where one died half-way, ${when} a step’s writes, and skip nothing`, async () => {
        // The grades are the ninth collection: step 10 is their second thousand.
        const dying = runMigrations(mongo.connection(), runner('dead', { migrations: [dieAt(10, when)] }));
        expect(await dying.catch((error: unknown) => String(error))).to.equal('Error: died');
        const left = await unversioned();
        expect(left).to.equal(when === 'before' ? 1_500 : 500);
        expect(await record())
          .to.include({ steps: 9, owner: 'dead' })
          .and.not.have.property('endedAt');

        // Nobody else begins while its lease holds.
        expect(await runMigrations(mongo.connection(), runner('next'))).to.equal(false);
        expect(await unversioned()).to.equal(left);
        await expire();
        expect(await runMigrations(mongo.connection(), runner('next'))).to.equal(true);
        expect(await unversioned()).to.equal(0);
        const done = await record();
        expect(done?.['endedAt']).to.be.a('date');
        // 24 collections and two extra steps for the grades; the repeated one counts once.
        expect(done?.['steps']).to.equal(26);
      });
    }

    it('stop after a step if the process is told to stop; the next process need not wait', async () => {
      const stop = new AbortController();
      const sleep = async (): Promise<void> => stop.abort();
      const stopped = runMigrations(mongo.connection(), runner('one', { sleep, signal: stop.signal }));
      expect(await stopped).to.equal(false);
      expect(await record())
        .to.include({ steps: 1, owner: null })
        .and.not.have.property('endedAt');
      expect(await runMigrations(mongo.connection(), runner('two'))).to.equal(true);
    });

    it('run once if many processes start at the same time', async () => {
      const owners = Array.from({ length: 8 }, (_, n) => `p${n}`);
      const ended = await Promise.all(
        owners.map((owner) => runMigrations(mongo.connection(), runner(owner))),
      );
      expect(ended.filter((isDone) => isDone).length).to.be.at.least(1);
      expect((await record())?.['steps']).to.equal(26);
      // A later start finds nothing to do.
      expect(await runMigrations(mongo.connection(), runner('later'))).to.equal(true);
      expect((await record())?.['steps']).to.equal(26);
    });

    it('drop the indexes that a version before had, and need none of them', async () => {
      const old = { courseKey: 1, assignmentId: 1, _id: 1 } as const;
      await grades().createIndex(old);
      await grades().createIndex({ courseKey: 1, _id: 1 });
      for (const owner of ['one', 'two']) {
        await openCollection<StoredDocument>(mongo.connection(), 'migrations').deleteMany({});
        expect(
          await runMigrations(mongo.connection(), runner(owner, { migrations: [staticIndexes] })),
        ).to.equal(true);
        const keys = (await grades().indexes()).map(({ key }) => Object.keys(key).join());
        expect(keys.sort()).to.deep.equal(['_id', 'courseKey,_id']);
      }
    });

    it('leave what a newer version wrote, and keep what the previous version still adds readable', async () => {
      await grades().updateOne({ _id: 'c:1:00007' }, { $set: { v: 2 } });
      const adding = grades().insertOne({ _id: 'a:added-meanwhile' });
      await Promise.all([adding, runMigrations(mongo.connection(), runner('one'))]);
      expect((await grades().findOne({ _id: 'c:1:00007' }))?.v).to.equal(2);
      expect(await grades().countDocuments({ v: { $not: { $gt: 1 } } })).to.equal(2_500);
    });
  });
}
