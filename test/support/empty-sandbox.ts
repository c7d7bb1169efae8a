import { randomBytes } from 'node:crypto';
import type mongoose from 'mongoose';
import { createPagesRouter } from '../../sandbox/canvas/pages/pages-router.ts';
import { seedSchool } from '../../sandbox/canvas/school/seed/seed-school.ts';
import { type SandboxCanvas, startSandboxCanvas } from '../../sandbox/canvas/start-sandbox-canvas.ts';
import type { SampleSchool } from '../../sandbox/sample/types.ts';
import { seedSis } from '../../sandbox/sis/seed-sis.ts';
import { type SandboxSis, startSandboxSis } from '../../sandbox/sis/start-sandbox-sis.ts';
import { sisClient } from '../../sandbox/start-sandbox.ts';
import { systemClock } from '../../src/clock.ts';
import { createLog } from '../../src/log.ts';
import { readSettings } from '../../src/settings.ts';
import { type Product, startProduct } from '../../src/start.ts';
import { connectMongo } from '../../src/store/connect.ts';
import { adminHere, type RunAdmin } from './cli/run-admin.ts';

/** A Canvas, a SIS, and a tool that knows neither: where an administrator begins. */
export interface EmptySandbox {
  readonly toolUrl: string;
  readonly product: Product;
  readonly canvas: SandboxCanvas;
  readonly sis: SandboxSis;
  /** The operator's command line, on the tool's database. */
  readonly runAdmin: RunAdmin;
  stop(): Promise<void>;
}

/** Starts the three, unconnected. `uri` and `connection` belong to the test's own database. */
export async function startEmptySandbox(
  mongo: { readonly uri: string; readonly connection: mongoose.Connection },
  sample: SampleSchool,
): Promise<EmptySandbox> {
  const log = createLog('silent');
  const name = `empty_${randomBytes(4).toString('hex')}`;
  const own = await connectMongo({ uri: mongo.uri, kind: 'embedded' });
  const parts = ['sis', 'canvas'].map((part) => own.useDb(`${name}_${part}`));
  const [sisDatabase = own, canvasDatabase = own] = parts;
  const sis = await startSandboxSis({
    connection: sisDatabase,
    port: 0,
    host: 'localhost',
    clients: [sisClient],
    log,
    clock: systemClock,
  });
  await seedSis(sis.store, sample.sis, systemClock);
  const canvas = await startSandboxCanvas({
    connection: canvasDatabase,
    port: 0,
    // Another site than the tool's.
    host: '127.0.0.1',
    clock: systemClock,
    log,
    makePages: (context) => createPagesRouter(context, { sisUrl: sis.url }),
    loginPath: '/',
  });
  await seedSchool(canvas.store, sample, systemClock());
  const port = await findFreePort();
  const toolUrl = `http://localhost:${port}`;
  const environment = {
    PUBLIC_URL: toolUrl,
    PORT: String(port),
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}`,
    ALLOWED_PRIVATE_HOSTS: 'http://localhost,http://127.0.0.1',
  };
  const product = await startProduct({
    settings: readSettings(environment),
    mongo: { uri: mongo.uri, kind: 'embedded' },
    log,
  });
  return {
    toolUrl,
    product,
    canvas,
    sis,
    runAdmin: adminHere(mongo.connection, environment),
    async stop() {
      await product.stop();
      await Promise.all([canvas.close(), sis.close()]);
      for (const part of parts) await part.dropDatabase();
      await own.close();
    },
  };
}

async function findFreePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no free port'));
        else resolve(address.port);
      });
    });
  });
}
