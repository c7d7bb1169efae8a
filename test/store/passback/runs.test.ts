import { expect } from 'chai';
import { createCircuitBreakers } from '../../../src/store/passback/circuit-breakers.ts';
import { createRunStore } from '../../../src/store/passback/runs.ts';
import { isDuplicateKey } from '../../../src/store/records.ts';
import { mongoTargets, useMongo } from '../../support/mongodb.ts';

for (const target of mongoTargets()) {
  describe(`runs in ${target.name}`, () => {
    const mongo = useMongo(target);
    before(() => createRunStore(mongo.connection()).ensureIndexes());

    it('Z2 one active and one queued run per course are allowed by the database itself, and any number of ended ones', async () => {
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

    it('H30 one of many callers becomes the probe once the breaker may be tried', async () => {
      const breakers = createCircuitBreakers(mongo.connection());
      const now = new Date('2026-10-05T12:00:00Z');
      const until = await breakers.open('i', now, (failures) => failures * 1_000);
      expect(until.getTime() - now.getTime()).to.equal(1_000);
      expect(await breakers.enter('i', now, 30_000)).to.deep.equal({ state: 'open', until });
      const later = new Date(until.getTime() + 1);
      const states = await Promise.all(Array.from({ length: 20 }, () => breakers.enter('i', later, 30_000)));
      expect(states.filter(({ state }) => state !== 'open')).to.deep.equal([{ state: 'half-open' }]);
      // It failed again: the breaker stays open longer, at least until the next probe may be made (H30).
      const longer = await breakers.open('i', later, (failures) => failures * 20_000);
      expect(longer.getTime() - later.getTime()).to.equal(40_000);
      const probed = await breakers.enter('i', longer, 30_000);
      expect(probed).to.deep.equal({ state: 'half-open' });
      const next = await breakers.open('i', longer, () => 1_000);
      expect(next.getTime() - longer.getTime()).to.equal(30_000);
      // Once it succeeds, all may call.
      await breakers.close('i');
      expect(await breakers.enter('i', later, 30_000)).to.deep.equal({ state: 'closed' });
    });

    it('H30 a probe that never reports back costs only its interval', async () => {
      const breakers = createCircuitBreakers(mongo.connection());
      const until = await breakers.open('lost', new Date('2026-10-05T12:00:00Z'), () => 1_000);
      const at = (ms: number): Date => new Date(until.getTime() + ms);
      expect(await breakers.enter('lost', at(0), 30_000)).to.deep.equal({ state: 'half-open' });
      expect(await breakers.enter('lost', at(29_999), 30_000)).to.deep.equal({
        state: 'open',
        until: at(30_000),
      });
      expect(await breakers.enter('lost', at(30_000), 30_000)).to.deep.equal({ state: 'half-open' });
    });
  });
}
