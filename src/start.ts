import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { toProductError } from './errors.ts';
import type { Log } from './log.ts';
import { createServices, type Services, type ServicesOptions } from './services.ts';
import type { Settings } from './settings.ts';
import { connectMongo } from './store/mongodb/connect.ts';
import type { MongoHandle } from './store/mongodb/mongo-handle.ts';

/** A running process of the product. */
export interface Product {
  readonly services: Services;
  /** Port of the web role; null without it. */
  readonly port: number | null;
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
  await services.stores.ensureIndexes();
  const sweeper = startSweeper(services);
  const web = settings.ROLES.includes('web') ? await listen(services) : null;
  if (settings.ROLES.includes('worker')) {
    services.worker.start();
    services.scheduler.start();
  }
  return {
    services,
    port: web?.port ?? null,
    async stop() {
      clearInterval(sweeper);
      await Promise.all([web?.close(), services.worker.stop(), services.scheduler.stop()]);
      await services.close();
      await connection.close();
    },
  };
}

async function listen(services: Services): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(createApp(services));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(services.settings.PORT, () => resolve());
  });
  return {
    port: portOf(server.address()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
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
