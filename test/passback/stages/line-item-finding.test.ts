import { expect } from 'chai';
import type { SisLineItem } from '../../../src/domain/sis.ts';
import { findReading, mayLag } from '../../../src/passback/stages/line-item-finding.ts';

const sent: SisLineItem = {
  sourcedId: 'L1',
  title: 'Quiz 1',
  description: null,
  classSourcedId: 'c1',
  schoolSourcedId: 's1',
  categorySourcedId: 'tests',
  gradingPeriodSourcedId: 'q1',
  assignDate: '2026-10-01',
  dueDate: '2026-10-05',
  resultValueMin: 0,
  resultValueMax: 10,
};
const isOurs = (id: string): boolean => id === 'l1' || id === 'l2';
const read = (...value: readonly SisLineItem[]) => findReading(sent, { value }, isOurs)?.reading;

describe('what the SIS shows of a line item that was sent', () => {
  it('as sent: ids in other capitals, blanks around the title, and what the SIS does not show are no difference', () => {
    const plain = { ...sent, sourcedId: ' l1 ', title: 'Quiz 1 ', gradingPeriodSourcedId: null, dueDate: '' };
    expect(read(plain)).to.deep.equal({ finding: 'as_sent', fields: [] });
  });

  it('another day of assignment is named, but is no reason to call grades unverified', () => {
    expect(read({ ...sent, assignDate: '2026-10-02' })).to.deep.equal({
      finding: 'as_sent',
      fields: [{ field: 'assignDate', sent: '2026-10-01', seen: '2026-10-02' }],
    });
  });

  it('every detail that differs is named', () => {
    const seen = { title: 'Quiz', resultValueMax: 100, categorySourcedId: 'other', dueDate: '2026-10-06' };
    expect(read({ ...sent, ...seen })).to.deep.equal({
      finding: 'differs',
      fields: [
        { field: 'title', sent: 'Quiz 1', seen: 'Quiz' },
        { field: 'resultValueMax', sent: 10, seen: 100 },
        { field: 'categorySourcedId', sent: 'tests', seen: 'other' },
        { field: 'dueDate', sent: '2026-10-05', seen: '2026-10-06' },
      ],
    });
  });

  it('a second one of its name and due date stands there twice, unless this course sent it too', () => {
    const twin = { ...sent, sourcedId: 'other tool' };
    expect(read(sent, twin)?.finding).to.equal('twice');
    expect(read(sent, { ...sent, resultValueMax: 5 })?.finding).to.equal('twice');
    expect(read(sent, { ...twin, dueDate: '2026-11-05' })?.finding).to.equal('as_sent');
    expect(read(sent, { ...sent, sourcedId: 'L2' })?.finding).to.equal('as_sent');
  });

  it('absent only from a list that could be read as a whole', () => {
    expect(read()).to.deep.equal({ finding: 'absent', fields: [] });
    expect(findReading(sent, { value: [], leftOut: 1 }, isOurs)).to.equal(null);
  });

  it('is looked at again where the reading may be older than the sending', () => {
    const differs = (seen: Partial<SisLineItem>) =>
      read({ ...sent, ...seen }) ?? { finding: 'absent', fields: [] };
    expect(mayLag({ finding: 'absent', fields: [] }, 'created')).to.equal(true);
    expect(mayLag(differs({ title: 'Old name' }), 'updated')).to.equal(true);
    expect(mayLag(differs({ title: 'Old name' }), 'created')).to.equal(false);
    expect(mayLag(differs({ title: 'Quiz' }), 'updated')).to.equal(false);
    expect(mayLag(differs({}), 'updated')).to.equal(false);
  });
});
