import { expect } from 'chai';
import { createRateLimitStore } from '../../src/store/rate-limits.ts';
import { useMongo } from '../support/mongodb.ts';

describe('rate limits', () => {
  const mongo = useMongo();
  const start = async () => {
    const store = createRateLimitStore(mongo.connection());
    await store.ensureIndexes();
    return store;
  };
  const count = () => mongo.connection().collection('rate_limits').countDocuments();

  it('count over all processes, and let no more than allowed through even at the same moment', async () => {
    const limit = { name: 'shared', points: 6, seconds: 60, localPoints: 0 };
    const limiters = [(await start()).createLimiter(limit), (await start()).createLimiter(limit)];
    const waits = await Promise.all(
      Array.from({ length: 10 }, () => limiters.map((limiter) => limiter.take('one'))).flat(),
    );
    expect(waits.filter((wait) => wait === null)).to.have.length(6);
    expect(waits.filter((wait) => wait !== null && wait > 0 && wait <= 60_000)).to.have.length(14);
  });

  it('start again after their window, without any sweep', async () => {
    const limiter = (await start()).createLimiter({ name: 'brief', points: 2, seconds: 60, localPoints: 0 });
    const take = async (): Promise<boolean> => (await limiter.take('one')) === null;
    expect([await take(), await take(), await take()]).to.deep.equal([true, true, false]);
    await mongo
      .connection()
      .collection('rate_limits')
      .updateMany({}, { $set: { expire: new Date(0) } });
    expect([await take(), await take(), await take()]).to.deep.equal([true, true, false]);
  });

  it('write nothing for a key that stays within its local allowance', async () => {
    const limiter = (await start()).createLimiter({ name: 'quiet', points: 5, seconds: 60, localPoints: 3 });
    const before = await count();
    for (let round = 0; round < 3; round += 1) expect(await limiter.take('one')).to.equal(null);
    expect(await count()).to.equal(before);
    await limiter.take('one');
    expect(await count()).to.equal(before + 1);
  });

  it('are swept once they have ended, and erased only with their institution', async () => {
    const store = await start();
    const limiter = store.createLimiter({ name: 'owned', points: 1, seconds: 60, localPoints: 0 });
    for (const key of ['a.1', 'a.2', 'ab.1']) await limiter.take(key);
    await store.removeInstitution('a');
    expect(await limiter.take('a.1'), 'forgotten').to.equal(null);
    expect(await limiter.take('ab.1'), 'kept').to.be.greaterThan(0);
    await store.sweep(new Date(Date.now() + 61_000));
    expect(await count()).to.equal(0);
  });
});
