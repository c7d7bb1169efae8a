import { expect } from 'chai';
import fc from 'fast-check';
import { backoffDelay } from '../../src/http/backoff-delay.ts';

const bounds = { firstMs: 5_000, longestMs: 600_000 };
const always = (byte: number) => (length: number) => Buffer.alloc(length, byte);

describe('the wait before another attempt', () => {
  it('H29 is half fixed and half random, doubles each time, and never exceeds its limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(255), (attempt, byte) => {
        const full = Math.min(bounds.longestMs, bounds.firstMs * 2 ** Math.min(attempt - 1, 30));
        const pause = backoffDelay(attempt, bounds, always(byte));
        expect(pause).to.be.within(full / 2, full);
      }),
    );
    expect(backoffDelay(1, bounds, always(0))).to.equal(2_500);
    expect(backoffDelay(1, bounds, always(255))).to.equal(5_000);
  });

  it('H29 gives way to a longer Retry-After, and not to a shorter one', () => {
    expect(backoffDelay(1, bounds, always(255), 60_000)).to.equal(60_000);
    expect(backoffDelay(1, bounds, always(255), 1)).to.equal(5_000);
  });
});
