import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Node's arguments to start each form of the product. */
export const programs = {
  dist: ['dist/main.js'],
  tsx: ['--import', 'tsx', 'src/main.ts'],
} as const;

/** The key of every program the bench starts. */
export const benchKey = { id: 'k1', key: Buffer.alloc(32, 1) };

/** A running process of the product. */
export interface RunningProgram {
  readonly address: string;
  /** User and system time so far, in milliseconds. Linux counts in hundredths of a second. */
  readCpuMs(): number;
  readRssMiB(): number;
  stop(): Promise<void>;
}

/**
 * Starts the product on a running MongoDB and waits for its first good answer of `/healthz`. `dist/` must
 * have been built.
 */
export async function startProgram(
  mongoUri: string,
  program: keyof typeof programs,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const port = await findFreePort();
  const address = `http://localhost:${port}`;
  const child = spawn(process.execPath, [...programs[program]], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      MONGODB_URL: mongoUri,
      PUBLIC_URL: address,
      PORT: String(port),
      ENCRYPTION_KEYS: `${benchKey.id}:${benchKey.key.toString('base64url')}`,
      LOG_LEVEL: 'warn',
      ...settings,
    },
  });
  const exited = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited;
  };
  try {
    await awaitAnswer(child, program, `${address}/healthz`);
  } catch (error) {
    await stop();
    throw error;
  }
  const pid = child.pid ?? 0;
  return { address, readCpuMs: () => readCpuMs(pid), readRssMiB: () => readRssMiB(pid), stop };
}

async function awaitAnswer(child: ChildProcess, program: string, url: string): Promise<void> {
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`${program} ended with code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** From `/proc`: the bench runs on Linux. */
function readRssMiB(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kib) / 1024;
}

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
