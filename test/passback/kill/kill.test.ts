import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { bundledProgram } from '../../support/bundled-program.ts';
import { createHarness, type Harness } from '../../support/passback/harness.ts';
import {
  expectCountsAddUp,
  expectNoDuplicates,
  expectSisEqualsCanvas,
} from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';
import { type SisServer, serveSis } from './in-memory-sis-server.ts';
import { courseSize, type KillOrder, pageSize, regrade, shortLease } from './kill-order.ts';

const source = fileURLToPath(new URL('./killed-worker.ts', import.meta.url));
const results = 32;
/** Between looks at what must expire or end: each costs the database as much as a grade. */
const pauseMs = 100;
/** Items that were marked as being sent when a process died, and may therefore be sent again. */
const maxRepeated = 200;

describe('a process that is killed', function () {
  this.timeout(90_000);
  const { mongo } = useHarness();
  let standby: ChildProcess | undefined;
  /** The process with orders; it must not outlive its test. */
  let ordered: ChildProcess | undefined;
  let harness: Harness;
  let server: SisServer;
  let program: string;

  before(async () => {
    program = await bundledProgram(source);
  });
  beforeEach(async () => {
    harness = createHarness(mongo.connection(), courseSize);
    harness.canvas.pageSize = pageSize;
    server = await serveSis(harness.sis);
  });
  afterEach(async () => {
    ordered?.kill('SIGKILL');
    await server.close();
  });
  after(() => standby?.kill('SIGKILL'));

  /** A process ready for orders; the next one starts meanwhile. */
  const takeProcess = (): ChildProcess => {
    const child = standby ?? startChild();
    standby = startChild();
    return child;
  };
  /** Gives a process its orders and waits until it ends. */
  const runKilled = async (order: Partial<KillOrder>, during?: (child: ChildProcess) => void) => {
    const child = takeProcess();
    ordered = child;
    const exited = once(child, 'exit');
    during?.(child);
    const { id: institutionId } = harness.institution;
    const whole = {
      failpoint: null,
      nth: 1,
      signal: 'SIGKILL' as const,
      asks: true,
      kind: 'post' as const,
      createColumns: false,
      institutionId,
      mongoUri: mongo.uri(),
      sisUrl: server.url,
    };
    child.stdin?.write(`${JSON.stringify({ ...whole, ...order })}\n`);
    const [code, signal] = await exited;
    if (signal === 'SIGKILL') await expireLeases();
    return { code, signal };
  };
  /** Nobody extends the leases of a dead process: as if the time until they expire had passed. */
  const expireLeases = async (): Promise<void> => {
    const past = new Date(Date.now() - 1);
    const { id: institutionId } = harness.institution;
    const held = (until: string) => ({ institutionId, [until]: { $ne: null } });
    const connection = mongo.connection();
    await connection.collection('runs').updateMany(held('lease.until'), { $set: { 'lease.until': past } });
    await connection.collection('class_leases').updateMany(held('until'), { $set: { until: past } });
  };
  /**
   * Another worker takes over once the lease has expired. Its own lease is long, so that it keeps it on a busy
   * machine.
   */
  const recover = async () => {
    // The harness pauses for a hundredth of the time.
    const times = { ...shortLease, leaseMs: 20_000, heartbeatMs: 100 * shortLease.heartbeatMs };
    const worker = harness.worker({ times, pollMs: 100 * pauseMs });
    worker.start();
    try {
      for (;;) {
        const [run] = await harness.passback.readHistory(harness.launch, { limit: 1, before: null });
        if (!run)
          await harness.passback.requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } });
        if (run?.endedAt) return run;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    } finally {
      await worker.stop();
    }
  };
  const expectWhole = async () => {
    const run = await recover();
    expect(run.state).to.equal('completed');
    expect(run.counts).to.include({ eligible: results, confirmed: results });
    expectCountsAddUp(run);
    expectNoDuplicates(harness.sis);
    expectSisEqualsCanvas(harness);
    expect(await harness.passback.readHistory(harness.launch, { limit: 9, before: null })).to.have.length(1);
    expect(harness.sis.ledger.length).to.be.at.most(results + 4 + maxRepeated);
  };

  const cases: readonly [name: string, failpoint: string, nth: number][] = [
    ['K1 before the run is inserted', 'before-run-insert', 1],
    ['K2 after the run is inserted, before anybody was told', 'after-run-insert', 1],
    ['K3 after claiming', 'claimed', 1],
    ['K4 after entering the SIS', 'sis-entered', 1],
    ['K5 in the middle of a page', 'submissions-page-read', 2],
    ['K6 with a page saved and its cursor not', 'submissions-page-saved', 2],
    ['K7 with Canvas read and nothing planned', 'canvas-read', 1],
    ['K8 with half the items planned', 'items-half-planned', 1],
    ['K9 before a line item is put', 'before-line-item-put', 2],
    ['K11 after the answer to a line item, before it is saved', 'after-line-item-put', 3],
    ['K12 before a result is put', 'before-result-put', 12],
    ['K14 after the answer to a result, before it is acknowledged', 'after-result-put', 12],
    ['K15 with results acknowledged and the counters not', 'results-acknowledged', 1],
    ['K16 while reading back', 'read-back', 2],
    ['K17 before the run is ended', 'before-finish', 1],
  ];
  for (const [name, failpoint, nth] of cases) {
    it(`${name} loses nothing and creates nothing twice`, async () => {
      const { signal } = await runKilled({ failpoint, nth });
      expect(signal).to.equal('SIGKILL');
      await expectWhole();
    });
  }

  it('K14 OF15 with a column created and its answer unrecorded reads the column, and creates none twice', async () => {
    harness.settings = { ...harness.settings, firstGrades: 'together' };
    const { signal } = await runKilled({ failpoint: 'after-result-put', nth: 2, createColumns: true });
    expect(signal).to.equal('SIGKILL');
    await expectWhole();
    // Of the four columns, those that were marked and not yet posted when it died go the way of single PUTs.
    expect(harness.sis.requests['createResults']).to.be.within(2, 4);
  });

  for (const [name, method, nth] of [
    ['K10 with a line item applied and its reply lost', 'putLineItem', 2],
    ['K13 with a result applied and its reply lost', 'putResult', 11],
  ] as const) {
    it(`${name} sends the same again, to the same place`, async () => {
      await runKilled({}, (child) => {
        server.applied = (called, _id, n) => {
          if (called === method && n === nth) child.kill('SIGKILL');
        };
      });
      await expectWhole();
    });
  }

  it('K18 while it finishes its requests after SIGTERM loses nothing', async () => {
    harness.sis.latencyMs = 5;
    const { signal } = await runKilled({ failpoint: 'draining' }, (child) => {
      server.applied = (called, _id, n) => {
        if (called === 'putResult' && n === 6) child.kill('SIGTERM');
      };
    });
    expect(signal).to.equal('SIGKILL');
    await expectWhole();
  });

  it('K19 and killed again during recovery loses nothing', async () => {
    await runKilled({ failpoint: 'after-result-put', nth: 10 });
    await runKilled({ failpoint: 'after-result-put', nth: 5, asks: false });
    await expectWhole();
  });

  it('K20 at the same item three times has that item quarantined, and the others continue', async () => {
    let child: ChildProcess | undefined;
    server.arrived = (method, id) => {
      if (method === 'putResult' && id === 'S1007') child?.kill('SIGKILL');
    };
    for (const asks of [true, false, false]) {
      await runKilled({ asks }, (killed) => {
        child = killed;
      });
    }
    const run = await recover();
    expect(run.state).to.equal('completed_with_problems');
    const failed = await harness.items(run.id, true);
    expect(failed.map((item) => item.reason)).to.deep.equal(['quarantined']);
    expect(run.counts).to.include({ confirmed: results - 1, failed: 1 });
    expectNoDuplicates(harness.sis);
  });

  it('K16 a comparison resumes where it was, and its counts match its grades', async () => {
    await harness.post();
    const [changed, lost] = [...harness.sis.results.values()];
    if (!changed || !lost) throw new Error('nothing was sent');
    harness.sis.results.set(changed.sourcedId, { ...changed, score: 99 });
    harness.sis.results.delete(lost.sourcedId);
    const before = harness.sis.requests['readResults'] ?? 0;
    await runKilled({ failpoint: 'results-compared', kind: 'compare' });
    const run = await recover();
    expect(run).to.deep.include({
      kind: 'compare',
      state: 'completed',
      findings: {
        lineItems: 4,
        unread: 0,
        changed: 1,
        missing: 1,
        lineItemsChanged: 0,
        lineItemsMissing: 0,
      },
    });
    expect((harness.sis.requests['readResults'] ?? 0) - before).to.equal(4);
  });

  it('Z5 R9 but only suspended past its lease sends no old score when it wakes', async () => {
    harness.sis.latencyMs = 3;
    // Every score changes below, which the brake would stop.
    harness.settings = { ...harness.settings, brakeShare: null };
    let sleeper: ChildProcess | undefined;
    const order = { failpoint: 'before-result-put', nth: 12, signal: 'SIGSTOP' } as const;
    const ended = runKilled(order, (child) => {
      sleeper = child;
    });
    for await (const line of sleeper?.stdout ?? []) if (String(line).includes('SIGSTOP')) break;
    await recover();
    regrade(harness.canvas);
    expect((await harness.post()).counts.confirmed).to.equal(results);
    const mark = harness.sis.ledger.length;
    sleeper?.kill('SIGCONT');
    // It looks for work again, so it has finished with everything it held when it was stopped.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    sleeper?.kill('SIGTERM');
    expect((await ended).code).to.equal(0);
    // What was in flight when it was stopped is in doubt, and may go once more as it is now.
    expect(
      harness.sis.ledger.slice(mark).filter(({ kind, score }) => kind === 'result' && (score ?? 0) < 50),
    ).to.deep.equal([]);
    expectSisEqualsCanvas(harness);
  });

  function startChild(): ChildProcess {
    return spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  }
});
