import { expect } from 'chai';
import { changeCells } from '../../../src/passback/cells/change-cells.ts';
import { createPassback } from '../../../src/passback/passback.ts';
import { leaseTimes } from '../../../src/passback/runs/lease.ts';
import { keyOfRun } from '../../../src/store/passback/course-scope.ts';
import { runFormat, type StoredRun } from '../../../src/store/passback/run-record.ts';
import { all, type Harness, makeLaunch } from '../../support/passback/harness.ts';
import { failure } from '../../support/passback/in-memory-sis.ts';
import { expectNoDuplicates, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const quick = { leaseMs: 600, heartbeatMs: 10_000, sendMarginMs: 200 };

describe('the lease of a run', () => {
  const { harness: newHarness, mongo } = useHarness();
  const runsOf = () => mongo.connection().collection<StoredRun>('runs');
  const claimOf = (harness: Harness, owner: string, leaseMs = 30_000, maxPerInstitution = 99) =>
    harness.stores.leases.claim({ owner, leaseMs, now: harness.deps.clock(), maxPerInstitution });

  it('Z1 of fifty claimers of one run exactly one gets it, every time', async () => {
    const harness = newHarness();
    for (let round = 0; round < 8; round += 1) {
      await runsOf().deleteMany({});
      await harness.passback.requestRun(harness.launch, all);
      const claims = await Promise.all(Array.from({ length: 50 }, (_, n) => claimOf(harness, `w${n}`)));
      expect(claims.filter((claim) => claim !== null)).to.have.length(1);
    }
  });

  it('Z3 Z4 an expired lease is taken over with a higher fencing token; the old owner can write nothing', async () => {
    const harness = newHarness();
    await harness.passback.requestRun(harness.launch, all);
    const first = await claimOf(harness, 'old');
    expect(await claimOf(harness, 'new')).to.equal(null);
    await runsOf().updateOne(
      { _id: first?._id ?? '' },
      { $set: { 'lease.until': new Date(Date.now() - 1) } },
    );
    const second = await claimOf(harness, 'new');
    expect(second?.lease.fencingToken).to.equal((first?.lease.fencingToken ?? 0) + 1);
    expect(second?.abandonedClaims).to.equal(1);
    if (first === null) throw new Error('nothing was claimed');
    const fence = { ...keyOfRun(first), owner: 'old', fencingToken: first.lease.fencingToken };
    const { leases } = harness.stores;
    expect(await leases.heartbeat(fence, 30_000)).to.equal(null);
    expect(await leases.update(fence, { abandonedClaims: 0 })).to.equal(null);
    const nextAt = harness.deps.clock();
    expect(
      await leases.release(fence, { state: 'running', nextAt, problem: null, pauses: 0, errors: 0 }),
    ).to.equal(false);
    const counts = {
      eligible: 0,
      pending: 0,
      sent: 0,
      confirmed: 0,
      unchanged: 0,
      heldBack: 0,
      skipped: 0,
      failed: 0,
    };
    const end = { state: 'failed', endedAt: nextAt, problem: null, counts, stages: [] } as const;
    expect(await leases.finish(fence, end)).to.equal(false);
  });

  it('Z7 a worker whose clock is wrong does not take a lease that is still held', async () => {
    const harness = newHarness();
    await harness.passback.requestRun(harness.launch, all);
    await claimOf(harness, 'one');
    harness.advance(120_000);
    expect(await claimOf(harness, 'ahead')).to.equal(null);
    harness.advance(-240_000);
    expect(await claimOf(harness, 'behind')).to.equal(null);
  });

  it('Z7 a run that a process with a wrong clock began does not end before its start', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    harness.sis.faults = () => failure('transient', null);
    const { id } = await harness.post();
    const anHourAhead = new Date(harness.deps.clock().getTime() + 3_600_000);
    await runsOf().updateOne(
      { _id: id },
      { $set: { startedAt: anHourAhead, 'stages.1.startedAt': anHourAhead } },
    );
    harness.sis.faults = () => null;
    const run = await harness.settle(id);
    const ms = (date: Date | null | undefined): number => date?.getTime() ?? Number.NaN;
    expect(ms(run.endedAt)).to.be.at.least(ms(run.startedAt));
    for (const stage of run.stages) expect(ms(stage.endedAt)).to.be.at.least(ms(stage.startedAt));
  });

  it('Z5 Z6 I4 a worker that loses its lease stops sending and writes nothing more', async () => {
    const harness = newHarness({ students: 100, assignments: 1 });
    harness.sis.latencyMs = 5;
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    const stale = harness.worker({ times: { ...quick, leaseMs: 30_000, heartbeatMs: 1_000 } }).runOnce();
    while (harness.sis.ledger.length < 10) await pause(5);
    // Slow enough that even on a busy machine the run is taken over before everything is sent.
    harness.sis.latencyMs = 500;
    // Another worker takes it over, as if this process had slept past its lease.
    await runsOf().updateOne({ _id: runId }, { $set: { 'lease.owner': 'other' }, $inc: { 'lease.gen': 1 } });
    await stale;
    harness.sis.latencyMs = 0;
    const run = await runsOf().findOne({ _id: runId });
    expect(run?.lease?.owner).to.equal('other');
    expect(run?.state).to.equal('running');
    expect(harness.sis.ledger.length).to.be.lessThan(200);
    // That one dies too; a third finishes.
    await runsOf().updateOne({ _id: runId }, { $set: { 'lease.until': new Date(0) } });
    await mongo
      .connection()
      .collection('class_leases')
      .updateMany({}, { $set: { until: new Date(0) } });
    const ended = await harness.settle(runId);
    expect(ended.counts.confirmed).to.equal(200);
    expectSisEqualsCanvas(harness);
    expectNoDuplicates(harness.sis);
  });

  it('Z16 sending stops before the lease expires if the database is away', async () => {
    const harness = newHarness({ students: 300, assignments: 1 });
    harness.sis.latencyMs = 10;
    await harness.passback.requestRun(harness.launch, all);
    const { claim } = harness.stores.leases;
    let claimedAt = Number.NaN;
    const leases: typeof harness.stores.leases = {
      ...harness.stores.leases,
      heartbeat: () => Promise.reject(new Error('away')),
      async claim(wish) {
        const claimed = await claim(wish);
        claimedAt = performance.now();
        return claimed;
      },
    };
    const times = { leaseMs: 700, heartbeatMs: 5_000, sendMarginMs: 300 };
    await harness.worker({ times }, { stores: { ...harness.stores, leases } }).runOnce();
    const last = harness.sis.ledger.at(-1)?.at ?? claimedAt;
    expect(last - claimedAt).to.be.lessThan(700);
    expect(harness.sis.ledger.length).to.be.lessThan(600);
  });

  it('Z19 living workers that lose their lease again and again cost no grade', async () => {
    const harness = newHarness({ students: 2, assignments: 1 });
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    // The first result never arrives: in each claim the same items are started and not answered.
    const client = { ...harness.sis.client, profile: harness.sis.profile };
    const openSis = async () => ({
      maxInFlight: 4,
      client: {
        ...client,
        under: () => ({
          ...client,
          putResult: (_result: unknown, signal: AbortSignal) =>
            new Promise<never>((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason), { once: true });
            }),
        }),
      },
    });
    const { leases } = harness.stores;
    const heartbeat = () => Promise.reject(new Error('away'));
    const isAway = { ...leases, heartbeat };
    const times = { leaseMs: 1_000, heartbeatMs: 10_000, sendMarginMs: 500 };
    const same = harness.worker({ times }, { openSis, stores: { ...harness.stores, leases: isAway } });
    /** The database does not learn who is alive: the same worker claims the run again. */
    const unheard = { ...isAway, disown: heartbeat };
    const mute = harness.worker({ times }, { openSis, stores: { ...harness.stores, leases: unheard } });
    for (const worker of [same, same, mute, mute]) while (!(await worker.runOnce())) await pause(20);
    expect((await runsOf().findOne({ _id: runId }))?.crashes).to.equal(0);
    const run = await harness.settle(runId);
    expect(run.counts).to.include({ confirmed: 4, failed: 0 });
    expectSisEqualsCanvas(harness);
  });

  it('Z19 a worker that another took for dead says that it lives once it reaches the database again', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    const { leases } = harness.stores;
    let isAway = true;
    const away = () => Promise.reject(new Error('away'));
    const flaky: typeof leases = {
      ...leases,
      heartbeat: away,
      disown: (fence) => (isAway ? away() : leases.disown(fence)),
    };
    const times = { leaseMs: 600, heartbeatMs: 10_000, sendMarginMs: 300 };
    harness.sis.latencyMs = 400;
    const cutOff = harness.worker({ times }, { stores: { ...harness.stores, leases: flaky } });
    expect(await cutOff.runOnce()).to.equal(true);
    let taken = await claimOf(harness, 'another');
    while (!taken) {
      await pause(20);
      taken = await claimOf(harness, 'another');
    }
    expect(taken.abandonedClaims).to.equal(1);
    const deaths = async () => (await runsOf().findOne({ _id: runId }))?.crashes;
    await cutOff.runOnce();
    expect(await deaths()).to.equal(1);
    isAway = false;
    await cutOff.runOnce();
    expect(await deaths()).to.equal(0);
    // Said twice, or by a worker that was not counted, it changes nothing.
    await runsOf().updateOne({ _id: runId }, { $set: { crashes: 3 } });
    const { fencingToken } = taken.lease;
    const key = { runId, institutionId: taken.institutionId, courseKey: taken.courseKey };
    await leases.disown({ ...key, owner: 'stranger', fencingToken });
    await leases.disown({ ...key, owner: 'another', fencingToken: fencingToken - 1 });
    expect(await deaths()).to.equal(3);
  });

  it('Z8 a class has one writer: a second course waits for it while other classes continue', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    const owner = 'another-run:1';
    const of = { institutionId: harness.institution.id, classSourcedId: 'class-1' };
    expect(await harness.stores.classLeases.acquire(of, owner, 30_000)).to.equal(1);
    expect(await harness.stores.classLeases.acquire(of, 'third:1', 30_000)).to.equal(null);
    expect(
      await harness.stores.classLeases.acquire({ ...of, classSourcedId: 'free' }, 'third:1', 30_000),
    ).to.equal(1);
    const waiting = await harness.post();
    expect(waiting.state).to.equal('running');
    expect(harness.sis.ledger).to.have.length(0);
    await harness.stores.classLeases.releaseAll(owner);
    const run = await harness.settle(waiting.id);
    expect(run.counts.confirmed).to.equal(2);
    expect(await harness.stores.classLeases.acquire(of, 'later:1', 30_000)).to.equal(3);
  });

  it('I3 an older writer of a class cannot overwrite a newer receipt', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    await harness.post();
    const { id: institutionId } = harness.institution;
    const scope = { institutionId, courseKey: `${institutionId}:context-1` };
    const [cell] = await harness.stores.cells.findOfClass(scope, 'a1', 'class-1');
    if (!cell?.held) throw new Error('no score was sent');
    const doubt = (by: number) =>
      changeCells(harness.stores, [cell._id], {
        scope,
        settings: harness.settings,
        now: harness.deps.clock(),
        fencingToken: () => cell.fencingToken + by,
        change: (one) => ({ ...one, held: one.held && { ...one.held, inDoubt: true } }),
      });
    expect(await doubt(-1)).to.equal(false);
    expect((await harness.stores.cells.find(scope, [cell._id]))[0]?.state).to.equal('in_sync');
    expect(await doubt(0)).to.equal(true);
    expect((await harness.stores.cells.find(scope, [cell._id]))[0]?.state).to.equal('in_doubt');
  });

  it('Z10 an institution with many runs does not starve the others', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    for (let n = 0; n < 30; n += 1) {
      await harness.passback.requestRun(makeLaunch(harness.institution.id, `huge-${n}`), all);
    }
    const small = newHarness({ students: 1, assignments: 1 });
    harness.advance(5);
    await small.passback.requestRun(small.launch, all);
    await pause(10);
    const taken: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const run = await claimOf(harness, `w${n}`, 30_000, 3);
      if (run) taken.push(run.institutionId);
    }
    expect(taken.slice(0, 2)).to.include(small.institution.id);
    // At most three of the large institution's, however many workers are free.
    expect(taken.filter((id) => id === harness.institution.id)).to.have.length(3);
  });

  it('Z10 a small school starts within five seconds beside ten SISs that hang', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    const findInstitution = async (id: string) => ({ ...harness.institution, id });
    const client = { ...harness.sis.client, profile: harness.sis.profile };
    let hanging = 0;
    const readClass = (_id: string, signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        hanging += 1;
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    const hung = { ...client, under: () => ({ ...client, readClass }) };
    const openSis: typeof harness.deps.openSis = async ({ id }) => ({
      client: id === harness.institution.id ? harness.sis.client : hung,
      maxInFlight: 4,
    });
    const { requestRun } = createPassback({ ...harness.deps, findInstitution });
    for (let n = 0; n < 10; n += 1) await requestRun(makeLaunch(`hung-${n}-${harness.institution.id}`), all);
    // A heartbeat each second, so that the end need not wait long.
    const times = { ...leaseTimes, heartbeatMs: 100_000 };
    const worker = harness.worker({ concurrency: 4, pollMs: 2_000, times }, { findInstitution, openSis });
    worker.start();
    try {
      while (hanging < 4) await pause(10);
      const { runId } = await harness.passback.requestRun(harness.launch, all);
      const since = performance.now();
      while ((await harness.passback.readRun(harness.launch, runId)).startedAt === null) await pause(20);
      expect(performance.now() - since).to.be.below(5_000);
    } finally {
      // All hanging requests end, because another owner holds the runs.
      await runsOf().updateMany({}, { $set: { 'lease.owner': 'another' }, $inc: { 'lease.gen': 1 } });
      await worker.stop();
    }
  });

  it('Z11 K18 a stopping worker finishes its requests and hands the run over without waiting out the lease', async () => {
    const harness = newHarness({ students: 100, assignments: 1 });
    harness.sis.latencyMs = 3;
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    const worker = harness.worker();
    worker.start();
    while (harness.sis.ledger.length < 20) await pause(5);
    await worker.stop();
    const run = await runsOf().findOne({ _id: runId });
    expect(run?.lease?.owner).to.equal(null);
    expect(run?.crashes).to.equal(0);
    const sent = harness.sis.ledger.length;
    const ended = await harness.settle(runId);
    expect(ended.counts.confirmed).to.equal(200);
    // Nothing was sent twice.
    expect(harness.sis.ledger.length).to.equal(sent + (202 - sent));
  });

  it('Z15 a run in a state and stage of a newer release is left alone, and holds up no other course', async () => {
    const harness = newHarness({ students: 1, assignments: 1 });
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    const { runId: other } = await harness.passback.requestRun(
      makeLaunch(harness.institution.id, 'context-2'),
      all,
    );
    const newer = { v: runFormat.version + 1, state: 'of_the_future', stage: 6 };
    await runsOf().updateOne({ _id: runId }, [{ $set: newer }]);
    const before = await runsOf().findOne({ _id: runId });
    // A queued run of its course waits: which one is active is not for this release to decide.
    const queued = { ...before, _id: 'queued', v: 1, slot: 'next', state: 'queued', stage: 1 };
    await mongo.connection().collection<{ _id: string }>('runs').insertOne(queued);
    await harness.work();
    expect(await runsOf().findOne({ _id: runId })).to.deep.equal(before);
    expect((await runsOf().findOne({ _id: 'queued' }))?.state).to.equal('queued');
    expect((await runsOf().findOne({ _id: other }))?.state).to.equal('completed');
  });

  it('Z13 with many workers and many courses every run ends once and every class has its grades once', async () => {
    const harness = newHarness({ students: 5, assignments: 2 });
    const launches = Array.from({ length: 6 }, (_, n) => makeLaunch(harness.institution.id, `course-${n}`));
    const receipts = await Promise.all(launches.map((launch) => harness.passback.requestRun(launch, all)));
    // Each course has assignments of its own.
    const openCanvas: typeof harness.deps.openCanvas = async (institution, course, person) => {
      const reader = await harness.deps.openCanvas(institution, course, person);
      const { rest } = reader;
      if (rest === null) return reader;
      const readSisAssignments: typeof rest.readSisAssignments = async (signal) =>
        (await rest.readSisAssignments(signal)).map((assignment) => ({
          ...assignment,
          name: `${assignment.name} of ${course.contextId}`,
        }));
      return { ...reader, rest: { ...rest, readSisAssignments } };
    };
    const workers = Array.from({ length: 3 }, () =>
      harness.worker({ concurrency: 2, maxPerInstitution: 99 }, { openCanvas }),
    );
    for (const worker of workers) worker.start();
    try {
      for (const [n, { runId }] of receipts.entries()) {
        const launch = launches[n];
        if (!launch) continue;
        for (;;) {
          const run = await harness.passback.readRun(launch, runId);
          if (run.endedAt) {
            expect(run.state).to.equal('completed');
            break;
          }
          harness.advance(500);
          await pause(20);
        }
      }
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()));
    }
    // Six courses share the classes: six line items for each assignment and class.
    expect(harness.sis.lineItems.size).to.equal(24);
    expect(harness.sis.results.size).to.equal(120);
    expect(harness.sis.ledger.filter((entry) => entry.kind === 'result')).to.have.length(120);
  });
});
