import { createServer, type Server } from 'node:http';
import type { Express } from 'express';
import { ProductError } from '../errors.ts';

/** A server that accepts requests. */
export interface Listening {
  readonly port: number;
  /** Accepts no new requests, lets those in progress finish, and cuts off what is left after `graceMs`. */
  close(): Promise<void>;
}

/** Where a server listens: a port (0 for any free one), and the setting that controls it. */
export interface ListenOn {
  readonly port: number;
  readonly setting: 'PORT' | 'METRICS_PORT';
  readonly bounds?: ServerBounds;
}

/** How much of a server one sender may occupy (S73). */
export interface ServerBounds {
  /** A request that has not arrived completely by then is cut off with 408. */
  readonly requestMs: number;
  readonly checkEveryMs: number;
  /** Connections that one address may have open; null behind a proxy, where all come from the proxy's address. */
  readonly connectionsPerAddress: number | null;
}

/**
 * A form is sent in a fraction of a second. A school of 2,000 teachers may share one address, and a browser
 * keeps up to six connections open for some seconds.
 */
export const serverBounds: ServerBounds = {
  requestMs: 10_000,
  checkEveryMs: 1_000,
  connectionsPerAddress: 4_000,
};

/**
 * Leaves 10 of the 25 seconds in which a process must stop; a download or a slow Canvas may use all of it.
 */
const graceMs = 15_000;

/**
 * Serves `app`.
 * @throws ProductError `settings_invalid`, naming port and setting, if the port is unavailable
 */
export async function listen(app: Express, on: ListenOn): Promise<Listening> {
  const { requestMs, checkEveryMs, connectionsPerAddress } = on.bounds ?? serverBounds;
  const server = createServer(
    { requestTimeout: requestMs, headersTimeout: requestMs, connectionsCheckingInterval: checkEveryMs },
    app,
  );
  if (connectionsPerAddress !== null) boundConnections(server, connectionsPerAddress);
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

/** Closes connections of an address that already has `limit` open. */
function boundConnections(server: Server, limit: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    if (count > limit) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
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
