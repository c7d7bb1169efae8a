import { ProductError, toProductError } from './errors.ts';
import { openMongoDb } from './local-mongodb/open-mongodb.ts';
import { createLog } from './log.ts';
import { readSettings } from './settings.ts';
import { startProduct } from './start.ts';

/** A process that is told to stop is gone after this long, whatever still hangs. */
const mostStopMs = 25_000;

/** Reads the settings, opens MongoDB, starts the roles, and stops in good order on SIGTERM or SIGINT. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = createLog(settings.LOG_LEVEL);
  const mongo = await openMongoDb({ url: settings.MONGODB_URL, dataDir: settings.DATA_DIR, log });
  log.info({ event: 'mongodb', kind: mongo.kind }, mongo.describe);
  mongo.onExit((sentence) => {
    log.fatal({ event: 'mongodb_ended' }, sentence);
    process.exit(1);
  });
  const product = await startProduct({ settings, mongo, log });
  log.info(
    { event: 'started', roles: settings.ROLES, port: product.port, metricsPort: product.metricsPort },
    `Ready: ${settings.PUBLIC_URL}`,
  );

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    log.info({ event: 'stopping', signal }, 'stopping');
    setTimeout(() => {
      // Nothing is lost: the lease of a run that could not be handed over ends by itself.
      log.error({ event: 'stopped_late' }, 'could not stop in time');
      process.exit(1);
    }, mostStopMs).unref();
    await product.stop();
    await mongo.close();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  await main();
} catch (thrown) {
  const error = toProductError(thrown);
  const words = error instanceof ProductError && error.detail ? error.detail : error.message;
  process.stderr.write(`Grade Passback cannot start: ${words}\n`);
  process.exitCode = 1;
}
