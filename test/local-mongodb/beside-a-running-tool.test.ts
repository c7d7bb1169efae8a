import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { systemClock } from '../../src/clock.ts';
import { openMongoDb } from '../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../src/log.ts';
import { connectMongo } from '../../src/store/connect.ts';
import type { MongoHandle } from '../../src/store/mongo-handle.ts';
import { createStores } from '../../src/store/stores.ts';
import { bundledProgram } from '../support/bundled-program.ts';
import { adminProcess, type RunAdmin } from '../support/cli/run-admin.ts';
import { sharedProduct } from '../support/installed-product.ts';
import { isAlive, waitUntil } from '../support/local-mongodb/holder.ts';
import { buildInstitution } from '../support/passback-fixtures.ts';

const writingClient = fileURLToPath(new URL('./writing-client.ts', import.meta.url));
const log = createLog('silent');

/** A running tool on its own data folder, as `npm start` starts it. */
interface Tool {
  readonly child: ChildProcess;
  readonly port: number;
}

describe('the command line beside a tool on the embedded engine', function () {
  this.timeout(120_000);
  const key = randomBytes(32);
  let dataDir = '';
  let environment: Record<string, string> = {};
  let run: RunAdmin;
  let tool: Tool;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'gp-beside-'));
    environment = {
      PUBLIC_URL: 'http://localhost:3000',
      DATA_DIR: dataDir,
      ENCRYPTION_KEYS: `one:${key.toString('base64url')}`,
    };
    run = adminProcess(environment);
    tool = await startTool();
  });
  afterEach(async () => {
    // A tool that ends by itself closes its engine first; a killed one's engine would go on writing for a moment.
    for (const child of children.splice(0)) {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  });

  async function startTool(): Promise<Tool> {
    const { folder } = await sharedProduct();
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment, PORT: '0', LOG_LEVEL: 'info' },
    });
    children.push(child);
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
    });
    const portIn = (): string | undefined => /"event":"started".*?"port":(\d+)/.exec(output)?.[1];
    await Promise.race([waitUntil(() => portIn() !== undefined), once(child, 'exit')]);
    const port = portIn();
    if (port === undefined) throw new Error(`the tool did not start: ${output}`);
    return { child, port: Number(port) };
  }

  /** Joins the running tool's MongoDB, as another process of this user would. */
  const visit = (): Promise<MongoHandle> => openMongoDb({ dataDir, log, path: '', lockWait: 0, visit: true });
  const notePath = (): string => join(dataDir, 'running-mongodb.json');
  const isReady = async ({ port }: Tool): Promise<boolean> =>
    (await fetch(`http://localhost:${port}/readyz`)).status === 200;

  /** An institution with a deployment that awaits approval, as after its first launch. */
  async function addPendingDeployment(): Promise<string> {
    const connection = await connectMongo(await visit());
    const stores = createStores(connection, [{ id: 'one', key }], { clock: systemClock, randomBytes });
    const { id: _id, ...institution } = buildInstitution();
    const { id } = await stores.institutions.create(institution);
    await stores.deployments.findOrRecord(id, '37:abc');
    await connection.close();
    return id;
  }

  it('lists and approves a deployment while the tool keeps running', async () => {
    const id = await addPendingDeployment();
    const before = await run(['deployment', 'list']);
    expect(before.stderr).to.equal('');
    expect(before.stdout).to.contain('pending  37:abc');
    const approval = await run(['deployment', 'approve', id, '37:abc']);
    expect([approval.code, approval.stdout]).to.deep.equal([0, '37:abc: approved\n']);
    expect(await isReady(tool)).to.equal(true);

    // The approval is in the tool's own database and survives a restart.
    tool.child.kill('SIGTERM');
    await once(tool.child, 'exit');
    tool = await startTool();
    expect((await run(['deployment', 'list'])).stdout).to.contain('approved  37:abc');
  });

  it('lets only the same user find and reach the engine', async () => {
    expect(statSync(notePath()).mode & 0o777).to.equal(0o600);
    const { uri } = await visit();
    const socketPath = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(uri)?.[1] ?? '');
    expect(statSync(dirname(socketPath)).mode & 0o777).to.equal(0o700);
    expect(readFileSync(notePath(), 'utf8')).to.not.contain(key.toString('base64url'));
  });

  it('trusts no address that others could have written', async () => {
    chmodSync(notePath(), 0o666);
    const refused = await visit().then(
      () => 'joined',
      (error: unknown) => String(error),
    );
    expect(refused).to.not.equal('joined');
    const { code, stderr } = await run(['deployment', 'list']);
    expect(code).to.equal(1);
    expect(stderr).to.contain('Another process already uses the data');
  });

  it('keeps running when a client dies in the middle of its work', async () => {
    const id = await addPendingDeployment();
    const program = await bundledProgram(writingClient);
    const client = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(client);
    await once(client.stdout, 'data');
    client.kill('SIGKILL');
    await once(client, 'exit');
    expect(await isReady(tool)).to.equal(true);
    expect((await run(['deployment', 'approve', id, '37:abc'])).code).to.equal(0);
  });

  it('tells a client that the tool died under it; the next command opens the data itself', async () => {
    await addPendingDeployment();
    const handle = await visit();
    const connection = await connectMongo(handle);
    const note = readFileSync(notePath(), 'utf8');
    tool.child.kill('SIGKILL');
    const failure: unknown = await (async () => {
      for (;;) await connection.collection('facts').insertOne({ n: 0 });
    })().catch((error: unknown) => error);
    expect(failure).to.be.an('error');
    await connection.close(true);

    // The command recognises the stale address.
    expect(readFileSync(notePath(), 'utf8')).to.equal(note);
    const { code, stdout } = await run(['deployment', 'list']);
    expect([code, stdout.includes('pending  37:abc')]).to.deep.equal([0, true]);
    // The command did not offer its own engine to others, and a tool can start again.
    expect(readFileSync(notePath(), 'utf8')).to.equal(note);
    tool = await startTool();
    expect(await isReady(tool)).to.equal(true);
    expect(readFileSync(notePath(), 'utf8')).to.not.equal(note);
  });

  it('stops cleanly with a client connected, and leaves neither address nor socket', async () => {
    const handle = await visit();
    const connection = await connectMongo(handle);
    const socketFolder = /(gp-db-\w+)/.exec(decodeURIComponent(handle.uri))?.[1] ?? '';
    const startedAt = performance.now();
    tool.child.kill('SIGTERM');
    const [code] = await once(tool.child, 'exit');
    expect(code).to.equal(0);
    expect(performance.now() - startedAt).to.be.below(15_000);
    await connection.close(true);
    expect(readdirSync(dataDir)).to.not.include('running-mongodb.json');
    expect(readdirSync(tmpdir())).to.not.include(socketFolder);
    expect(isAlive(tool.child.pid ?? 0)).to.equal(false);
  });

  it('ignores an address file that makes no sense', async () => {
    tool.child.kill('SIGTERM');
    await once(tool.child, 'exit');
    for (const text of ['', '{', '{"kind":"embedded","uri":"mongodb://elsewhere.example/","folder":"x"}']) {
      writeFileSync(notePath(), text, { mode: 0o600 });
      const handle = await visit();
      expect(handle.uri).to.not.contain('elsewhere.example');
      await handle.close();
    }
  });
});
