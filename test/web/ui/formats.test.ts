import { expect } from 'chai';
import { createFormats, naturalOrder } from '../../../src/web/ui/formats.ts';

describe('formats', () => {
  const formats = createFormats('en-US', 'America/Chicago');
  const instant = new Date('2026-11-17T05:59:00Z');

  it('shows instants in the person’s zone, days in the course’s zone', () => {
    expect(formats.dateTime(instant)).to.equal('Nov 16, 2026, 11:59 PM');
    expect(formats.time(instant)).to.equal('11:59 PM');
    expect(formats.dayIn('America/Chicago')(instant)).to.equal('Nov 16, 2026');
    expect(formats.dayIn('UTC')(instant)).to.equal('Nov 17, 2026');
  });

  it('is right on both sides of a clock change', () => {
    expect(formats.dateTime(new Date('2026-11-01T06:30:00Z'))).to.equal('Nov 1, 2026, 1:30 AM');
    expect(formats.dateTime(new Date('2026-11-01T08:30:00Z'))).to.equal('Nov 1, 2026, 2:30 AM');
  });

  it('shows durations as people say them', () => {
    expect([0, 900, 59_400, 60_000, 65_000, 3_600_000, 3_725_000, -5].map(formats.duration)).to.deep.equal([
      '0 sec',
      '1 sec',
      '59 sec',
      '1 min',
      '1 min 5 sec',
      '1 hr',
      '1 hr 2 min',
      '0 sec',
    ]);
  });

  it('shows a day without a time like every other day, wherever the person is', () => {
    expect(formats.localDate('2026-10-17')).to.equal('Oct 17, 2026');
    expect(createFormats('en-US', 'Pacific/Kiritimati').localDate('2026-10-17')).to.equal('Oct 17, 2026');
    expect(formats.localDate('Quiz 1')).to.equal('Quiz 1');
  });

  it('shows times of day as the person’s locale does', () => {
    expect(['01:00', '13:30', 'noon'].map(formats.timeOfDay)).to.deep.equal(['1:00 AM', '1:30 PM', 'noon']);
    expect(createFormats('es-ES', null).timeOfDay('01:00')).to.equal('1:00');
  });

  it('orders names as people do', () => {
    const names = ['Quiz 10', 'quiz 1', 'Quiz 2', 'Ähre', 'Zoo'];
    expect(names.sort(naturalOrder('en'))).to.deep.equal(['Ähre', 'quiz 1', 'Quiz 2', 'Quiz 10', 'Zoo']);
  });

  it('shows a score’s decimals, and no extra ones', () => {
    expect([17.5, 0, 33.3333, 100].map(formats.number)).to.deep.equal(['17.5', '0', '33.3333', '100']);
  });
});
