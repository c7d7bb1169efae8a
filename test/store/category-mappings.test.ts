import { expect } from 'chai';
import type mongoose from 'mongoose';
import { type CategoryMappingStore, createCategoryMappingStore } from '../../src/store/category-mappings.ts';
import { mongoTargets, useMongo } from '../support/mongodb.ts';

const row = { groupId: '1', sectionId: '61', sourcedId: 'cat', title: 'Quizzes', version: 1 };
const next = (by: string) => ({ rows: [row], changedBy: by, changedAt: new Date('2026-11-20T15:30:00Z') });

for (const target of mongoTargets()) {
  describe(`Stored category mappings (${target.name})`, () => {
    const mongo = useMongo(target);
    let connection: mongoose.Connection;
    let store: CategoryMappingStore;
    let course: { key: string; institutionId: string };
    let courses = 0;

    before(async () => {
      connection = mongo.connection();
      store = createCategoryMappingStore(connection);
      await store.ensureIndexes();
    });
    beforeEach(() => {
      courses += 1;
      course = { key: `inst:course-${courses}`, institutionId: 'inst' };
    });

    it('start empty at version 0', async () => {
      expect(await store.find(course.key)).to.deep.equal({
        version: 0,
        rows: [],
        changedBy: null,
        changedAt: null,
      });
    });

    it('are saved as a whole, with a counted version', async () => {
      expect(await store.save(course, 0, next('Dana'))).to.equal(true);
      expect(await store.find(course.key)).to.deep.equal({ version: 1, ...next('Dana') });
      expect(await store.save(course, 1, { ...next('Ben'), rows: [] })).to.equal(true);
      expect(await store.find(course.key)).to.deep.include({ version: 2, rows: [], changedBy: 'Ben' });
    });

    it('let exactly one of many simultaneous savers win, and tell the others', async () => {
      for (const version of [0, 1]) {
        const saved = await Promise.all(
          ['a', 'b', 'c', 'd', 'e'].map((by) => store.save(course, version, next(by))),
        );
        expect(saved.filter(Boolean)).to.have.length(1);
        expect((await store.find(course.key)).version).to.equal(version + 1);
      }
    });

    it('refuse a save based on an old version, or for an erased course', async () => {
      await store.save(course, 0, next('Dana'));
      expect(await store.save(course, 0, next('Ben'))).to.equal(false);
      expect(await store.save(course, 2, next('Ben'))).to.equal(false);
      expect((await store.find(course.key)).changedBy).to.equal('Dana');
      await store.removeInstitution('inst');
      expect(await store.save(course, 1, next('Ben'))).to.equal(false);
    });

    it('are erased with their institution, and no other', async () => {
      const other = { key: `other:course-${courses}`, institutionId: 'other' };
      await store.save(course, 0, next('Dana'));
      await store.save(other, 0, next('Dana'));
      await store.removeInstitution('inst');
      expect((await store.find(course.key)).version).to.equal(0);
      expect((await store.find(other.key)).version).to.equal(1);
    });

    it('are found by institution through an index', async () => {
      const indexes = await connection
        .getClient()
        .db(connection.name)
        .collection('category_mappings')
        .indexes();
      expect(indexes.map(({ key }) => key)).to.deep.include({ institutionId: 1 });
    });
  });
}
