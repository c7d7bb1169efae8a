import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { sharedProduct } from '../support/installed-product.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a process of the product that is told to stop', function () {
  this.timeout(90_000);
  const mongo = useMongo();
  const children: ChildProcess[] = [];
  let sandbox: TestSandbox;
  let teacher: Teacher;

  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
    teacher = await connectTeacher(sandbox, 'Algebra I');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  after(() => sandbox?.stop());

  /** A worker in its own process, as `npm run start` starts it. */
  async function startWorker(): Promise<{ readonly child: ChildProcess; readonly metricsPort: number }> {
    const { ENCRYPTION_KEYS, PUBLIC_URL } = sandbox.product.services.settings;
    const keys = ENCRYPTION_KEYS.map(({ id, key }) => `${id}:${key.toString('base64url')}`);
    const { folder } = await sharedProduct();
    const child = spawn(process.execPath, ['dist/main.js'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ROLES: 'worker',
        METRICS_PORT: '0',
        MONGODB_URL: sandbox.toolMongoUri,
        ENCRYPTION_KEYS: keys.join(','),
        PUBLIC_URL,
        ALLOWED_PRIVATE_HOSTS: 'http://localhost,http://127.0.0.1',
        LOG_LEVEL: 'info',
      },
    });
    children.push(child);
    const metricsPort = await new Promise<number>((resolve, reject) => {
      let output = '';
      child.stdout?.on('data', (chunk) => {
        output += String(chunk);
        const port = /"event":"started".*"metricsPort":(\d+)/.exec(output)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
      child.once('exit', () => reject(new Error(`the worker did not start: ${output}`)));
    });
    return { child, metricsPort };
  }

  it('K18 Z11 hands its run over within 25 seconds; another process finishes it without repeating a PUT', async () => {
    sandbox.sis.faults.set({ slowMs: 300 });
    const { child, metricsPort } = await startWorker();
    expect((await fetch(`http://127.0.0.1:${metricsPort}/readyz`)).status).to.equal(200);
    const { passback } = sandbox.product.services;
    const { runId } = await passback.requestRun(teacher.launch, { kind: 'post', selection: { kind: 'all' } });
    const isPut = (entry: { readonly method: string }): boolean => entry.method === 'PUT';
    while ((await sandbox.sis.readLedger()).filter(isPut).length < 3) await pause(50);

    const toldAt = performance.now();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await exited;
    expect(code).to.equal(0);
    expect(performance.now() - toldAt).to.be.lessThan(25_000);

    const left = await passback.readRun(teacher.launch, runId);
    expect(left.endedAt).to.equal(null);
    sandbox.sis.faults.clear();
    // Without waiting for a lease to expire.
    await sandbox.workOff();
    const run = await passback.readRun(teacher.launch, runId);
    expect(run.endedAt).to.not.equal(null);
    expect(run.counts.failed + run.counts.pending).to.equal(0);
    const puts = (await sandbox.sis.readLedger()).filter(isPut).map((entry) => entry.path);
    expect(puts).to.have.length(new Set(puts).size);
  });

  it('ends at once if it is idle', async () => {
    const { child } = await startWorker();
    const toldAt = performance.now();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = await exited;
    expect(code).to.equal(0);
    expect(performance.now() - toldAt).to.be.lessThan(10_000);
  });
});
