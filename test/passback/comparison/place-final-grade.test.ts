import { expect } from 'chai';
import {
  datesOfFinalGrade,
  findCategoryOfFinalGrade,
  findPeriodOfFinalGrade,
} from '../../../src/passback/comparison/place-final-grade.ts';
import type { FinalGrade } from '../../../src/store/passback/course-record.ts';

const zone = 'America/Chicago';
const period = (sourcedId: string, title: string, startDate: string, endDate: string) => ({
  sourcedId,
  title,
  startDate,
  endDate,
});
const quarters = [
  period('fall', 'Fall semester', '2026-08-17', '2026-12-18'),
  period('q1', 'Quarter 1', '2026-08-17', '2026-10-16'),
  period('q2', 'Quarter 2', '2026-10-19', '2026-12-18'),
];
const finalGrade = (dueAt: string | null, title: string | null = null): FinalGrade => ({
  id: 'final-1',
  name: 'Final grade',
  dueAt: dueAt === null ? null : new Date(dueAt),
  period:
    title === null
      ? null
      : { id: '1', title, startAt: new Date('2026-08-17T05:00:00Z'), endAt: new Date(dueAt ?? 0) },
});

describe('where a final grade belongs in a class', () => {
  const dayOf = (of: FinalGrade, periods = quarters): string | undefined =>
    datesOfFinalGrade(of, periods, zone).dueAt?.toISOString();

  it('P16 P6 is due on the last day of Canvas’s period, in the course’s zone', () => {
    const due = '2026-10-17T04:59:59.000Z';
    expect(dayOf(finalGrade(due, 'Quarter 1'))).to.equal(due);
    expect(datesOfFinalGrade(finalGrade(due, 'Quarter 1'), quarters, zone).unlockAt).to.deep.equal(
      new Date('2026-08-17T05:00:00Z'),
    );
  });

  it('P16 a last day between or after the SIS’s periods is the last day of the one before', () => {
    const quartersOnly = quarters.slice(1);
    expect(dayOf(finalGrade('2026-10-18T04:59:59Z'), quartersOnly)).to.equal('2026-10-17T04:59:59.999Z');
    expect(dayOf(finalGrade('2027-01-10T06:00:00Z'))).to.equal('2026-12-19T05:59:59.999Z');
  });

  it('P16 without a last day in Canvas it is the last day of the SIS’s last period, if there is one', () => {
    expect(dayOf(finalGrade(null))).to.equal('2026-12-19T05:59:59.999Z');
    expect(dayOf(finalGrade(null), [])).to.equal(undefined);
    const before = '2026-08-01T05:00:00.000Z';
    expect(dayOf(finalGrade(before))).to.equal(before);
  });

  it('P16 a period’s goes to the SIS’s period of that name, the course’s to the longest', () => {
    const find = (of: FinalGrade, day: string) => findPeriodOfFinalGrade(of, quarters, day)?.sourcedId;
    const end = '2026-12-19T05:59:59Z';
    expect(find(finalGrade(end, ' fall SEMESTER'), '2026-12-18')).to.equal('fall');
    expect(find(finalGrade(end, 'Term 2'), '2026-12-18')).to.equal('q2');
    expect(find(finalGrade(end), '2026-12-18')).to.equal('fall');
    expect(find(finalGrade(end), '2027-12-18')).to.equal(undefined);
  });

  it('P16 goes into the category that the institution named', () => {
    const categories = [{ sourcedId: 'f', title: 'Final', classSourcedId: null }];
    const kindOf = (title: string) => findCategoryOfFinalGrade(title, categories).kind;
    expect([kindOf('final '), kindOf('Exam'), kindOf('')]).to.deep.equal(['mapped', 'gone', 'unassociated']);
  });
});
