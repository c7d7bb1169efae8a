import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** One start of the product on a MongoDB that is already running. */
export interface ColdStart {
  /** From spawning the process to its first good answer of `/healthz`, in milliseconds. */
  readonly ms: number;
  /** Processor time it had used by then, in milliseconds: what remains of `ms` on a machine with nothing else to do. */
  readonly cpuMs: number;
  /** Resident memory half a second later, in MiB. */
  readonly rssMiB: number;
}

const root = join(import.meta.dirname, '../..');
const settleMs = 500;

/** How each form of the product is started, by Node's own arguments. */
export const programs = {
  dist: ['dist/main.js'],
  tsx: ['--import', 'tsx', 'src/main.ts'],
} as const;

/**
 * Starts the product once, measures, and stops it. `dist/` must have been built. The first start on a database also makes
 * its collections and indexes, which is the engine's time.
 */
export async function measureColdStart(mongoUri: string, program: keyof typeof programs): Promise<ColdStart> {
  const port = await findFreePort();
  const address = `http://localhost:${port}`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...programs[program]], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      MONGODB_URL: mongoUri,
      PUBLIC_URL: address,
      PORT: String(port),
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64url')}`,
      LOG_LEVEL: 'warn',
    },
  });
  const exited = once(child, 'exit');
  try {
    while (!(await answers(`${address}/healthz`))) {
      if (child.exitCode !== null) throw new Error(`${program} ended with code ${child.exitCode}`);
      await sleep(10);
    }
    const ms = performance.now() - startedAt;
    const cpuMs = readCpuMs(child.pid ?? 0);
    await sleep(settleMs);
    return { ms, cpuMs, rssMiB: readRss(child.pid ?? 0) };
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** From `/proc`: the bench runs on Linux. */
function readRss(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

/** User and system time; Linux counts in hundredths of a second. */
function readCpuMs(pid: number): number {
  const [, , ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return address.port;
}
