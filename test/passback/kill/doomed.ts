/**
 * A process that asks for a run, works on it, and ends itself by SIGKILL at a named point. It waits for one line of
 * JSON on its standard input, so that tests can have it ready.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createConcurrencyLimit } from '../../../src/oneroster/client/concurrency-limit.ts';
import { createPassback } from '../../../src/passback/passback.ts';
import { createWorker } from '../../../src/passback/runs/worker.ts';
import { connectMongo } from '../../../src/store/connect.ts';
import { createHarness } from '../../support/passback/harness.ts';
import { type DoomedOrder, doomedSize, doomedTimes } from './order.ts';
import { connectSis } from './sis-rpc.ts';

const lines = createInterface({ input: process.stdin });
process.stdout.write('ready\n');
const [line] = await once(lines, 'line');
const order: DoomedOrder = JSON.parse(line);

const connection = await connectMongo({ uri: order.mongoUri, kind: 'embedded' });
const harness = createHarness(connection, { ...doomedSize, institutionId: order.institutionId });
harness.canvas.pageSize = 20;
const client = connectSis(order.sisUrl);
const limit = createConcurrencyLimit(harness.deps, 4);
let passed = 0;
const deps = {
  ...harness.deps,
  openSis: async () => ({ client, limit, maxInFlight: 4 }),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  failpoint: (name: string) => {
    if (name !== order.failpoint) return;
    passed += 1;
    if (passed === order.nth) process.kill(process.pid, 'SIGKILL');
  },
};
if (order.asks) {
  await createPassback(deps).requestRun(harness.launch, { kind: 'post', selection: { kind: 'all' } });
}
const worker = createWorker(deps, { concurrency: 1, pollMs: 20, times: doomedTimes });
worker.start();
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
