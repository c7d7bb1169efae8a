import { expect } from 'chai';
import type { StoredRun } from '../../../src/store/passback/run-record.ts';
import { expectNoDuplicates, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';
import { makeLaunch, type Rig } from '../../support/passback/rig.ts';
import { useRigs } from '../../support/passback/use-rigs.ts';

const all = { kind: 'post', selection: { kind: 'all' } } as const;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const quick = { leaseMs: 600, heartbeatMs: 10_000, sendMarginMs: 200 };

describe('the lease of a run', () => {
  const { rig: newRig, mongo } = useRigs();
  const runsOf = () => mongo.connection().collection<StoredRun>('runs');
  const claimOf = (rig: Rig, owner: string, leaseMs = 30_000, maxPerInstitution = 99) =>
    rig.stores.leases.claim({ owner, leaseMs, now: rig.deps.clock(), maxPerInstitution });

  it('Z1 fifty claimers of one run: exactly one gets it, every time', async () => {
    const rig = newRig();
    for (let round = 0; round < 20; round += 1) {
      await runsOf().deleteMany({});
      await rig.passback.requestRun(rig.launch, all);
      const claims = await Promise.all(Array.from({ length: 50 }, (_, n) => claimOf(rig, `w${n}`)));
      expect(claims.filter((claim) => claim !== null)).to.have.length(1);
    }
  });

  it('Z3 Z4 an expired lease is taken over with a higher fencing token; the old owner can write nothing', async () => {
    const rig = newRig();
    await rig.passback.requestRun(rig.launch, all);
    const first = await claimOf(rig, 'old');
    expect(await claimOf(rig, 'new')).to.equal(null);
    await runsOf().updateOne(
      { _id: first?._id ?? '' },
      { $set: { 'lease.until': new Date(Date.now() - 1) } },
    );
    const second = await claimOf(rig, 'new');
    expect(second?.lease.fencingToken).to.equal((first?.lease.fencingToken ?? 0) + 1);
    expect(second?.abandonedClaims).to.equal(1);
    const fence = { runId: first?._id ?? '', owner: 'old', fencingToken: first?.lease.fencingToken ?? 0 };
    const { leases } = rig.stores;
    expect(await leases.heartbeat(fence, 30_000)).to.equal(null);
    expect(await leases.update(fence, { abandonedClaims: 0 })).to.equal(null);
    const nextAt = rig.deps.clock();
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
    const rig = newRig();
    await rig.passback.requestRun(rig.launch, all);
    await claimOf(rig, 'one');
    rig.advance(120_000);
    expect(await claimOf(rig, 'ahead')).to.equal(null);
    rig.advance(-240_000);
    expect(await claimOf(rig, 'behind')).to.equal(null);
  });

  it('Z5 Z6 I4 a worker that loses its lease stops sending and writes nothing more', async () => {
    const rig = newRig({ students: 100, assignments: 1 });
    rig.sis.latencyMs = 5;
    const { runId } = await rig.passback.requestRun(rig.launch, all);
    const stale = rig.worker({ times: { ...quick, leaseMs: 30_000, heartbeatMs: 1_000 } }).runOnce();
    while (rig.sis.ledger.length < 10) await pause(5);
    // Another worker took it over: as if this process had slept past its lease.
    await runsOf().updateOne({ _id: runId }, { $set: { 'lease.owner': 'other' }, $inc: { 'lease.gen': 1 } });
    await stale;
    const run = await runsOf().findOne({ _id: runId });
    expect(run?.lease?.owner).to.equal('other');
    expect(run?.state).to.equal('running');
    expect(rig.sis.ledger.length).to.be.lessThan(200);
    // The other one dies too; a third finishes.
    await runsOf().updateOne({ _id: runId }, { $set: { 'lease.until': new Date(0) } });
    await mongo
      .connection()
      .collection('class_leases')
      .updateMany({}, { $set: { until: new Date(0) } });
    const ended = await rig.settle(runId);
    expect(ended.counts.confirmed).to.equal(200);
    expectSisEqualsCanvas(rig);
    expectNoDuplicates(rig.sis);
  });

  it('Z16 sending stops before the lease ends when the database is away', async () => {
    const rig = newRig({ students: 300, assignments: 1 });
    rig.sis.latencyMs = 10;
    await rig.passback.requestRun(rig.launch, all);
    const leases = { ...rig.stores.leases, heartbeat: () => Promise.reject(new Error('away')) };
    const times = { leaseMs: 700, heartbeatMs: 5_000, sendMarginMs: 300 };
    const startedAt = performance.now();
    await rig.worker({ times }, { stores: { ...rig.stores, leases } }).runOnce();
    const last = rig.sis.ledger.at(-1)?.at ?? 0;
    expect(last - startedAt).to.be.lessThan(700);
    expect(rig.sis.ledger.length).to.be.lessThan(600);
  });

  it('Z8 one writer per class: a second course waits for it, and other classes go on meanwhile', async () => {
    const rig = newRig({ students: 1, assignments: 1 });
    const owner = 'another-run:1';
    const of = { institutionId: rig.institution.id, classSourcedId: 'class-1' };
    expect(await rig.stores.classLeases.acquire(of, owner, 30_000)).to.equal(1);
    expect(await rig.stores.classLeases.acquire(of, 'third:1', 30_000)).to.equal(null);
    expect(
      await rig.stores.classLeases.acquire({ ...of, classSourcedId: 'free' }, 'third:1', 30_000),
    ).to.equal(1);
    const waiting = await rig.post();
    expect(waiting.state).to.equal('running');
    expect(rig.sis.ledger).to.have.length(0);
    await rig.stores.classLeases.releaseAll(owner);
    const run = await rig.settle(waiting.id);
    expect(run.counts.confirmed).to.equal(2);
    expect(await rig.stores.classLeases.acquire(of, 'later:1', 30_000)).to.equal(3);
  });

  it('I3 an older writer of a class cannot overwrite a newer receipt', async () => {
    const rig = newRig({ students: 1, assignments: 1 });
    await rig.post();
    const key = `${rig.institution.id}:context-1`;
    const [receipt] = await rig.stores.receipts.findResults(key, 'a1', ['1000']);
    if (!receipt) throw new Error('no receipt');
    const older = {
      ...receipt,
      classFencingToken: receipt.classFencingToken - 1,
      sent: { ...receipt.sent, score: 99 },
    };
    expect(await rig.stores.receipts.saveResults([], [older])).to.equal(false);
    expect(await rig.stores.receipts.saveResults([older], [])).to.equal(false);
    const [kept] = await rig.stores.receipts.findResults(key, 'a1', ['1000']);
    expect(kept?.sent.score).to.equal(receipt.sent.score);
  });

  it('Z10 an institution with many runs does not starve the others', async () => {
    const rig = newRig({ students: 1, assignments: 1 });
    for (let n = 0; n < 30; n += 1) {
      await rig.passback.requestRun(makeLaunch(rig.institution.id, `huge-${n}`), all);
    }
    const small = newRig({ students: 1, assignments: 1 });
    rig.advance(5);
    await small.passback.requestRun(small.launch, all);
    await pause(10);
    const taken: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const run = await claimOf(rig, `w${n}`, 30_000, 3);
      if (run) taken.push(run.institutionId);
    }
    expect(taken.slice(0, 2)).to.include(small.institution.id);
    // Three at most of the huge one, however many workers are free.
    expect(taken.filter((id) => id === rig.institution.id)).to.have.length(3);
  });

  it('Z11 K18 a stopping worker finishes its requests and hands the run over without waiting out the lease', async () => {
    const rig = newRig({ students: 100, assignments: 1 });
    rig.sis.latencyMs = 3;
    const { runId } = await rig.passback.requestRun(rig.launch, all);
    const worker = rig.worker();
    worker.start();
    while (rig.sis.ledger.length < 20) await pause(5);
    await worker.stop();
    const run = await runsOf().findOne({ _id: runId });
    expect(run?.lease?.owner).to.equal(null);
    expect(run?.crashes).to.equal(0);
    const sent = rig.sis.ledger.length;
    const ended = await rig.settle(runId);
    expect(ended.counts.confirmed).to.equal(200);
    // Nothing was sent twice.
    expect(rig.sis.ledger.length).to.equal(sent + (202 - sent));
  });

  it('Z15 leaves runs in a state it does not know alone', async () => {
    const rig = newRig();
    const { runId } = await rig.passback.requestRun(rig.launch, all);
    await runsOf().updateOne({ _id: runId }, { $rename: { slot: 'futureSlot' } });
    await rig.work();
    expect(rig.sis.ledger).to.have.length(0);
  });

  it('Z13 many workers and many courses: every run ends once, every class has its grades once', async () => {
    const rig = newRig({ students: 5, assignments: 2 });
    const launches = Array.from({ length: 6 }, (_, n) => makeLaunch(rig.institution.id, `course-${n}`));
    const receipts = await Promise.all(launches.map((launch) => rig.passback.requestRun(launch, all)));
    const workers = Array.from({ length: 3 }, () => rig.worker({ concurrency: 2, maxPerInstitution: 99 }));
    for (const worker of workers) worker.start();
    for (const [n, { runId }] of receipts.entries()) {
      const launch = launches[n];
      if (!launch) continue;
      for (;;) {
        const run = await rig.passback.readRun(launch, runId);
        if (run.endedAt) {
          expect(run.state).to.equal('completed');
          break;
        }
        rig.advance(500);
        await pause(20);
      }
    }
    await Promise.all(workers.map((worker) => worker.stop()));
    // Six courses of the same classes: six columns for each assignment and class.
    expect(rig.sis.lineItems.size).to.equal(24);
    expect(rig.sis.results.size).to.equal(120);
    expect(rig.sis.ledger.filter((entry) => entry.kind === 'result')).to.have.length(120);
  });
});
