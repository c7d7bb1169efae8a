import { expect } from 'chai';
import fc from 'fast-check';
import type { Sleep } from '../../../src/clock.ts';
import type { RunRecord } from '../../../src/store/passback/run-record.ts';
import type { Harness } from '../../support/passback/harness.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

/** What may happen between two looks at the SIS. */
type Step =
  | { readonly do: 'grade'; readonly assignment: string; readonly user: string; readonly score: number }
  | { readonly do: 'post' }
  | { readonly do: 'remaster' }
  | { readonly do: 'work' }
  | { readonly do: 'work two at once' }
  | { readonly do: 'die in the middle'; readonly after: number }
  | { readonly do: 'cancel' }
  | { readonly do: 'time passes'; readonly minutes: number }
  | { readonly do: 'SIS goes away' }
  | { readonly do: 'SIS loses replies' }
  | { readonly do: 'SIS comes back' }
  | { readonly do: 'line item is deleted in the SIS' };

const users = ['1000', '1001', '2000', '2001'];
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('grade' as const),
    assignment: fc.constantFrom('a1', 'a2'),
    user: fc.constantFrom(...users),
    score: fc.integer({ min: 0, max: 10 }),
  }),
  fc.record({ do: fc.constant('die in the middle' as const), after: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ do: fc.constant('time passes' as const), minutes: fc.integer({ min: 1, max: 60 }) }),
  ...(
    [
      'post',
      'remaster',
      'work',
      'work two at once',
      'cancel',
      'SIS goes away',
      'SIS loses replies',
      'SIS comes back',
      'line item is deleted in the SIS',
    ] as const
  ).map((name) => fc.constant({ do: name } as const)),
);

/** A dead worker never stops its heartbeat; the timer must not keep the test process alive. */
const sleepUnheld: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });

describe('whatever happens', () => {
  const { harness: newHarness, mongo } = useHarness();
  const runs = () => mongo.connection().collection<RunRecord>('runs');

  /** Kills a worker after some requests: nothing it does afterwards has an effect. */
  const die = async (harness: Harness, after: number): Promise<void> => {
    let left = after;
    const dead = new Promise<never>(() => {});
    let died: () => void = () => {};
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const client = { ...harness.sis.client, profile: harness.sis.profile };
    const mortal = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
      return async (...args: A): Promise<R> => {
        left -= 1;
        if (left >= 0) return call(...args);
        died();
        return dead;
      };
    };
    const sis = {
      ...(await harness.deps.openSis(harness.institution)),
      client: {
        ...client,
        putLineItem: mortal(client.putLineItem),
        putResult: mortal(client.putResult),
        readClass: mortal(client.readClass),
      },
      maxInFlight: 4,
      limit: { allowed: 4, pauseMs: 0, run: <T>(task: () => Promise<T>) => task() },
    };
    const times = { leaseMs: 60_000, heartbeatMs: 1e9, sendMarginMs: 1 };
    const working = harness.worker({ times }, { openSis: async () => sis, sleep: sleepUnheld }).runOnce();
    await Promise.race([working, death]);
    // Answers on their way to the database still arrive, as they would from a dying process.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const past = new Date(0);
    await runs().updateMany({ 'lease.owner': { $ne: null } }, { $set: { 'lease.until': past } });
    await mongo
      .connection()
      .collection('class_leases')
      .updateMany({}, { $set: { until: past } });
  };

  const apply = async (harness: Harness, { ...step }: Step): Promise<void> => {
    const all = { kind: 'all' } as const;
    switch (step.do) {
      case 'grade':
        return harness.canvas.grade(step.assignment, step.user, { score: step.score });
      case 'post':
        return void (await harness.passback.requestRun(harness.launch, { kind: 'post', selection: all }));
      case 'remaster':
        return void (await harness.passback.requestRun(harness.launch, { kind: 'remaster', selection: all }));
      case 'work':
        return harness.work();
      case 'work two at once':
        return void (await Promise.all([harness.worker().runOnce(), harness.worker().runOnce()]));
      case 'die in the middle':
        return die(harness, step.after);
      case 'cancel': {
        const [run] = await harness.passback.readHistory(harness.launch, { limit: 1, before: null });
        return run && harness.passback.cancelRun(harness.launch, run.id);
      }
      case 'time passes':
        return harness.advance(step.minutes * 60_000);
      case 'SIS goes away':
        harness.sis.faults = () => failure('transient', null);
        return;
      case 'SIS loses replies':
        harness.sis.faults = ({ n }) => (n % 3 === 0 ? { lostReply: true } : null);
        return;
      case 'SIS comes back':
        harness.sis.faults = () => null;
        return;
      case 'line item is deleted in the SIS': {
        const [id] = harness.sis.lineItems.keys();
        harness.sis.lineItems.delete(id ?? '');
        for (const [key, result] of harness.sis.results) {
          if (result.lineItemSourcedId === id) harness.sis.results.delete(key);
        }
      }
    }
  };

  it('M1 M4 M5 M6 once the faults stop, one post makes the SIS match Canvas, with nothing twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        await runs().deleteMany({});
        const harness = newHarness({ students: 2, assignments: 2 });
        for (const step of steps) {
          await apply(harness, step);
          expectNoDuplicates(harness.sis);
        }
        harness.sis.faults = () => null;
        for (const run of await harness.passback.readHistory(harness.launch, { limit: 9, before: null })) {
          expectCountsAddUp(await harness.settle(run.id));
        }
        const { runId } = await harness.passback.requestRun(harness.launch, {
          kind: 'post',
          selection: { kind: 'all' },
        });
        const last = await harness.settle(runId);
        expectCountsAddUp(last);
        expect(last.counts.failed).to.equal(0);
        expectSisEqualsCanvas(harness);
        expectNoDuplicates(harness.sis);
        const mark = harness.sis.ledger.length;
        const idle = await harness.passback.requestRun(harness.launch, {
          kind: 'post',
          selection: { kind: 'all' },
        });
        expect((await harness.settle(idle.runId)).state).to.equal('nothing_to_send');
        expect(harness.sis.ledger.length).to.equal(mark);
      }),
      {
        numRuns: Number(process.env['MODEL_RUNS'] ?? 5),
        endOnFailure: true,
        interruptAfterTimeLimit: 60_000,
      },
    );
  }).timeout(120_000);
});
