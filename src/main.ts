import { toProductError } from './errors.ts';
import { openMongoDb } from './local-mongodb/open-mongodb.ts';
import { createLog, type Log } from './log.ts';
import { readSettings } from './settings.ts';
import { type Product, startProduct } from './start.ts';
import type { MongoHandle } from './store/mongo-handle.ts';

/** A process that is told to stop is gone after this long, even if something hangs. */
const maxStopMs = 25_000;

/** Everything this process has started. */
interface Running {
  readonly log: Log;
  readonly mongo: MongoHandle;
  readonly product: Product;
}

/** Reads the settings, opens MongoDB and starts the roles. If one of them fails, nothing is left running. */
async function start(): Promise<Running> {
  const settings = readSettings(process.env);
  const log = createLog(settings.LOG_LEVEL);
  const mongo = await openMongoDb({ url: settings.MONGODB_URL, dataDir: settings.DATA_DIR, log });
  log.info({ event: 'mongodb', kind: mongo.kind }, mongo.describe);
  mongo.onExit((sentence) => {
    log.fatal({ event: 'mongodb_ended' }, sentence);
    process.exit(1);
  });
  try {
    const product = await startProduct({ settings, mongo, log, onStuck: () => process.exit(1) });
    log.info(
      { event: 'started', roles: settings.ROLES, port: product.port, metricsPort: product.metricsPort },
      `Ready: ${settings.PUBLIC_URL}`,
    );
    return { log, mongo, product };
  } catch (error) {
    await mongo.close();
    throw error;
  }
}

/**
 * The first SIGTERM or SIGINT. We wait for it from the beginning: process 1 of a container ignores a signal
 * that nobody listens for. Further signals change nothing, because npm passes on the Ctrl-C that the terminal
 * has already sent.
 */
function awaitStopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
  });
}

const stopSignal = awaitStopSignal();
void stopSignal.then(() => {
  setTimeout(() => {
    // Nothing is lost: the lease of a run that could not be handed over expires.
    process.stderr.write(`Grade Passback did not stop within ${maxStopMs / 1000} s and ends now.\n`);
    process.exit(1);
  }, maxStopMs).unref();
});

const { log, mongo, product } = await start().catch(refuseToStart);
log.info({ event: 'stopping', signal: await stopSignal }, 'stopping');
await product.stop();
await mongo.close();

function refuseToStart(thrown: unknown): never {
  const error = toProductError(thrown);
  process.stderr.write(`Grade Passback cannot start: ${error.detail ?? error.code}\n`);
  process.exit(1);
}
