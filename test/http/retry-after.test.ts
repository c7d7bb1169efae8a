import { expect } from 'chai';
import { maxRetryAfterMs, readRetryAfter } from '../../src/http/retry-after.ts';

describe('Retry-After', () => {
  const now = new Date('2026-11-06T08:49:00Z');

  it('H11 reads seconds', () => expect(readRetryAfter('120', now)).to.equal(120_000));

  it('H12 reads an HTTP-date in each of its three forms', () => {
    for (const date of [
      'Fri, 06 Nov 2026 08:49:37 GMT',
      'Friday, 06-Nov-26 08:49:37 GMT',
      'Fri Nov  6 08:49:37 2026',
    ]) {
      expect(readRetryAfter(date, now), date).to.equal(37_000);
    }
  });

  it('H13 takes a negative or past time as now, and an absurd one as a quarter of an hour', () => {
    expect(readRetryAfter('-5', now)).to.equal(0);
    expect(readRetryAfter('Thu, 05 Nov 2026 08:49:37 GMT', now)).to.equal(0);
    expect(readRetryAfter('99999999999', now)).to.equal(maxRetryAfterMs);
    expect(readRetryAfter('Sat, 06 Nov 2077 08:49:37 GMT', now)).to.equal(maxRetryAfterMs);
  });

  it('is null if missing or malformed', () => {
    for (const value of [undefined, '', 'soon', '12abc', 'NaN', 'Infinity']) {
      expect(readRetryAfter(value, now), String(value)).to.equal(null);
    }
  });
});
