import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import type { SisClient } from '../../../src/oneroster/sis-client.ts';
import { all, type Harness } from '../../support/passback/harness.ts';
import { expectNoDuplicates } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The request was written before anybody could abort it. */
const awake = () => AbortSignal.timeout(20_000);

/** A write that a worker makes late, and how Canvas comes to ask for it. */
interface LateWrite {
  readonly write: 'putResult' | 'putLineItem' | 'withdrawResult';
  /** The client whose write waits. */
  readonly delay: (client: SisClient, sleep: () => Promise<unknown>) => Partial<SisClient>;
  /** What Canvas says when the worker that will sleep begins. */
  readonly before: (harness: Harness) => void;
  /** What Canvas says while it sleeps. */
  readonly meanwhile: (harness: Harness) => void;
  /** What the SIS shows of the late write. */
  readonly shows: (harness: Harness) => unknown;
  readonly late: unknown;
  readonly newest: unknown;
}

const rename = (name: string, { canvas }: Harness): void => {
  canvas.assignments = canvas.assignments.map((assignment) => ({ ...assignment, name }));
};
const resultInSis = ({ sis }: Harness) =>
  [...sis.results.values()].find(({ studentSourcedId }) => studentSourcedId === 'S1001');
const scoreInSis = (harness: Harness): unknown => resultInSis(harness)?.score;

const lateWrites: readonly LateWrite[] = [
  {
    write: 'putResult',
    delay: (client, sleep) => ({
      putResult: (result) => sleep().then(() => client.putResult(result, awake())),
    }),
    before: ({ canvas }) => canvas.grade('a1', '1001', { score: 5 }),
    meanwhile: ({ canvas }) => canvas.grade('a1', '1001', { score: 7 }),
    shows: scoreInSis,
    late: 5,
    newest: 7,
  },
  {
    write: 'putLineItem',
    delay: (client, sleep) => ({
      putLineItem: (lineItem) => sleep().then(() => client.putLineItem(lineItem, awake())),
    }),
    before(harness) {
      rename('Lab', harness);
      harness.canvas.grade('a1', '1001', { score: 5 });
    },
    meanwhile(harness) {
      rename('Lab report', harness);
      harness.canvas.grade('a1', '1001', { score: 7 });
    },
    shows: (harness) => harness.sis.lineItems.get(resultInSis(harness)?.lineItemSourcedId ?? '')?.title,
    late: 'Lab',
    newest: 'Lab report',
  },
  {
    write: 'withdrawResult',
    delay: (client, sleep) => ({
      withdrawResult: (result) => sleep().then(() => client.withdrawResult(result, awake())),
    }),
    before(harness) {
      const { canvas, sis, settings } = harness;
      harness.settings = { ...settings, resend: 'score+status' };
      sis.profile = { ...sis.profile, version: '1.1', lateAndMissing: 'omit', exempt: 'score-zero' };
      sis.habits = { ignoresStatus: true };
      canvas.grade('a1', '1001', { score: null, excused: true });
    },
    meanwhile: ({ canvas }) => canvas.grade('a1', '1001', { score: 7, excused: false }),
    shows: scoreInSis,
    late: undefined,
    newest: 7,
  },
];

/** A worker that stops between its last look at the lease and the write, until `wake` is called. */
function sleepOver(harness: Harness, delay: LateWrite['delay']) {
  const signals = new EventEmitter();
  let isAsleep = false;
  const asleep = once(signals, 'sleeps').then(() => {
    isAsleep = true;
  });
  const { client } = harness.sis;
  const sleep = (): Promise<unknown> => {
    signals.emit('sleeps');
    return once(signals, 'wakes');
  };
  const sleepy: SisClient = {
    ...client,
    under: () => ({
      ...client,
      profile: harness.sis.profile,
      ...delay(client, sleep),
    }),
  };
  const { leases } = harness.stores;
  const heartbeat: typeof leases.heartbeat = async (...beat) => (isAsleep ? null : leases.heartbeat(...beat));
  const stores = { ...harness.stores, leases: { ...leases, heartbeat } };
  const times = { leaseMs: 2_000, heartbeatMs: 10_000, sendMarginMs: 500 };
  const openSis = async () => ({ maxInFlight: 1, client: sleepy });
  const ended = harness.worker({ times }, { openSis, stores }).runOnce();
  return {
    asleep,
    async wake() {
      signals.emit('wakes');
      await ended;
    },
  };
}

describe('what a worker sends after another took its run over', () => {
  const { harness: newHarness } = useHarness();

  for (const { write, delay, before, meanwhile, shows, late, newest } of lateWrites) {
    it(`Z21 I3 is in doubt, and the course is posted once more by itself: ${write}`, async () => {
      const harness = newHarness({ students: 2, assignments: 1 });
      await harness.post();
      before(harness);
      const { runId } = await harness.passback.requestRun(harness.launch, all);
      const sleeper = sleepOver(harness, delay);
      await sleeper.asleep;
      meanwhile(harness);
      while (!(await harness.passback.readRun(harness.launch, runId)).endedAt) {
        await harness.work();
        await pause(50);
      }
      await harness.post();
      expect(shows(harness)).to.deep.equal(newest);
      await sleeper.wake();
      expect(shows(harness)).to.deep.equal(late);
      await harness.work();
      expect(shows(harness)).to.deep.equal(newest);
      expectNoDuplicates(harness.sis);
      const [last] = await harness.passback.readHistory(harness.launch, { limit: 1, before: null });
      expect(last).to.deep.include({ kind: 'post', state: 'completed' });
    });
  }

  it('Z21 OF15 what it created late beside newer results is deleted, where the SIS deletes results', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    harness.settings = { ...harness.settings, firstGrades: 'together', brakeShare: null };
    harness.sis.profile = { ...harness.sis.profile, deletes: 'results' };
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    const sleeper = sleepOver(harness, (client, sleep) => ({
      createResults: (results) => sleep().then(() => client.createResults(results, awake())),
    }));
    await sleeper.asleep;
    while (!(await harness.passback.readRun(harness.launch, runId)).endedAt) {
      await harness.work();
      await pause(50);
    }
    const own = [...harness.sis.results.keys()];
    harness.canvas.grade('a1', '1001', { score: 7 });
    await harness.post();
    await sleeper.wake();
    expect([...harness.sis.results.keys()]).to.have.members(own);
    expect(harness.sis.requests).to.include({ deleteResult: 2 });
    await harness.work();
    expectNoDuplicates(harness.sis);
    expect(scoreInSis(harness)).to.equal(7);
  });
});
