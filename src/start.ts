import express, { type Express } from 'express';
import { createApp } from './app.ts';
import { systemSleep } from './clock.ts';
import { toProductError } from './errors.ts';
import type { Log } from './log.ts';
import { type Listening, listen, serverBounds } from './operation/listen.ts';
import { createOperationRouter, type OperationDeps } from './operation/operation-router.ts';
import { findMissing } from './operation/readiness.ts';
import { createUnusableFinder } from './operation/unusable-institutions.ts';
import { type DatabaseWatch, type DatabaseWatchTimes, watchDatabase } from './operation/watch-database.ts';
import { createServices, type Services, type ServicesOptions } from './services.ts';
import type { Settings } from './settings.ts';
import { connectMongo, pingAnew } from './store/connect.ts';
import type { MongoHandle } from './store/mongo-handle.ts';

/** A running process of the product. */
export interface Product {
  readonly services: Services;
  /** Port of the web role; null without it. */
  readonly port: number | null;
  /** The metrics' own port, if they have one. */
  readonly metricsPort: number | null;
  /** Stops gracefully: takes no new requests, finishes those in progress and those of active runs, releases leases. */
  stop(): Promise<void>;
}

export interface StartOptions
  extends Pick<ServicesOptions, 'wrapHttp' | 'onEvent' | 'languages' | 'machineClock'> {
  readonly settings: Settings;
  readonly mongo: Pick<MongoHandle, 'uri' | 'kind'>;
  readonly log: Log;
  /** Called if only a new process can reach the database again. */
  readonly onStuck?: () => void;
  /** Shorter in tests. */
  readonly databaseTimes?: DatabaseWatchTimes;
}

/**
 * Connects, and starts the roles of `settings`. Everything that can fail comes before any worker begins, and
 * is undone on failure.
 * @throws ProductError `database_unavailable`; `settings_invalid` if a port is taken
 */
export async function startProduct(started: StartOptions): Promise<Product> {
  const { settings, mongo, log, onStuck = () => {}, databaseTimes, ...options } = started;
  const connection = await connectMongo(mongo);
  const services = createServices({ settings, connection, log, ...options });
  const { stores, worker, scheduler, scheduleRunner, noticeRunner, csvFolderRunner, databaseClock } =
    services;
  const disconnect = async (): Promise<void> => {
    await services.close();
    await connection.close();
  };
  let isStopping = false;
  const database = watchDatabase(
    {
      ping: () => databaseClock.measure(),
      pingAnew: () => pingAnew(mongo),
      onStuck,
      sleep: systemSleep,
      log,
    },
    databaseTimes,
  );
  let servers: Servers;
  try {
    await databaseClock.measure();
    await stores.ensureIndexes();
    await stores.encryptionCanary.renew();
    servers = await openServers(services, database, () => isStopping);
  } catch (error) {
    await database.stop();
    await disconnect();
    throw error;
  }
  const { web, operation } = servers;
  const sweeper = startSweeper(services);
  const stopMigrating = startMigrating(services);
  if (settings.ROLES.includes('worker')) {
    worker.start();
    scheduler.start();
    scheduleRunner.start();
    noticeRunner.start();
    csvFolderRunner.start();
  }
  return {
    services,
    port: web?.port ?? null,
    metricsPort: operation?.port ?? null,
    async stop() {
      isStopping = true;
      clearInterval(sweeper);
      services.runWatch.stop();
      await Promise.all([
        stopMigrating(),
        web?.close(),
        worker.stop(),
        scheduler.stop(),
        scheduleRunner.stop(),
        noticeRunner.stop(),
        csvFolderRunner.stop(),
      ]);
      await operation?.close();
      await database.stop();
      await disconnect();
    },
  };
}

/**
 * What a process serves: the web role, and `/metrics`, `/healthz` and `/readyz` if they have their own port.
 */
interface Servers {
  readonly web: Listening | null;
  readonly operation: Listening | null;
}

/** Opens all ports or none. */
async function openServers(
  services: Services,
  database: DatabaseWatch,
  isStopping: () => boolean,
): Promise<Servers> {
  const { ROLES, PORT, METRICS_PORT, TRUSTED_PROXIES } = services.settings;
  const operation = describeOperation(services, database, isStopping);
  const web = ROLES.includes('web')
    ? await listen(createApp(services, database, operation.web), {
        port: PORT,
        setting: 'PORT',
        bounds: TRUSTED_PROXIES > 0 ? { ...serverBounds, connectionsPerAddress: null } : serverBounds,
      })
    : null;
  if (METRICS_PORT === undefined) return { web, operation: null };
  try {
    const on = { port: METRICS_PORT, setting: 'METRICS_PORT' } as const;
    return { web, operation: await listen(createOperationApp(operation.own), on) };
  } catch (error) {
    await web?.close();
    throw error;
  }
}

/** Answers `/metrics`, `/healthz` and `/readyz`, on the web role's port and on their own. */
function describeOperation(
  { settings, stores, worker, scheduler, scheduleRunner, metrics, clock, databaseClock }: Services,
  { isStuck }: DatabaseWatch,
  isStopping: () => boolean,
): { readonly web: OperationDeps; readonly own: OperationDeps } {
  const readiness = {
    ping: () => stores.ping(),
    canReadSecrets: () => stores.encryptionCanary.isReadable(),
    isWorkerAlive: settings.ROLES.includes('worker')
      ? () => worker.isAlive() && scheduler.isAlive() && scheduleRunner.isAlive()
      : null,
    isStopping,
  };
  const { METRICS_PORT, METRICS_TOKEN } = settings;
  const own = {
    isStuck,
    findMissing: () => findMissing(readiness),
    findUnusable: createUnusableFinder(stores.institutions, clock),
    clockSkewMs: () => databaseClock.skewMs(),
    metrics,
    metricsToken: METRICS_TOKEN,
  };
  // On the browsers' port, metrics are shown only to a caller with the token, and never if they have their
  // own port (S48).
  const isOpen = METRICS_PORT === undefined && METRICS_TOKEN !== undefined;
  return { own, web: { ...own, metrics: isOpen ? metrics : null } };
}

function createOperationApp(operation: OperationDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(createOperationRouter(operation));
  return app;
}

/** Migrates stored documents while the roles work; the next start continues what is unfinished. */
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

/** Deletes what has expired, because nothing relies on TTL indexes (S38), and adds the audit lines that a killed process left out. */
function startSweeper({ stores, audit, clock, log }: Services): NodeJS.Timeout {
  const sweep = (): void => {
    for (const task of [stores.sweep(clock()), audit.recordMissedRunEnds()]) {
      task.catch((error: unknown) => {
        log.warn({ event: 'sweep_failed', detail: toProductError(error).detail }, 'sweep failed');
      });
    }
  };
  sweep();
  return setInterval(sweep, sweepEveryMs).unref();
}
