import { expect } from 'chai';
import { z } from 'zod';
import { mongoTargets, useMongo } from '../../support/mongodb.ts';
import { all, createHarness } from '../../support/passback/harness.ts';
import { expectNoDuplicates, expectSisEqualsCanvas } from '../../support/passback/invariants.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const greeting = z.object({ setName: z.string().optional() });
/** For so long the primary does not stand for election again. */
const steppedDownSeconds = 5;

describe('a replica set whose primary steps down', function () {
  this.timeout(180_000);
  const target = mongoTargets().find(({ url }) => url !== undefined);
  if (!target) {
    it('Z2 Z16 every grade is sent and confirmed (not run: TEST_MONGODB_URL names no replica set)');
    return;
  }
  const mongo = useMongo(target);

  it('Z2 Z16 every grade is sent and confirmed', async function () {
    const admin = mongo.connection().getClient().db('admin');
    const { setName } = greeting.parse(await admin.command({ hello: 1 }));
    if (setName === undefined) {
      process.stdout.write('Not run: TEST_MONGODB_URL names a server that belongs to no replica set.\n');
      return this.skip();
    }
    const harness = createHarness(mongo.connection(), { students: 50, assignments: 1 });
    await harness.stores.ensureIndexes();
    harness.sis.latencyMs = 5;
    const { runId } = await harness.passback.requestRun(harness.launch, all);
    const workers = [harness.worker(), harness.worker()];
    for (const worker of workers) worker.start();
    try {
      while (harness.sis.ledger.length < 10) await pause(5);
      const stepDown = {
        replSetStepDown: steppedDownSeconds,
        secondaryCatchUpPeriodSecs: 1,
        // Alone in its set it steps down too, and is elected again.
        force: true,
      };
      // A server that steps down may close the connection instead of answering.
      await admin.command(stepDown).catch(() => {});
      for (;;) {
        const run = await harness.passback.readRun(harness.launch, runId).catch(() => null);
        if (run?.endedAt) break;
        harness.advance(500);
        await pause(50);
      }
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()));
    }
    const run = await harness.passback.readRun(harness.launch, runId);
    expect(run.state).to.equal('completed');
    expect(run.counts).to.include({ confirmed: 100, failed: 0 });
    expectSisEqualsCanvas(harness);
    expectNoDuplicates(harness.sis);
  });
});
