import { expect } from 'chai';
import fc from 'fast-check';
import { divideSlots, slowDown } from '../../../src/passback/delivery/divide-slots.ts';
import type { SisSlots } from '../../../src/store/passback/sis-slots.ts';

const leaseMs = 20_000;

/** Processes that ask in turn. */
function simulate(max: number) {
  let now = Date.parse('2026-03-02T08:00:00Z');
  let slots: SisSlots = { shares: [], pausedUntil: null, lowered: null };
  const heldBy = (process: string): number =>
    slots.shares.find((share) => share.process === process)?.held ?? 0;
  return {
    heldBy,
    ask(process: string, wanted: number, inUse = 0): number {
      const at = new Date(now);
      const living = { ...slots, shares: slots.shares.filter(({ expiresAt }) => expiresAt > at) };
      const divided = divideSlots(living, { process, wanted, inUse }, { max, leaseMs, now: at });
      slots = divided.slots;
      return divided.allowed;
    },
    slowDown(isThrottled: boolean): void {
      slots = slowDown(slots, { pauseMs: 0, isThrottled }, { max, now: new Date(now) });
    },
    pass(ms: number): void {
      now += ms;
    },
    total: (): number => slots.shares.reduce((sum, { held }) => sum + held, 0),
  };
}

describe('the division of one SIS among processes', () => {
  it('Z20 gives everything to one process alone, and half to a second once its requests have ended', () => {
    const { ask, total } = simulate(4);
    expect(ask('a', 4)).to.equal(4);
    expect(ask('b', 4)).to.equal(0);
    expect(ask('a', 4, 4)).to.equal(2);
    expect(ask('b', 4)).to.equal(0);
    expect(ask('a', 4, 2)).to.equal(2);
    expect(ask('b', 4)).to.equal(2);
    expect(total()).to.equal(4);
  });

  it('Z20 gives to others what a process does not want', () => {
    const { ask } = simulate(4);
    expect(ask('a', 1)).to.equal(1);
    expect(ask('b', 4)).to.equal(3);
    expect(ask('b', 0)).to.equal(0);
    expect(ask('a', 4)).to.equal(4);
  });

  it('Z20 gives the slots of a dead process to others when they expire', () => {
    const { ask, pass } = simulate(4);
    ask('dead', 4, 4);
    expect(ask('b', 4)).to.equal(0);
    pass(leaseMs);
    expect(ask('b', 4)).to.equal(4);
  });

  it('Z20 lets more processes than slots take turns', () => {
    const { ask, pass, heldBy } = simulate(1);
    const turns = new Map<string, number>();
    for (let step = 0; step < 300; step += 1) {
      pass(300);
      for (const process of ['a', 'b', 'c']) {
        turns.set(process, (turns.get(process) ?? 0) + ask(process, 1, 0));
        expect(heldBy('a') + heldBy('b') + heldBy('c')).to.be.at.most(1);
      }
    }
    for (const process of ['a', 'b', 'c']) expect(turns.get(process)).to.be.above(50);
  });

  it('Z20 H11 halves the limit of all when one of them is throttled, once for a burst, and raises it slowly', () => {
    const { ask, pass, ...slots } = simulate(8);
    ask('a', 8);
    ask('b', 1);
    slots.slowDown(true);
    slots.slowDown(true);
    expect(ask('a', 8)).to.equal(2);
    expect(ask('b', 4)).to.equal(2);
    pass(5_000);
    expect(ask('a', 8)).to.equal(2);
    pass(5_000);
    expect(ask('a', 8)).to.equal(3);
  });

  it('Z20 never gives more than there is, and never takes what is in use', () => {
    const asking = fc.record({
      process: fc.constantFrom('a', 'b', 'c', 'd'),
      wanted: fc.nat(8),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
      ms: fc.nat(4_000),
      isThrottled: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(asking, { maxLength: 60 }), (max, requests) => {
        const { ask, heldBy, pass, total, slowDown: slow } = simulate(max);
        for (const { process, wanted, used, ms, isThrottled } of requests) {
          pass(ms);
          if (isThrottled) slow(true);
          const inUse = Math.floor(heldBy(process) * used);
          const allowed = ask(process, wanted, inUse);
          expect(heldBy(process)).to.equal(Math.max(inUse, allowed));
          expect(total()).to.be.at.most(max);
        }
      }),
    );
  });
});
