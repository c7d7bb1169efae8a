import { expect } from 'chai';
import fc from 'fast-check';
import { planTitle } from '../../src/passback/titles.ts';

describe('the title of an assignment in the SIS', () => {
  it('is the name, with outer and doubled blanks gone', () => {
    const { title } = planTitle({ id: '1', name: '  Essay \n 1 ' }, 50, 'refuse');
    expect(title).to.equal('Essay 1');
  });

  it('is refused when too long, unless the institution lets it be shortened', () => {
    const assignment = { id: '1', name: 'A rather long name of an assignment' };
    expect(planTitle(assignment, 20, 'refuse')).to.include({ tooLong: true, shortened: false });
    const short = planTitle(assignment, 20, 'shorten');
    expect(short).to.include({ tooLong: false, shortened: true });
    expect(short.title).to.match(/^A rather long n~[0-9a-f]{4}$/);
  });

  it('counts characters as people do, and cuts none in half', () => {
    expect(planTitle({ id: '1', name: '😀'.repeat(10) }, 10, 'refuse').tooLong).to.equal(false);
    const { title } = planTitle({ id: '1', name: '😀'.repeat(30) }, 10, 'shorten');
    expect(Array.from(title)).to.have.length(10);
    expect(title).to.match(/^😀+~[0-9a-f]{4}$/u);
  });

  it('stays within the limit, is stable, and differs for two assignments of one name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 60 }), (name, limit) => {
        const one = planTitle({ id: '17', name }, limit, 'shorten');
        expect(Array.from(one.title).length).to.be.at.most(limit);
        expect(planTitle({ id: '17', name }, limit, 'shorten')).to.deep.equal(one);
        const other = planTitle({ id: '18', name }, limit, 'shorten');
        if (one.shortened) expect(other.title).not.to.equal(one.title);
      }),
    );
  });
});
