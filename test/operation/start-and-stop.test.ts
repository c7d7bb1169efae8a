import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  type InstalledProduct,
  installProduct,
  type RunningCommand,
  sharedProduct,
} from '../support/installed-product.ts';

const npmStart = ['npm', 'start'] as const;
const nodeStart = [process.execPath, 'dist/main.js'] as const;
const maxStopMs = 25_000;

describe('an installed product', function () {
  this.timeout(90_000);
  let installed: InstalledProduct;
  let dataDir: string;
  const servers: Server[] = [];

  before(async () => {
    installed = await sharedProduct();
    dataDir = mkdtempSync(join(tmpdir(), 'gp-data-'));
  });
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  after(() => {
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
  });

  /** Occupies a port. */
  async function takePort(): Promise<number> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** Starts it with only the required settings, and so on the embedded engine. */
  function start(
    command: readonly [string, ...string[]],
    settings: Readonly<Record<string, string>> = {},
  ): RunningCommand {
    return installed.run(command, {
      PUBLIC_URL: 'http://localhost:3000',
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64url')}`,
      DATA_DIR: dataDir,
      PORT: '0',
      ...settings,
    });
  }

  async function expectToStop(started: RunningCommand, tell: () => void): Promise<void> {
    await started.waitFor('"event":"started"');
    const toldAt = performance.now();
    tell();
    const { code, output } = await started.ended;
    expect(code, output).to.equal(0);
    expect(performance.now() - toldAt).to.be.lessThan(maxStopMs);
    expect(started.isAnythingLeft()).to.equal(false);
  }

  for (const [name, command] of [
    ['npm start', npmStart],
    ['node dist/main.js', nodeStart],
  ] as const) {
    it(`${name} serves, and on SIGTERM stops with its MongoDB and leaves no process`, async () => {
      const started = start(command);
      await expectToStop(started, () => started.child.kill('SIGTERM'));
    });
  }

  it('stops cleanly if the signal comes twice, as from a service manager and npm', async () => {
    const started = start(nodeStart);
    await expectToStop(started, () => {
      started.child.kill('SIGTERM');
      setTimeout(() => started.child.kill('SIGTERM'), 20);
    });
  });

  it('stops on a signal during the start, too', async () => {
    const started = start(nodeStart);
    await started.waitFor('"event":"mongodb"');
    started.child.kill('SIGTERM');
    const { code, output } = await started.ended;
    expect(code, output).to.equal(0);
    expect(started.isAnythingLeft()).to.equal(false);
  });

  for (const setting of ['PORT', 'METRICS_PORT'] as const) {
    it(`with ${setting} in use it ends with code 1, names port and setting, and frees the data folder`, async () => {
      const port = await takePort();
      const failing = start(npmStart, { [setting]: String(port) });
      const { code, output } = await failing.ended;
      expect(code).to.equal(1);
      expect(output)
        .to.contain(`cannot start: port ${port} is already in use`)
        .and.to.contain(`set ${setting} `);
      expect(output).to.not.contain('"event":"started"');
      expect(failing.isAnythingLeft()).to.equal(false);

      const next = start(nodeStart);
      await expectToStop(next, () => next.child.kill('SIGTERM'));
    });
  }

  it('includes the command line, but not the compiler or the tests', async () => {
    const { code, output } = await start(['npm', 'run', '--silent', 'admin', '--', '--help']).ended;
    expect(code, output).to.equal(0);
    expect(output).to.contain('install-link');
  });
});

describe('a product that is not built yet', () => {
  let installed: InstalledProduct;
  before(async () => {
    installed = await installProduct({ built: false });
  });
  after(() => installed?.remove());

  it('says in one line what to do', async () => {
    const { code, output } = await installed.run(['npm', '--silent', 'start'], {}).ended;
    expect(code).to.equal(1);
    expect(output).to.equal('Grade Passback is not built yet: run "npm run build" first.\n');
  });
});
