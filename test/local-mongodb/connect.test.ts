import { expect } from 'chai';
import mongoose from 'mongoose';
import { mongoTargets, useMongo } from '../support/mongodb.ts';

const schema = new mongoose.Schema({ key: String, owner: String, n: Number });

/** What everything else rests on: single-document atomicity, unique indexes, safe filters. */
for (const target of mongoTargets()) {
  describe(`MongoDB (${target.name})`, () => {
    const mongo = useMongo(target);

    it('Z1 Z2 of 50 claimers of one document exactly one wins, twenty times over', async () => {
      const claims = mongo.connection().model('Claim', schema);
      for (let round = 0; round < 20; round += 1) {
        const key = `round-${round}`;
        await claims.create({ key });
        const filter = { key, owner: mongoose.trusted({ $exists: false }) };
        const owners = Array.from({ length: 50 }, (_, index) => `worker-${index}`);
        const results = await Promise.all(
          owners.map((owner) =>
            claims.findOneAndUpdate(filter, { $set: { owner } }, { returnDocument: 'after' }),
          ),
        );
        const winners = results.filter((result) => result !== null);
        expect(winners).to.have.length(1);
        expect((await claims.findOne({ key }))?.owner).to.equal(winners[0]?.owner);
      }
    });

    it('Z13 concurrent upserts on a unique index leave one document; the losers see E11000', async () => {
      const counters = mongo.connection().model('Counter', schema);
      await counters.createCollection();
      await counters.collection.createIndex({ key: 1 }, { unique: true });
      const upsert = (key: string): Promise<unknown> =>
        counters.updateOne({ key }, { $inc: { n: 1 } }, { upsert: true });
      for (let round = 0; round < 10; round += 1) {
        const key = `round-${round}`;
        const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => upsert(key)));
        const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
        for (const { reason } of lost) expect(reason).to.include({ code: 11000 });
        await Promise.all(lost.map(() => upsert(key)));
        const found = await counters.find({ key }).lean();
        expect(found.map(({ n }) => n)).to.deep.equal([20]);
      }
    });

    it('Z13 a second insert of the same key is refused with E11000', async () => {
      const names = mongo.connection().collection('names');
      await names.createIndex({ key: 1 }, { unique: true });
      await names.insertOne({ key: 'a' });
      const error: unknown = await names.insertOne({ key: 'a' }).catch((thrown: unknown) => thrown);
      expect(error).to.include({ code: 11000 });
    });

    it('a partial unique index allows one active and one queued run per course', async () => {
      const runs = mongo.connection().collection('runs');
      for (const state of ['running', 'waiting']) {
        const partialFilterExpression = { state };
        await runs.createIndex({ course: 1 }, { unique: true, partialFilterExpression, name: state });
      }
      const insert = (state: string): Promise<unknown> => runs.insertOne({ course: 'c1', state });
      await insert('running');
      await insert('waiting');
      await insert('done');
      await insert('done');
      for (const state of ['running', 'waiting']) {
        expect(await insert(state).catch((thrown: unknown) => thrown)).to.include({ code: 11000 });
      }
    });

    it('S20 an operator from outside does not widen a filter', async () => {
      const people = mongo.connection().model('Person', schema);
      await people.create({ key: 'one', owner: 'a' });
      const input: Record<string, unknown> = JSON.parse('{"key":{"$gt":""}}');
      const found: unknown = await people.findOne(input).catch((thrown: unknown) => thrown);
      expect(found).to.have.property('name', 'CastError');
      expect(await people.findOne({ key: mongoose.trusted({ $gt: '' }) })).to.have.property('owner', 'a');
    });

    it('a filter on an unknown field never reaches MongoDB', async () => {
      const people = mongo.connection().model('Person');
      const query = people.find({ unheardOf: 1 });
      await query;
      expect(query.getFilter()).to.deep.equal({});
    });

    it('answers a query that two indexes match and that finds nothing among many documents', async () => {
      const cells = mongo.connection().collection('cells');
      await cells.createIndex({ course: 1, id: 1 });
      await cells.createIndex({ course: 1, at: 1 });
      const many = Array.from({ length: 12_000 }, (_, id) => ({ course: 1, id, at: id, state: 'graded' }));
      await cells.insertMany(many);
      const found = await cells.find({ course: 1, state: { $in: ['submitted', 'pending'] } }).toArray();
      expect(found).to.deep.equal([]);
    });

    it('each suite has its own database, without old indexes or collections', async () => {
      expect(mongo.connection().name).to.match(/^test_[0-9a-f]{12}$/);
      expect(mongo.uri()).to.include(mongo.connection().name);
    });
  });
}
