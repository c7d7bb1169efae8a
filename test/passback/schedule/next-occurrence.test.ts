import { expect } from 'chai';
import fc from 'fast-check';
import { IANAZone } from 'luxon';
import { listHours, type ScheduleTiming, scheduleIntervals } from '../../../src/domain/schedule.ts';
import { findNearness, findStart, isCovered } from '../../../src/passback/schedule/choose-courses.ts';
import { findNextOccurrence } from '../../../src/passback/schedule/next-occurrence.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const at = (text: string): Date => new Date(text);
const everyDay = [1, 2, 3, 4, 5, 6, 7];

const timing = (over: Partial<ScheduleTiming> = {}): ScheduleTiming => ({
  days: everyDay,
  hour: 2,
  everyHours: null,
  timeZone: 'America/Chicago',
  spreadMinutes: 60,
  ...over,
});

/** With jumps by night and by day, by half an hour and at midnight, and none. */
const zones = [
  'America/Chicago',
  'Europe/Madrid',
  'Australia/Lord_Howe',
  'America/Havana',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
];
const timings = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  hour: fc.integer({ min: 0, max: 23 }),
  everyHours: fc.constantFrom(null, ...scheduleIntervals),
  timeZone: fc.constantFrom(...zones),
  spreadMinutes: fc.constant(0),
});
const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) });

/** What the zone's clocks show, computed without the product. */
function readClock(instant: number, timeZone: string): { day: number; minutes: number } {
  const shown = new Date(instant + IANAZone.create(timeZone).offset(instant) * minuteMs);
  return { day: shown.getUTCDay() || 7, minutes: shown.getUTCHours() * 60 + shown.getUTCMinutes() };
}

/** Clocks of every zone stand on a quarter of an hour, and jump on one. */
const stepMs = 15 * minuteMs;

/** Whether the clocks reach one of the schedule's hours at this quarter, showing it or jumping over it. */
function startsAt(instant: number, schedule: ScheduleTiming): boolean {
  const now = readClock(instant, schedule.timeZone);
  const before = readClock(instant - stepMs, schedule.timeZone);
  const isDay = schedule.days.includes(now.day);
  return (
    isDay &&
    listHours(schedule).some((hour) => {
      const wanted = hour * 60;
      if (now.minutes === wanted) return true;
      // Havana's clocks jump at midnight: the hour is skipped on the day that begins.
      const isNewDay = now.day !== before.day;
      const hasJumped = isNewDay ? now.minutes > 0 : now.minutes > before.minutes + 15;
      return hasJumped && (isNewDay || wanted > before.minutes) && wanted < now.minutes;
    })
  );
}

describe('the next time of a schedule', () => {
  it('is later, is at one of its hours on one of its days, and leaves none out', () => {
    fc.assert(
      fc.property(timings, instants, (schedule, from) => {
        const next = findNextOccurrence(schedule, new Date(from)).getTime();
        expect(next).to.be.greaterThan(from);
        expect(next - from).to.be.at.most(8 * 24 * hourMs);
        // From one instant before, it is the same one.
        expect(findNextOccurrence(schedule, new Date(next - 1)).getTime()).to.equal(next);
        const { minutes } = readClock(next, schedule.timeZone);
        const offset = IANAZone.create(schedule.timeZone).offset;
        const hasJumped =
          offset.call(IANAZone.create(schedule.timeZone), next) !==
          IANAZone.create(schedule.timeZone).offset(next - 1);
        expect(listHours(schedule).includes(minutes / 60) || hasJumped).to.equal(true);
      }),
      { numRuns: 150 },
    );
  });

  it('visits every hour of its days once, also where clocks skip or repeat it', () => {
    fc.assert(
      fc.property(timings, fc.constantFrom(...jumps), (schedule, jump) => {
        const [from, until] = [jump - 36 * hourMs, jump + 36 * hourMs];
        const found: number[] = [];
        for (let next = from; ; ) {
          next = findNextOccurrence(schedule, new Date(next)).getTime();
          if (next > until) break;
          found.push(next);
        }
        const expected: number[] = [];
        const shown = new Set<string>();
        for (let instant = from + stepMs; instant <= until; instant += stepMs) {
          const { day, minutes } = readClock(instant, schedule.timeZone);
          // A repeated hour counts once, the first time.
          const label = `${day}:${minutes}:${Math.floor(instant / (72 * hourMs))}`;
          if (startsAt(instant, schedule) && !shown.has(label)) expected.push(instant);
          shown.add(label);
        }
        expect(found).to.deep.equal(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('starts at the jump if the clocks skip its hour, and once if they repeat it', () => {
    // On 8 March 2026 Chicago goes from 01:59 to 03:00, on 1 November from 01:59 back to 01:00.
    const spring = findNextOccurrence(timing(), at('2026-03-08T06:00:00Z'));
    expect(spring.toISOString()).to.equal('2026-03-08T08:00:00.000Z');
    const first = findNextOccurrence(timing({ hour: 1 }), at('2026-11-01T05:00:00Z'));
    expect(first.toISOString()).to.equal('2026-11-01T06:00:00.000Z');
    expect(findNextOccurrence(timing({ hour: 1 }), first).toISOString()).to.equal('2026-11-02T07:00:00.000Z');
  });
});

/** Instants at which clocks of the zones change, in UTC. */
const jumps = [
  at('2026-03-08T08:00:00Z'),
  at('2026-11-01T07:00:00Z'),
  at('2026-03-29T01:00:00Z'),
  at('2026-10-25T01:00:00Z'),
  at('2026-04-04T15:00:00Z'),
].map((instant) => instant.getTime());

describe('which courses of a schedule start, and when', () => {
  it('spreads the courses over the time given, each always at its own place', () => {
    const from = at('2026-01-05T07:00:00Z');
    const starts = Array.from({ length: 400 }, (_, n) =>
      findStart({ key: `school:c${n}` }, from, { spreadMinutes: 60 }).getTime(),
    );
    expect(Math.min(...starts)).to.be.at.least(from.getTime());
    expect(Math.max(...starts)).to.be.lessThan(from.getTime() + hourMs);
    for (let quarter = 0; quarter < 4; quarter += 1) {
      const begins = from.getTime() + quarter * 15 * minuteMs;
      const there = starts.filter((start) => start >= begins && start < begins + 15 * minuteMs);
      expect(there.length).to.be.within(60, 140);
    }
    expect(findStart({ key: 'c' }, from, { spreadMinutes: 0 })).to.deep.equal(from);
  });

  it('leaves a course to its nightly sync, and to another schedule of the same night', () => {
    const now = at('2026-01-05T07:00:00Z');
    const near = findNearness(timing());
    const none = { nightlyNextAt: null, nightlyLastAt: null, syncedAt: null };
    expect(isCovered(none, now, near)).to.equal(false);
    for (const name of ['nightlyNextAt', 'nightlyLastAt', 'syncedAt'] as const) {
      const moved = (hours: number) => ({ ...none, [name]: new Date(now.getTime() + hours * hourMs) });
      expect(isCovered(moved(-3), now, near), name).to.equal(true);
      expect(isCovered(moved(-7), now, near), name).to.equal(false);
    }
    // Every hour means every hour.
    expect(findNearness(timing({ everyHours: 1 }))).to.equal(30 * minuteMs);
  });
});
