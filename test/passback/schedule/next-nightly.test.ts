import { expect } from 'chai';
import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { findNextNightly } from '../../../src/passback/schedule/next-nightly.ts';

const night = (start: string, end: string, timeZone = 'America/Chicago') => ({ start, end, timeZone });

/** What a zone's clocks show, computed without the product: `2026-03-08 03:00`. */
function showClock(instant: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return parts.format(instant);
}

const at = (text: string): Date => new Date(text);
const courses = Array.from({ length: 400 }, (_, n) => `school:course-${n}`);

describe('the next nightly sync of a course', () => {
  it('lies in the window by its zone’s clocks, winter and summer', () => {
    for (const after of ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z']) {
      const next = findNextNightly('c', night('01:00', '05:00'), at(after));
      const [, time = ''] = showClock(next, 'America/Chicago').split(' ');
      expect(time >= '01:00' && time < '05:00', time).to.equal(true);
    }
  });

  it('keeps its time of day when the clocks change', () => {
    const window = night('05:00', '06:00');
    const [before, after] = ['2026-03-07T12:00:00Z', '2026-03-08T12:00:00Z'].map((text) =>
      findNextNightly('c', window, at(text)),
    );
    const clock = (instant?: Date): string | undefined =>
      instant && showClock(instant, window.timeZone).slice(11);
    expect(clock(before)).to.equal(clock(after));
  });

  it('starts at the jump if clocks skip the beginning of the window', () => {
    // On 8 March 2026 Chicago goes from 01:59 CST to 03:00 CDT, at 08:00 UTC.
    const starts = courses.map((course) =>
      findNextNightly(course, night('02:30', '04:00'), at('2026-03-08T06:00:00Z')),
    );
    const times = starts.map((start) => start.getTime());
    expect(Math.min(...times)).to.be.within(
      at('2026-03-08T08:00:00Z').getTime(),
      at('2026-03-08T08:02:00Z').getTime(),
    );
    expect(Math.max(...times)).to.be.lessThan(at('2026-03-08T09:00:00Z').getTime());
  });

  it('runs once, at the jump, if clocks skip the whole window', () => {
    const window = night('02:10', '02:40');
    const first = findNextNightly('c', window, at('2026-03-08T06:00:00Z'));
    expect(first.toISOString()).to.equal('2026-03-08T08:00:00.000Z');
    expect(showClock(findNextNightly('c', window, first), window.timeZone)).to.match(
      /^2026-03-09 02:[123]\d$/,
    );
  });

  it('runs once if clocks show the window twice', () => {
    // On 1 November 2026 Chicago shows 01:00 to 02:00 twice, from 06:00 UTC and from 07:00 UTC.
    const window = night('01:10', '01:50');
    const first = findNextNightly('c', window, at('2026-11-01T05:00:00Z'));
    expect(first.getTime()).to.be.within(
      at('2026-11-01T06:10:00Z').getTime(),
      at('2026-11-01T06:50:00Z').getTime(),
    );
    expect(showClock(findNextNightly('c', window, first), window.timeZone)).to.match(/^2026-11-02/);
  });

  it('crosses midnight', () => {
    const window = night('22:00', '02:00', 'Europe/Vienna');
    for (const course of courses.slice(0, 40)) {
      const [, time = ''] = showClock(
        findNextNightly(course, window, at('2026-05-05T12:00:00Z')),
        window.timeZone,
      ).split(' ');
      expect(time >= '22:00' || time < '02:00', time).to.equal(true);
    }
  });

  it('spreads hundreds of courses over the window', () => {
    const window = night('01:00', '05:00');
    const tenths = new Map<number, number>();
    const opens = at('2026-01-16T07:00:00Z').getTime();
    for (const course of courses) {
      const start = findNextNightly(course, window, at('2026-01-16T06:00:00Z')).getTime();
      const tenth = Math.floor((start - opens) / (24 * 60_000));
      tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
    }
    expect([...tenths.keys()].sort()).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const count of tenths.values()) expect(count).to.be.within(15, 75);
  });

  const zones = [
    'UTC',
    'America/Chicago',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Europe/Dublin',
    'Africa/Casablanca',
    'Asia/Kathmandu',
    'America/Santiago',
    'Asia/Beirut',
    'Pacific/Chatham',
  ];
  const minute = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const time = minute.map(
    (m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`,
  );
  const instant = fc.date({
    min: at('2020-01-01T00:00:00Z'),
    max: at('2036-01-01T00:00:00Z'),
    noInvalidDate: true,
  });

  it('comes once a night in every zone, after the given time and within the window by local clocks', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        time,
        time,
        instant,
        fc.string(),
        (timeZone, start, end, after, course) => {
          const window = { start, end, timeZone };
          const first = findNextNightly(course, window, after);
          expect(first.getTime()).to.be.greaterThan(after.getTime());
          expect(first.getTime() - after.getTime()).to.be.lessThan(50 * 3_600_000);
          // Nothing lies between: asking from a moment before returns it again.
          expect(findNextNightly(course, window, new Date(first.getTime() - 1))).to.deep.equal(first);
          const second = findNextNightly(course, window, first);
          const hours = (second.getTime() - first.getTime()) / 3_600_000;
          expect(hours).to.be.within(21, 27);
          const [, clock = ''] = showClock(first, timeZone).split(' ');
          const [, justBefore = ''] = showClock(new Date(first.getTime() - 60_000), timeZone).split(' ');
          const isInside = (shown: string): boolean =>
            end > start ? shown >= start && shown < end : shown >= start || shown < end;
          // Outside only if the clocks have just jumped over the window, or went back while it was open and
          // show the time before it again.
          const hasJumped = minutesOf(clock) - minutesOf(justBefore) !== 1;
          const zone = IANAZone.create(timeZone);
          const hasGoneBack = zone.offset(first.getTime() - 3 * 3_600_000) > zone.offset(first.getTime());
          expect(isInside(clock) || hasJumped || hasGoneBack, clock).to.equal(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  function minutesOf(clock: string): number {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return hours * 60 + minutes;
  }
});
