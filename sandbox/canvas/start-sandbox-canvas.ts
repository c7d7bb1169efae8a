import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Router } from 'express';
import type { Connection } from 'mongoose';
import type { Clock } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import { type CanvasContext, tokenUrl } from './canvas-context.ts';
import { createSandboxCanvas } from './create-sandbox-canvas.ts';
import { createFaults, type Faults } from './front/faults.ts';
import { type BegunLaunch, beginLaunch, type LaunchRequest } from './lti/begin-launch.ts';
import { loadPlatformKeys } from './lti/platform-keys.ts';
import type { AccessLogStore } from './school/access-log-store.ts';
import { createSchoolStore, type SchoolStore } from './school/school-store.ts';

export interface SandboxCanvasOptions {
  /** A connection to the sandbox Canvas's own database. */
  readonly connection: Connection;
  /** 0: any free port. */
  readonly port: number;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** The origin that browsers use. Default: that of `host`, else `http://localhost:<port>`. */
  readonly publicUrl?: string;
  readonly issuer?: string;
  readonly environment?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Builds the pages for people from the finished context. */
  readonly makePages?: (context: CanvasContext) => Router;
  readonly loginPath?: string;
}

export interface SandboxCanvas {
  readonly url: string;
  readonly issuer: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  readonly store: SchoolStore;
  readonly faults: Faults;
  readonly context: CanvasContext;
  beginLaunch(request: LaunchRequest): Promise<BegunLaunch>;
  readAccessLog: AccessLogStore['read'];
  close(): Promise<void>;
}

/** Not the school's address: Canvas's issuer never is (CF2). */
const sandboxIssuer = 'https://sandbox-canvas.test';

/** Starts the sandbox Canvas; it is ready when the promise resolves. Seed the school with `seedSchool`. */
export async function startSandboxCanvas(options: SandboxCanvasOptions): Promise<SandboxCanvas> {
  const { clock, log, connection } = options;
  const store = createSchoolStore(connection, clock);
  await store.prepare();
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  const publicUrl = options.publicUrl ?? `http://${options.host ?? 'localhost'}:${portOf(server.address())}`;
  const context: CanvasContext = {
    store,
    clock,
    log,
    publicUrl: new URL(publicUrl).origin,
    issuer: options.issuer ?? sandboxIssuer,
    environment: options.environment ?? 'prod',
    keys: await loadPlatformKeys(store, clock),
    faults: createFaults(),
  };
  const { app } = createSandboxCanvas({
    context,
    fetchText,
    ...(options.makePages === undefined ? {} : { pages: options.makePages(context) }),
    ...(options.loginPath === undefined ? {} : { loginPath: options.loginPath }),
  });
  server.on('request', app);
  log.info({ event: 'sandbox.canvas.ready', url: context.publicUrl }, 'The sandbox Canvas answers');
  return {
    url: context.publicUrl,
    issuer: context.issuer,
    authorizationUrl: `${context.publicUrl}/api/lti/authorize_redirect`,
    tokenUrl: tokenUrl(context),
    jwksUrl: `${context.publicUrl}/api/lti/security/jwks`,
    store,
    faults: context.faults,
    context,
    beginLaunch: (request) => beginLaunch(context, request),
    readAccessLog: store.accessLog.read,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The sandbox Canvas has no port');
  return address.port;
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`Invalid Response Code: ${response.status}`);
  return response.text();
}
