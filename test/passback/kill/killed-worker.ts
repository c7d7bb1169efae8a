/**
 * A process that requests a run, works on it, and kills itself at a failpoint. It waits for its orders, one
 * line of JSON on standard input, so that tests can start it in advance.
 */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createPassback } from '../../../src/passback/passback.ts';
import { createWorker } from '../../../src/passback/runs/worker.ts';
import { connectMongo } from '../../../src/store/connect.ts';
import { createHarness } from '../../support/passback/harness.ts';
import { connectSis } from './in-memory-sis-server.ts';
import { courseSize, type KillOrder, pageSize, regrade, shortLease } from './kill-order.ts';

const lines = createInterface({ input: process.stdin });
// The test's process has ended.
lines.on('close', () => process.exit());
process.stdout.write('ready\n');
const [line] = await once(lines, 'line');
const order: KillOrder = JSON.parse(line);

const connection = await connectMongo({ uri: order.mongoUri, kind: 'embedded' });
const harness = createHarness(connection, { ...courseSize, institutionId: order.institutionId });
harness.canvas.pageSize = pageSize;
harness.settings = {
  ...harness.settings,
  brakeShare: null,
  firstGrades: order.createColumns ? 'together' : 'found',
};
// Canvas is the same for every process.
process.on('SIGCONT', () => regrade(harness.canvas));
const client = connectSis(order.sisUrl);
let passed = 0;
const deps = {
  ...harness.deps,
  openSis: async () => ({ client, maxInFlight: 4 }),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  failpoint: (name: string) => {
    if (name !== order.failpoint) return;
    passed += 1;
    if (passed !== order.nth) return;
    writeSync(process.stdout.fd, `${order.signal}\n`);
    process.kill(process.pid, order.signal);
  },
};
if (order.asks) {
  const passback = createPassback(deps);
  if (order.kind === 'compare') await passback.compareWithSis(harness.launch);
  else await passback.requestRun(harness.launch, { kind: order.kind, selection: { kind: 'all' } });
}
const worker = createWorker(deps, {
  concurrency: 1,
  pollMs: 20,
  times: shortLease,
});
worker.start();
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
