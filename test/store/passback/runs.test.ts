import { expect } from 'chai';
import { isDuplicateKey } from '../../../src/store/passback/collection.ts';
import { createRunStore } from '../../../src/store/passback/runs.ts';
import { createSisPauses } from '../../../src/store/passback/sis-pauses.ts';
import { mongoTargets, useMongo } from '../../support/mongodb.ts';

for (const target of mongoTargets()) {
  describe(`runs in ${target.name}`, () => {
    const mongo = useMongo(target);
    before(() => createRunStore(mongo.connection()).ensureIndexes());

    it('Z2 the database itself allows one open and one next run per course, and any number of ended ones', async () => {
      const runs = mongo.connection().collection('runs');
      const row = (slot?: string) => ({ courseKey: 'i:c', ...(slot ? { slot } : {}) });
      await runs.insertOne(row('open'));
      await runs.insertOne(row('next'));
      await runs.insertMany([row(), row()]);
      for (const slot of ['open', 'next']) {
        const refused = await runs.insertOne(row(slot)).then(
          () => false,
          (error: unknown) => isDuplicateKey(error),
        );
        expect(refused, slot).to.equal(true);
      }
      await runs.insertOne({ courseKey: 'i:other', slot: 'open' });
    });

    it('H30 one of many that ask after a pause is the probe', async () => {
      const pauses = createSisPauses(mongo.connection());
      const now = new Date('2026-10-05T12:00:00Z');
      const until = await pauses.pause('i', now, (failures) => failures * 1_000);
      expect(until.getTime() - now.getTime()).to.equal(1_000);
      expect(await pauses.enter('i', now, 30_000)).to.deep.equal({ open: false, until });
      const later = new Date(until.getTime() + 1);
      const gates = await Promise.all(Array.from({ length: 20 }, () => pauses.enter('i', later, 30_000)));
      expect(gates.filter((gate) => gate.open)).to.deep.equal([{ open: true, probe: true }]);
      // It failed again: the pause grows; once it succeeds, all may call.
      const longer = await pauses.pause('i', later, (failures) => failures * 1_000);
      expect(longer.getTime() - later.getTime()).to.equal(2_000);
      await pauses.clear('i');
      expect(await pauses.enter('i', later, 30_000)).to.deep.equal({ open: true, probe: false });
    });

    it('H30 a probe that never reports back costs only its interval', async () => {
      const pauses = createSisPauses(mongo.connection());
      const until = await pauses.pause('lost', new Date('2026-10-05T12:00:00Z'), () => 1_000);
      const at = (ms: number): Date => new Date(until.getTime() + ms);
      expect(await pauses.enter('lost', at(0), 30_000)).to.deep.equal({ open: true, probe: true });
      expect(await pauses.enter('lost', at(29_999), 30_000)).to.deep.equal({
        open: false,
        until: at(30_000),
      });
      expect(await pauses.enter('lost', at(30_000), 30_000)).to.deep.equal({ open: true, probe: true });
    });
  });
}
