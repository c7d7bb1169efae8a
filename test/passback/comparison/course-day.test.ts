import { expect } from 'chai';
import { dayIn, findGradingPeriod } from '../../../src/passback/comparison/course-day.ts';

const period = (sourcedId: string, startDate: string, endDate: string) => ({
  sourcedId,
  title: sourcedId,
  startDate,
  endDate,
});

describe('the day of an instant in a course', () => {
  it('is the day on the classroom’s calendar', () => {
    const lastMinute = new Date('2026-10-06T04:59:00Z');
    expect(dayIn('America/Chicago', lastMinute)).to.equal('2026-10-05');
    expect(dayIn('Pacific/Auckland', lastMinute)).to.equal('2026-10-06');
  });

  it('is right on both sides of a daylight saving change', () => {
    expect(dayIn('America/Chicago', new Date('2026-11-01T04:59:59Z'))).to.equal('2026-10-31');
    expect(dayIn('America/Chicago', new Date('2026-11-02T05:59:59Z'))).to.equal('2026-11-01');
  });

  it('falls back to UTC for an unknown zone', () => {
    expect(dayIn('Mars/Olympus', new Date('2026-10-06T04:59:00Z'))).to.equal('2026-10-06');
  });
});

describe('the grading period of a day', () => {
  const periods = [
    period('semester', '2026-08-01', '2026-12-31'),
    period('q1', '2026-08-01', '2026-10-15'),
    period('q2', '2026-10-16', '2026-12-31'),
  ];

  it('includes its first and its last day', () => {
    expect(findGradingPeriod(periods, '2026-10-15')?.sourcedId).to.equal('q1');
    expect(findGradingPeriod(periods, '2026-10-16')?.sourcedId).to.equal('q2');
  });

  it('is the shortest of several, and none if the day is outside all', () => {
    expect(findGradingPeriod(periods, '2026-09-01')?.sourcedId).to.equal('q1');
    expect(findGradingPeriod(periods, '2027-01-01')).to.equal(undefined);
  });
});
