import { createServer } from 'node:http';
import type { Express } from 'express';
import { ProductError } from '../errors.ts';

/** A server that accepts requests. */
export interface Listening {
  readonly port: number;
  /** Accepts no new requests, lets those in progress finish, and cuts off what is still there after `graceMs`. */
  close(): Promise<void>;
}

/** Where a server listens: a port, 0 for any free one, and the setting that an operator changes it with. */
export interface ListenOn {
  readonly port: number;
  readonly setting: 'PORT' | 'METRICS_PORT';
}

/** Leaves 10 of the 25 seconds in which a process must be gone; a download or a slow Canvas may take it all. */
const graceMs = 15_000;

/**
 * Serves `app`.
 * @throws ProductError `settings_invalid`, naming port and setting, when the port cannot be had
 */
export async function listen(app: Express, on: ListenOn): Promise<Listening> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(refusePort(on, cause)));
    server.listen(on.port, () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function refusePort({ port, setting }: ListenOn, cause: NodeJS.ErrnoException): ProductError {
  const details: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is already in use. Stop the program that uses it, or set ${setting} to a free port.`,
    EACCES: `this user may not listen on port ${port}. Set ${setting} to a port from 1024 up.`,
  };
  const detail =
    details[cause.code ?? ''] ??
    `port ${port} (${setting}) cannot be opened: ${cause.code ?? cause.message}.`;
  return new ProductError('settings_invalid', { detail, next: 'fix', cause });
}
