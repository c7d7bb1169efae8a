import { expect } from 'chai';
import { createDatabaseClock } from '../../src/store/database-clock.ts';
import { useMongo } from '../support/mongodb.ts';

describe('the database’s clock', () => {
  const mongo = useMongo();

  for (const skewMs of [0, 2 * 60_000, -2 * 60_000, 60 * 60_000, -60 * 60_000]) {
    it(`Z7 tells the time on a machine that is ${skewMs / 60_000} minutes ahead`, async () => {
      let setBy = skewMs;
      const clock = createDatabaseClock(mongo.connection(), () => new Date(Date.now() + setBy));
      expect(await clock.measure()).to.equal(true);
      // The database runs on this machine, whose clock is right.
      expect(clock.now().getTime() - Date.now()).to.be.within(-5_000, 5_000);
      expect(clock.skewMs() - skewMs).to.be.within(-5_000, 5_000);
      // Somebody sets the machine's clock.
      setBy += 60 * 60_000;
      expect(clock.now().getTime() - Date.now()).to.be.within(-5_000, 5_000);
    });
  }
});
