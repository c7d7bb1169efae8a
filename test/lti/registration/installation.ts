import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createPagesRouter } from '../../../sandbox/canvas/pages/pages-router.ts';
import { seedSchool } from '../../../sandbox/canvas/school/seed/seed-school.ts';
import { type SandboxCanvas, startSandboxCanvas } from '../../../sandbox/canvas/start-sandbox-canvas.ts';
import { smallSchool } from '../../../sandbox/test/canvas/small-school.ts';
import { commands } from '../../../src/cli/commands/index.ts';
import { systemClock } from '../../../src/clock.ts';
import { createLog } from '../../../src/log.ts';
import { readSettings } from '../../../src/settings.ts';
import { type Product, type StartOptions, startProduct } from '../../../src/start.ts';
import { connectMongo } from '../../../src/store/connect.ts';
import { portOf } from '../../support/lti-platform.ts';

/** An empty tool beside a Canvas that does not know it yet. */
export interface Installation {
  readonly toolUrl: string;
  readonly product: Product;
  readonly canvas: SandboxCanvas;
  /** The login cookie of a Canvas administrator. */
  readonly adminCookie: string;
  /** Runs the operator's command line and returns its JSON. */
  admin(command: string, input: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** A fresh install link for this Canvas. */
  makeLink(changes?: Readonly<Record<string, unknown>>): Promise<string>;
  close(): Promise<void>;
}

/** Starts the tool on the database of `mongoUri`, and Canvas on one beside it. */
export async function startInstallation(
  mongoUri: string,
  options: Pick<StartOptions, 'languages'> = {},
): Promise<Installation> {
  const connection = await connectMongo({ uri: mongoUri, kind: 'embedded' });
  const port = await findFreePort();
  const toolUrl = `http://localhost:${port}`;
  const log = createLog('silent');
  const settings = readSettings({
    PUBLIC_URL: toolUrl,
    PORT: String(port),
    ROLES: 'web',
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}`,
    ALLOWED_PRIVATE_HOSTS: 'http://localhost,http://127.0.0.1',
    REGIONAL_URLS: 'eu-west-1=https://eu.tool.example',
  });
  const canvasDatabase = connection.useDb(`${connection.name}_canvas`);
  const canvas = await startSandboxCanvas({
    connection: canvasDatabase,
    port: 0,
    clock: systemClock,
    log,
    makePages: (context) => createPagesRouter(context, { sisUrl: 'http://localhost:1' }),
    loginPath: '/',
  });
  await seedSchool(canvas.store, smallSchool, systemClock());
  const administrator = (await canvas.store.people.list()).find((person) => person.accountAdmin);
  if (administrator === undefined) throw new Error('the school has no administrator');
  const product = await startProduct({
    settings,
    log,
    mongo: { uri: mongoUri, kind: 'embedded' },
    ...options,
  });
  const terminal = {
    read: async () => '',
    ask: async () => '',
    progress: () => {},
  };
  const admin: Installation['admin'] = async (name, input) => {
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw new Error(`no command ${name}`);
    return (await command.prepare(input)({ services: product.services, terminal })).json;
  };
  return {
    toolUrl,
    product,
    canvas,
    adminCookie: `canvas_session=${await canvas.store.sessions.open(administrator.id)}`,
    admin,
    async makeLink(changes = {}) {
      const made = await admin('install-link', {
        name: 'Lakeview Schools',
        canvas: canvas.url,
        preset: 'self-hosted',
        issuer: canvas.issuer,
        sisLabel: 'Lakeview SIS',
        ...changes,
      });
      return readUrl(made);
    },
    async close() {
      await product.stop();
      await canvas.close();
      await canvasDatabase.dropDatabase();
      await connection.close();
    },
  };
}

function readUrl(made: unknown): string {
  if (typeof made === 'object' && made !== null && 'url' in made) return String(made.url);
  throw new Error('install-link said no address');
}

/** The tool must know its address before it starts. */
async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}
