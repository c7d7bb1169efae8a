import { expect } from 'chai';
import mongoose from 'mongoose';
import { mongoTargets, useMongo } from '../support/mongodb.ts';

const claimSchema = new mongoose.Schema({ key: String, owner: String, n: Number }, { strict: 'throw' });

for (const target of mongoTargets()) {
  describe(`MongoDB (${target.name})`, () => {
    const mongo = useMongo(target);

    it('Z1 50 claimers of one document: exactly one wins, twenty times over', async () => {
      const claims = mongo.connection().model('Claim', claimSchema);
      for (let round = 0; round < 20; round += 1) {
        await claims.create({ key: `z1-${round}` });
        const filter = { key: `z1-${round}`, owner: mongoose.trusted({ $exists: false }) };
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, i) => claims.findOneAndUpdate(filter, { $set: { owner: `w${i}` } })),
        );
        expect(results.filter((result) => result !== null)).to.have.length(1);
      }
    });
  });
}
