import { expect } from 'chai';
import fc from 'fast-check';
import type { SisErrorKind, SisFailure } from '../../../src/domain/sis.ts';
import { createBreaker } from '../../../src/oneroster/client/breaker.ts';

const failure = (kind: SisErrorKind): SisFailure => ({
  kind,
  status: null,
  codeMinor: null,
  words: '',
  retryAfterMs: null,
});

function setUp() {
  let now = Date.parse('2026-03-02T08:00:00Z');
  const breaker = createBreaker({ clock: () => new Date(now) });
  const pass = (ms: number): void => {
    now += ms;
  };
  const failTimes = (times: number, kind: SisErrorKind = 'transient'): void => {
    for (let index = 0; index < times; index += 1) breaker.record(failure(kind));
  };
  return { breaker, pass, failTimes, time: () => now };
}

describe('H30 breaker of a connection', () => {
  it('opens after five transient failures in a row, and says how long', () => {
    const { breaker, failTimes, pass } = setUp();
    failTimes(4);
    breaker.record(null);
    failTimes(4);
    expect(breaker.state).to.equal('closed');
    expect(breaker.admit()).to.deep.equal({ admitted: true });
    failTimes(1);
    expect(breaker.state).to.equal('open');
    pass(10_000);
    expect(breaker.admit()).to.deep.equal({ admitted: false, retryAfterMs: 20_000 });
  });

  it('half-opens for one probe; its success closes, its failure waits again', () => {
    const { breaker, failTimes, pass } = setUp();
    failTimes(5);
    pass(30_000);
    expect(breaker.admit()).to.deep.equal({ admitted: true });
    expect(breaker.state).to.equal('half-open');
    expect(breaker.admit()).to.deep.equal({ admitted: false, retryAfterMs: 30_000 });
    failTimes(1);
    expect(breaker.state).to.equal('open');
    pass(29_999);
    expect(breaker.admit()).to.have.property('admitted', false);
    pass(1);
    expect(breaker.admit()).to.have.property('admitted', true);
    breaker.record(null);
    expect(breaker.state).to.equal('closed');
    failTimes(4);
    expect(breaker.state).to.equal('closed');
  });

  it('a probe that never reports back costs only its interval', () => {
    const { breaker, failTimes, pass } = setUp();
    failTimes(5);
    pass(30_000);
    breaker.admit();
    pass(30_000);
    expect(breaker.admit()).to.deep.equal({ admitted: true });
  });

  it('a refusal shows that the SIS is there; a rate failure says nothing', () => {
    for (const kind of ['item', 'auth', 'institution'] as const) {
      const { breaker, failTimes } = setUp();
      failTimes(4);
      failTimes(1, kind);
      failTimes(4);
      expect(breaker.state, kind).to.equal('closed');
    }
    const { breaker, failTimes } = setUp();
    failTimes(4);
    failTimes(1, 'rate');
    failTimes(1);
    expect(breaker.state).to.equal('open');
  });

  it('however it is called, a SIS that is down sees at most one probe in 30 s', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 200 }), (waits) => {
        const { breaker, failTimes, pass, time } = setUp();
        failTimes(5);
        const probes: number[] = [time()];
        for (const wait of waits) {
          pass(wait);
          if (!breaker.admit().admitted) continue;
          expect(time() - (probes.at(-1) ?? 0)).to.be.at.least(30_000);
          probes.push(time());
          if (wait % 3 > 0) failTimes(1);
        }
      }),
    );
  });
});
