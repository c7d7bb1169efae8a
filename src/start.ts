import express, { type Express } from 'express';
import { createApp } from './app.ts';
import { toProductError } from './errors.ts';
import type { Log } from './log.ts';
import { listen } from './operation/listen.ts';
import { createOperationRouter, type OperationDeps } from './operation/operation-router.ts';
import { findMissing } from './operation/readiness.ts';
import { createServices, type Services, type ServicesOptions } from './services.ts';
import type { Settings } from './settings.ts';
import { connectMongo } from './store/connect.ts';
import type { MongoHandle } from './store/mongo-handle.ts';

/** A running process of the product. */
export interface Product {
  readonly services: Services;
  /** Port of the web role; null without it. */
  readonly port: number | null;
  /** Port of the metrics, where they have one of their own. */
  readonly metricsPort: number | null;
  /** Ends gracefully: no new requests, current ones and the running runs' requests are finished, leases released. */
  stop(): Promise<void>;
}

export interface StartOptions extends Pick<ServicesOptions, 'wrapHttp' | 'onEvent'> {
  readonly settings: Settings;
  readonly mongo: Pick<MongoHandle, 'uri' | 'kind'>;
  readonly log: Log;
}

/** Connects, builds, sweeps what has expired, and starts the roles of `settings`. */
export async function startProduct({ settings, mongo, log, ...options }: StartOptions): Promise<Product> {
  const connection = await connectMongo(mongo);
  const services = createServices({ settings, connection, log, ...options });
  const { stores, worker, scheduler } = services;
  await stores.ensureIndexes();
  await stores.encryptionCanary.renew();
  const sweeper = startSweeper(services);
  const stopMigrating = startMigrating(services);
  let isStopping = false;
  const operation = describeOperation(services, () => isStopping);
  if (settings.ROLES.includes('worker')) {
    worker.start();
    scheduler.start();
  }
  const web = settings.ROLES.includes('web')
    ? await listen(createApp(services, operation.web), settings.PORT)
    : null;
  const own =
    settings.METRICS_PORT === undefined
      ? null
      : await listen(createOperationApp(operation.own), settings.METRICS_PORT);
  return {
    services,
    port: web?.port ?? null,
    metricsPort: own?.port ?? null,
    async stop() {
      isStopping = true;
      clearInterval(sweeper);
      await stopMigrating();
      await Promise.all([web?.close(), worker.stop(), scheduler.stop()]);
      await own?.close();
      await services.close();
      await connection.close();
    },
  };
}

/** What operators read, on the port of the web role and on a port of its own. */
function describeOperation(
  { settings, stores, worker, scheduler, metrics }: Services,
  isStopping: () => boolean,
): { readonly web: OperationDeps; readonly own: OperationDeps } {
  const readiness = {
    ping: () => stores.ping(),
    canReadSecrets: () => stores.encryptionCanary.isReadable(),
    isWorkerAlive: settings.ROLES.includes('worker') ? () => worker.isAlive() && scheduler.isAlive() : null,
    isStopping,
  };
  const own = { findMissing: () => findMissing(readiness), metrics, metricsToken: settings.METRICS_TOKEN };
  // Whoever gives them a port of their own does not want them where browsers come in.
  return { own, web: { ...own, metrics: settings.METRICS_PORT === undefined ? metrics : null } };
}

function createOperationApp(operation: OperationDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(createOperationRouter(operation));
  return app;
}

/** Brings stored documents up to date beside everything else; what is not finished goes on at the next start. */
function startMigrating({ stores, log }: Services): () => Promise<void> {
  const stop = new AbortController();
  const migrated = stores.migrate(stop.signal).catch((error: unknown) => {
    log.warn({ event: 'migration_failed', detail: toProductError(error).detail }, 'a migration failed');
  });
  return async () => {
    stop.abort();
    await migrated;
  };
}

const sweepEveryMs = 15 * 60_000;

/** Deletes what has expired, since TTL indexes are not relied on (S38), and adds audit lines that a dying process left out. */
function startSweeper({ stores, audit, clock, log }: Services): NodeJS.Timeout {
  const sweep = (): void => {
    const work = [stores.sweep(clock()), audit.recordMissedRunEnds()];
    for (const part of work) {
      part.catch((error: unknown) => {
        log.warn({ event: 'sweep_failed', detail: toProductError(error).detail }, 'sweep failed');
      });
    }
  };
  sweep();
  return setInterval(sweep, sweepEveryMs).unref();
}
