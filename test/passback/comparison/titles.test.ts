import { expect } from 'chai';
import fc from 'fast-check';
import { foldName } from '../../../src/domain/categories/resolve-category.ts';
import { planTitle, planTitles } from '../../../src/passback/comparison/titles.ts';

describe('the title of an assignment in the SIS', () => {
  it('is the name without outer and doubled blanks', () => {
    const { title } = planTitle({ id: '1', name: '  Essay \n 1 ' }, 50, 'refuse');
    expect(title).to.equal('Essay 1');
  });

  it('is refused if too long, unless the institution allows shortening', () => {
    const assignment = { id: '1', name: 'A rather long name of an assignment' };
    expect(planTitle(assignment, 20, 'refuse')).to.include({ tooLong: true, shortened: false });
    const short = planTitle(assignment, 20, 'shorten');
    expect(short).to.include({ tooLong: false, shortened: true });
    expect(short.title).to.match(/^A rather long n~[0-9a-f]{4}$/);
  });

  it('counts as SISs do, an emoji as two, and splits none', () => {
    expect(planTitle({ id: '1', name: '😀'.repeat(5) }, 10, 'refuse').tooLong).to.equal(false);
    expect(planTitle({ id: '1', name: '😀'.repeat(6) }, 10, 'refuse').tooLong).to.equal(true);
    const { title } = planTitle({ id: '1', name: '😀'.repeat(30) }, 10, 'shorten');
    expect(title).to.match(/^😀😀~[0-9a-f]{4}$/u);
  });

  it('has no control characters and no half of a character', () => {
    const { title } = planTitle({ id: '1', name: 'Es\u0000say\u0007\tone \ud83d\u0085two' }, 50, 'refuse');
    expect(title).to.equal('Essay one two');
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.option(fc.integer({ min: 8, max: 30 })),
        (name, limit) => {
          expect(planTitle({ id: '1', name }, limit, 'shorten').title).to.not.match(/[\p{Cc}\p{Cs}]/u);
        },
      ),
    );
  });

  it('stays within the limit, is stable, and differs for two assignments with one name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 60 }), (name, limit) => {
        const planned = planTitle({ id: '17', name }, limit, 'shorten');
        expect(planned.title.length).to.be.at.most(limit);
        expect(planTitle({ id: '17', name }, limit, 'shorten')).to.deep.equal(planned);
        const other = planTitle({ id: '18', name }, limit, 'shorten');
        if (planned.shortened) expect(other.title).not.to.equal(planned.title);
      }),
    );
  });

  describe('in a course', () => {
    /** Long names that begin alike, as weekly work has, and short ones of any kind. */
    const courses = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 5000 }).map(String),
        name: fc.oneof(
          fc.constant('Weekly reading log with summary and questions'),
          fc.constant('WEEKLY reading log with summary and vocabulary'),
          fc.string({ maxLength: 30 }),
        ),
      }),
      { selector: ({ id }) => id, maxLength: 40 },
    );

    it('makes every shortened title differ from every other title', () => {
      fc.assert(
        fc.property(courses, fc.integer({ min: 12, max: 30 }), (assignments, limit) => {
          const titles = planTitles(assignments, limit, 'shorten');
          expect(titles.size).to.equal(assignments.length);
          const all = [...titles.values()];
          for (const shortened of all.filter((title) => title.shortened)) {
            expect(shortened.title.length).to.be.at.most(limit);
            expect(all.filter(({ title }) => foldName(title) === foldName(shortened.title))).to.have.length(
              1,
            );
          }
        }),
      );
    });

    it('keeps titles apart even if their short codes collide, and keeps a title when newer work comes', () => {
      // 2,000 with one name: some of the 65,536 marks are bound to collide.
      const name = 'Weekly reading log with summary and questions';
      const assignments = Array.from({ length: 2000 }, (_, n) => ({ id: String(n + 1), name }));
      const titles = planTitles(assignments, 30, 'shorten');
      expect(new Set([...titles.values()].map(({ title }) => title)).size).to.equal(2000);
      const longer = [...titles.values()].filter(({ title }) => title.length - title.indexOf('~') > 5);
      expect(longer).to.not.have.length(0);
      const before = planTitles(assignments.slice(0, 1000), 30, 'shorten');
      for (const [id, planned] of before) expect(titles.get(id)).to.deep.equal(planned);
      const reversed = planTitles(assignments.toReversed(), 30, 'shorten');
      for (const [id, planned] of reversed) expect(titles.get(id)).to.deep.equal(planned);
    });

    it('lets an unchanged name win over a shortened one', () => {
      const long = { id: '7', name: 'Weekly reading log with summary and questions' };
      const { title } = planTitle(long, 20, 'shorten');
      const titles = planTitles([long, { id: '9', name: title }], 20, 'shorten');
      expect(titles.get('9')).to.deep.equal({ title, shortened: false, tooLong: false });
      expect(titles.get('7')?.title).to.not.equal(title);
    });
  });
});
