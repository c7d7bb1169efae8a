import { randomBytes as cryptoRandomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type mongoose from 'mongoose';
import { type Clock, type RandomBytes, type Sleep, systemSleep } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import { createSandboxSis } from './app.ts';
import { createFaults, type Faults } from './faults.ts';
import type { SisClient } from './oauth/client.ts';
import { createTokenEndpoint } from './oauth/token-endpoint.ts';
import type { LedgerEntry } from './records.ts';
import { openSisStore, type SisStore } from './sis-store.ts';
import { type SisStyle, strictStyle } from './sis-style.ts';

export interface SandboxSisOptions {
  /** To the SIS's own database. The caller closes it. */
  readonly connection: mongoose.Connection;
  /** 0: any free port. */
  readonly port: number;
  /** The address to listen on; default: `127.0.0.1`. */
  readonly host?: string;
  /** The address that clients use, without a trailing slash; default: `http://<host>:<port>`. */
  readonly publicUrl?: string;
  readonly clients: readonly SisClient[];
  /** Deviations from the strict specification. */
  readonly style?: Partial<SisStyle>;
  readonly log: Log;
  readonly clock: Clock;
  readonly sleep?: Sleep;
  readonly randomBytes?: RandomBytes;
}

export interface SandboxSis {
  /** Without a trailing slash. */
  readonly url: string;
  readonly tokenUrl: string;
  readonly store: SisStore;
  readonly faults: Faults;
  readonly readLedger: () => Promise<readonly LedgerEntry[]>;
  /** Revokes every access token issued so far. */
  readonly revokeTokens: () => void;
  /** Stops listening: connections are refused until `comeBack`. */
  readonly goDark: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Starts the sandbox SIS on the data of `connection`; `seedSis` fills it. */
export async function startSandboxSis(options: SandboxSisOptions): Promise<SandboxSis> {
  const { clock, clients, log, host = '127.0.0.1', randomBytes = cryptoRandomBytes } = options;
  const store = await openSisStore(options.connection, log);
  const faults = createFaults();
  const tokens = createTokenEndpoint(clients, { clock, randomBytes });
  const server = createServer();
  await listen(server, options.port, host);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const url = `http://${host}:${port}`;
  const app = createSandboxSis({
    store,
    faults,
    style: { ...strictStyle, ...options.style },
    clients,
    tokens,
    clock,
    sleep: options.sleep ?? systemSleep,
    randomBytes,
    publicUrl: options.publicUrl ?? url,
    log,
  });
  server.on('request', app);
  log.info({ event: 'sandbox_sis_started', port }, 'simulated SIS is listening');
  return {
    url,
    tokenUrl: `${url}/oauth/token`,
    store,
    faults,
    readLedger: store.ledger.read,
    revokeTokens: tokens.revokeAll,
    goDark: () => stop(server),
    comeBack: () => listen(server, port, host),
    close: async () => {
      await stop(server);
      await store.ledger.flush();
    },
  };
}
