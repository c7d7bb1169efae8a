import { expect } from 'chai';
import fc from 'fast-check';
import { planMarks } from '../../../src/domain/categories/plan-marks.ts';

const rows = fc.array(
  fc.record({
    groupId: fc.constantFrom('1', '2', '3', '4'),
    sectionId: fc.constantFrom('61', '62'),
    sourcedId: fc.option(fc.constantFrom('a', 'b')),
    title: fc.constant(''),
    version: fc.constant(1),
  }),
);
const mark = fc.constantFrom(
  null,
  '',
  'grade-passback:1',
  'grade-passback:9',
  'SIS-CATEGORY-7',
  'gradepassback',
);
const marks = fc
  .tuple(mark, mark, mark, mark)
  .map((values) => values.map((sisSourceId, index) => ({ groupId: String(index + 1), sisSourceId })));

describe('Imported marks', () => {
  it('property: others’ marks stay, ours are exactly on the associated groups, and a second pass writes nothing', () => {
    fc.assert(
      fc.property(marks, rows, (before, mapped) => {
        const writes = new Map(planMarks(before, mapped).map((mark) => [mark.groupId, mark.sisSourceId]));
        const after = before.map((group) => ({
          ...group,
          sisSourceId: writes.has(group.groupId) ? (writes.get(group.groupId) ?? null) : group.sisSourceId,
        }));
        for (const [index, { groupId, sisSourceId }] of after.entries()) {
          const old = before[index]?.sisSourceId ?? null;
          const isForeign = old === 'SIS-CATEGORY-7' || old === 'gradepassback';
          if (isForeign) {
            expect(sisSourceId).to.equal(old);
            continue;
          }
          const isAssociated = mapped.some((row) => row.groupId === groupId && row.sourcedId !== null);
          expect(sisSourceId === `grade-passback:${groupId}`).to.equal(isAssociated);
          if (!isAssociated) expect(sisSourceId ?? '').to.equal('');
        }
        expect(planMarks(after, mapped)).to.deep.equal([]);
      }),
    );
  });
});
