import { expect } from 'chai';
import { createConcurrencyLimit, type SlotShare } from '../../../src/oneroster/client/concurrency-limit.ts';
import type { SisErrorKind, SisReply } from '../../../src/oneroster/sis-client.ts';
import { never } from '../../support/oneroster/scripted-sis.ts';

const maxPauseMs = 15_000;
const success: SisReply<string> = { ok: true, value: 'done' };
const failure = (kind: SisErrorKind, retryAfterMs: number | null = null): SisReply<string> => ({
  ok: false,
  failure: { kind, status: null, codeMinor: null, sisMessage: '', retryAfterMs },
});

/** A clock that only `sleep` advances, and tasks that end when the test says so. */
function setUp(max: number, share?: SlotShare) {
  let now = Date.parse('2026-03-02T08:00:00Z');
  const sleeps: number[] = [];
  const limit = createConcurrencyLimit(
    {
      clock: () => new Date(now),
      sleep: async (ms) => {
        sleeps.push(ms);
        now += ms;
      },
    },
    max,
    share,
  );
  const running: ((reply: SisReply<string>) => void)[] = [];
  const start = (signal: AbortSignal = never) =>
    limit.run(() => new Promise<SisReply<string>>((resolve) => running.push(resolve)), signal, {
      maxPauseMs,
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const runNow = (reply: SisReply<string>) => limit.run(async () => reply, never, { maxPauseMs });
  const pass = (ms: number): void => {
    now += ms;
  };
  return { limit, running, start, settle, sleeps, runNow, pass };
}

describe('Concurrency limit of a connection', () => {
  it('never runs more than allowed, and starts the next when one ends', async () => {
    const { running, start, settle } = setUp(2);
    const all = Array.from({ length: 5 }, () => start());
    await settle();
    expect(running).to.have.length(2);
    running[0]?.(success);
    await settle();
    expect(running).to.have.length(3);
    for (let index = 1; index < 5; index += 1) {
      running[index]?.(success);
      await settle();
    }
    expect(await Promise.all(all)).to.deep.equal(Array(5).fill(success));
  });

  it('waits in place until the SIS’s rate lets the next request through', async () => {
    let left = 1;
    const share: SlotShare = {
      allowed: () => 8,
      pauseMs: () => 0,
      rateMs: () => (left > 0 ? 0 : 20_000),
      spend() {
        left -= 1;
      },
      breakerMs: () => 0,
      use: () => {},
      slowDown: () => {},
      onChange: () => {},
    };
    const { runNow, sleeps } = setUp(8, {
      ...share,
      rateMs: () => {
        if (sleeps.length > 0) left = 1;
        return share.rateMs();
      },
    });
    expect(await runNow(success)).to.deep.equal(success);
    expect(sleeps).to.deep.equal([]);
    // Longer than any other pause that a request waits for.
    expect(await runNow(success)).to.deep.equal(success);
    expect(sleeps).to.deep.equal([20_000]);
  });

  it('H11 halves on a rate failure, once for a simultaneous burst, never below 1', async () => {
    const { limit, running, start, settle, runNow } = setUp(8);
    const burst = Array.from({ length: 8 }, () => start());
    await settle();
    for (const end of running) end(failure('rate'));
    await Promise.all(burst);
    expect(limit.allowed).to.equal(4);
    for (let index = 0; index < 5; index += 1) await runNow(failure('rate'));
    expect(limit.allowed).to.equal(1);
  });

  it('rises again slowly, up to its maximum', async () => {
    const { limit, runNow } = setUp(3);
    await runNow(failure('rate'));
    expect(limit.allowed).to.equal(1);
    const steps: number[] = [];
    for (let index = 0; index < 100; index += 1) {
      await runNow(success);
      steps.push(limit.allowed);
    }
    expect(steps.indexOf(2)).to.equal(9);
    expect(steps.indexOf(3)).to.equal(29);
    expect(Math.max(...steps)).to.equal(3);
  });

  it('leaves the limit alone on other failures', async () => {
    const { limit, runNow } = setUp(4);
    for (const kind of ['transient', 'item', 'auth', 'institution'] as const) await runNow(failure(kind));
    expect(limit.allowed).to.equal(4);
  });

  it('H11 H15 Retry-After pauses all requests of the connection', async () => {
    const { limit, runNow, sleeps } = setUp(4);
    await runNow(failure('rate', 3_000));
    expect(limit.pauseMs).to.equal(3_000);
    expect(await runNow(success)).to.equal(success);
    expect(sleeps).to.deep.equal([3_000]);
    await runNow(failure('transient', 2_000));
    await runNow(failure('rate', 500));
    expect(sleeps).to.deep.equal([3_000, 2_000]);
  });

  it('H13 returns a long pause instead of waiting, also to those already waiting', async () => {
    const { limit, running, start, settle, runNow, pass } = setUp(1);
    const first = start();
    const second = start();
    const third = start();
    await settle();
    running[0]?.(failure('rate', maxPauseMs + 1));
    await first;
    expect(await second).to.have.nested.property('failure.detail', 'connection_paused');
    expect(await third).to.have.nested.property('failure.retryAfterMs', maxPauseMs + 1);
    expect(running).to.have.length(1);
    pass(maxPauseMs + 1);
    expect(limit.pauseMs).to.equal(0);
    expect(await runNow(success)).to.equal(success);
  });

  it('gives the turn of an aborted waiter to the next one', async () => {
    const { running, start, settle } = setUp(1);
    const controller = new AbortController();
    const first = start();
    const aborted = start(controller.signal).catch((error: Error) => error.message);
    const last = start();
    await settle();
    controller.abort(new Error('lease lost'));
    expect(await aborted).to.equal('lease lost');
    running[0]?.(success);
    await first;
    await settle();
    running[1]?.(success);
    expect(await last).to.equal(success);
  });

  it('passes the turn on if the abort comes at any moment around it', async () => {
    for (let moment = 0; moment < 12; moment += 1) {
      const { running, start, settle } = setUp(1);
      const controller = new AbortController();
      const all = [start(), start(controller.signal).catch(() => success), start()];
      await settle();
      running[0]?.(success);
      for (let step = 0; step < moment; step += 1) await Promise.resolve();
      controller.abort(new Error('lease lost'));
      for (let round = 0; round < 3; round += 1) {
        await settle();
        for (const end of running) end(success);
      }
      expect(await Promise.all(all), `at ${moment}`).to.deep.equal(Array(3).fill(success));
    }
  });

  it('frees the slot of a task that throws', async () => {
    const { limit, runNow } = setUp(1);
    const thrown = limit.run(() => Promise.reject(new Error('defect')), never, { maxPauseMs });
    expect(await thrown.catch((error: Error) => error.message)).to.equal('defect');
    expect(await runNow(success)).to.equal(success);
  });
});
