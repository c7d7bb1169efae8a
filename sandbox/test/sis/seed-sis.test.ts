import { expect } from 'chai';
import { createLog } from '../../../src/log.ts';
import { useMongo } from '../../../test/support/mongodb.ts';
import { inventedSchool } from '../../sample/invented-school.ts';
import { seedSis } from '../../sis/seed-sis.ts';
import { openSisStore } from '../../sis/sis-store.ts';
import { lineItemBody, openCaller, resultBody, startSis } from './sis-under-test.ts';

describe('sandbox SIS: its data', () => {
  const mongo = useMongo();
  const { sis: sample } = inventedSchool();
  const log = createLog('silent');
  const clock = () => new Date('2026-11-22T12:00:00Z');

  it('survives a restart; seeding again changes nothing', async () => {
    const first = await startSis(mongo.connection());
    const { put } = await openCaller(first, 'v1p2');
    await put('/lineItems/li-1', lineItemBody('v1p2', 'li-1'));
    await put('/results/r-1', resultBody('r-1', 'li-1'));
    await first.close();

    const store = await openSisStore(mongo.connection(), log);
    const { seededAt } = store.roster();
    await seedSis(store, sample, clock);
    expect(store.roster().seededAt).to.deep.equal(seededAt);
    expect(await store.categories.countDocuments()).to.equal(sample.categories.length);
    expect(await store.results.findOne({ _id: 'r-1' })).to.include({ score: 18.5 });
    expect(await store.ledger.read()).to.have.length(2);
  });

  it('replaces the first school with another', async () => {
    const store = await openSisStore(mongo.connection(), log);
    const classes = sample.classes.filter((row) => row.id === 'cls-alg1-3');
    const enrollments = sample.enrollments.filter((row) => row.classId === 'cls-alg1-3');
    const categories = sample.categories.filter((row) => row.classId === null);
    await seedSis(store, { ...sample, classes, enrollments, categories }, clock);
    const reopened = await openSisStore(mongo.connection(), log);
    expect([...reopened.roster().classes.keys()]).to.deep.equal(['cls-alg1-3']);
    expect(await store.lineItems.countDocuments()).to.equal(0);
    expect(await store.categories.findOne({ _id: 'cat-labs-bio9-1' })).to.equal(null);
  });
});
