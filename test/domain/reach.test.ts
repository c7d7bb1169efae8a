import { expect } from 'chai';
import fc from 'fast-check';
import {
  covers,
  keyOfReach,
  limitSections,
  overlaps,
  type Reach,
  sectionIdsWithin,
  wholeCourse,
} from '../../src/domain/reach.ts';

const ids = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'), { maxLength: 4 });
const arbitraryReach: fc.Arbitrary<Reach> = fc.oneof(
  fc.constant(wholeCourse),
  ids.map((own): Reach => ({ kind: 'sections', ids: own, sisIds: own.map((id) => `sis-${id}`) })),
);
const sections = ['1', '2', '3', '4'].map((id) => ({ id, name: `Period ${id}`, sisId: `sis-${id}` }));
const idsOf = (reach: Reach): string[] => limitSections(reach, sections).map(({ id }) => id);

describe('the reach of a person', () => {
  it('S61 covers another exactly if it contains all of its sections', () => {
    fc.assert(
      fc.property(arbitraryReach, arbitraryReach, (wide, narrow) => {
        const isSubset = idsOf(narrow).every((id) => idsOf(wide).includes(id));
        // Naming every section is still not the whole course, which may get another.
        const namesAll = narrow.kind === 'course' && wide.kind === 'sections';
        expect(covers(wide, narrow)).to.equal(isSubset && !namesAll);
        if (narrow.kind === 'sections' && narrow.ids.length > 0 && covers(wide, narrow)) {
          expect(overlaps(wide, narrow)).to.equal(true);
        }
        expect(overlaps(wide, narrow)).to.equal(overlaps(narrow, wide));
        const isSame = covers(wide, narrow) && covers(narrow, wide);
        expect(keyOfReach(wide) === keyOfReach(narrow)).to.equal(isSame);
      }),
    );
  });

  it('S61 without REST, a SIS id that equals the number of an own section opens no foreign section', () => {
    const reach: Reach = { kind: 'sections', ids: ['7'], sisIds: ['12'] };
    // Known only by SIS id: section 7 of the SIS is not section 7 of Canvas.
    const bySisId = ['7', '12'].map((id) => ({ id, name: id, sisId: id }));
    expect(limitSections(reach, bySisId).map(({ id }) => id)).to.deep.equal(['12']);
    expect(sectionIdsWithin(reach, bySisId)).to.deep.equal(['12']);
  });

  it('keeps the ids of deleted sections that earlier runs mention', () => {
    const reach: Reach = { kind: 'sections', ids: ['1', '9'], sisIds: [] };
    expect(sectionIdsWithin(reach, sections)).to.have.members(['1', '9']);
    expect(sectionIdsWithin(wholeCourse, sections)).to.equal(null);
  });
});
