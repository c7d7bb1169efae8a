/** A worker process of a soak. It is told what to do in its argument, and may be killed or stopped at any time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { systemSleep } from '../../src/clock.ts';
import { watchDatabase } from '../../src/operation/watch-database.ts';
import { createWorker } from '../../src/passback/runs/worker.ts';
import { connectMongo, pingAnew } from '../../src/store/connect.ts';
import { createSoakDeps, soakLease } from './soak-deps.ts';
import type { SoakOrder } from './worker-processes.ts';

const order: SoakOrder = JSON.parse(process.argv[2] ?? '');
shiftClock(order.skewMs);
process.on('disconnect', () => process.exit());

const mongo = { uri: order.mongoUri, kind: 'embedded' } as const;
const connection = await connectInTime();
const { deps, databaseClock } = createSoakDeps(connection, order.schools, order.worker);
watchDatabase(
  {
    ping: () => databaseClock.measure(),
    pingAnew: () => pingAnew(mongo),
    // Its supervisor starts another.
    onStuck: () => process.exit(stuckCode()),
    sleep: systemSleep,
    log: deps.log,
  },
  { pingEveryMs: 500, answerWithinMs: 3_000, probeAfterMs: 8_000, probeEveryMs: 4_000 },
);
while (!(await databaseClock.measure())) await sleep(100);
const worker = createWorker(deps, { concurrency: 1, times: soakLease });

/** Whoever waits for an idle worker: one that looked for work after being asked, and found none. */
let askers: string[] = [];
process.on('message', (asker: string) => askers.push(asker));
process.send?.('ready');
for (;;) {
  const waiting = askers;
  const worked = await worker.runOnce().catch(() => null);
  if (worked === false) {
    askers = askers.filter((asker) => !waiting.includes(asker));
    for (const asker of waiting) process.send?.(asker);
  }
  if (worked !== true) await sleep(150);
}

/** Sets this process's clock, for everything that runs in it. */
function shiftClock(ms: number): void {
  const Right = Date;
  const now = (): number => Right.now() + ms;
  globalThis.Date = new Proxy(Right, {
    construct: (target, given, as) => Reflect.construct(target, given.length > 0 ? given : [now()], as),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

function stuckCode(): number {
  return order.stuckCode;
}

async function connectInTime() {
  for (;;) {
    const opened = await connectMongo(mongo).catch(() => null);
    if (opened) return opened;
    await sleep(100);
  }
}
