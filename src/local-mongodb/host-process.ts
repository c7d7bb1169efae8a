import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../log.ts';

/** The one message a host script sends: that its MongoDB is ready, or why it failed. */
const hostMessage = z.union([
  z.object({ uri: z.string(), pid: z.number().optional() }),
  z.object({ failed: z.string() }),
]);

/** How to start a host script. Its arguments are `args`, then the socket folder. */
export interface HostStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly log: Log;
  /** Milliseconds after which a silent start counts as failed. */
  readonly startTimeout: number;
}

/** A running host script: the address of its MongoDB, and its end. */
export interface HostProcess {
  readonly uri: string;
  readonly pid: number;
  /** Calls `listener` once if the host ends without `stop()`; at once if it already has. */
  onExit(listener: (how: string) => void): void;
  /** Asks the host to shut down and waits; kills it after 30 s. */
  stop(): Promise<void>;
}

/** Why a host never became ready; `output` is the end of what it wrote. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure';
  readonly output: string;

  constructor(reason: string, output: string) {
    super(reason);
    this.output = output;
  }
}

/**
 * Starts a host script in its own process and waits until its MongoDB is ready.
 * @throws HostFailure with what the host said
 */
export async function startHost(start: HostStart): Promise<HostProcess> {
  const socketFolder = createSocketFolder();
  const child = spawn(start.command, [...start.args, socketFolder], {
    // No secrets of this process: only what it takes to find programs and folders.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TZ: process.env['TZ'],
      TMPDIR: socketFolder,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = collectOutput(child, start.log);
  const end = watchEnd(child, socketFolder);
  const served = await awaitServing(child, end.ended, start.startTimeout);
  if ('failed' in served) {
    child.kill('SIGKILL');
    await end.ended;
    throw new HostFailure(served.failed, output());
  }
  // A host that was killed cannot end the mongod it watches.
  if (served.pid !== undefined) end.onExit(() => killQuietly(served.pid));
  return { uri: served.uri, pid: child.pid ?? 0, onExit: end.onExit, stop: end.stop };
}

/** A folder that only this user can enter, short enough for a socket address (107 bytes on Linux). */
function createSocketFolder(): string {
  const parent = tmpdir().length > 40 ? '/tmp' : tmpdir();
  return mkdtempSync(join(parent, 'gp-db-'));
}

/** The last 16 KB the host wrote; each piece is logged as it comes. */
function collectOutput(child: ChildProcess, log: Log): () => string {
  let tail = '';
  const collect = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    tail = (tail + text).slice(-16_384);
    log.debug({ event: 'mongodb_output', output: text.slice(0, 2000) }, 'MongoDB wrote');
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return () => tail.trim();
}

/** Tracks the end of the host, expected or not. */
function watchEnd(
  child: ChildProcess,
  socketFolder: string,
): Pick<HostProcess, 'onExit' | 'stop'> & { ended: Promise<string> } {
  const listeners: ((how: string) => void)[] = [];
  let how: string | undefined;
  let stopping = false;
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  }).then((description) => {
    how = description;
    rmSync(socketFolder, { recursive: true, force: true });
    if (!stopping) for (const listener of listeners) listener(description);
    return description;
  });
  return {
    ended,
    onExit: (listener) => {
      if (how === undefined) listeners.push(listener);
      else if (!stopping) listener(how);
    },
    stop: async () => {
      if (how !== undefined) return;
      stopping = true;
      const kill = setTimeout(() => child.kill('SIGKILL'), 30_000);
      if (child.connected) child.send('close', () => {});
      await ended;
      clearTimeout(kill);
    },
  };
}

/** The host's message, or that it ended or stayed silent. */
async function awaitServing(
  child: ChildProcess,
  ended: Promise<string>,
  timeout: number,
): Promise<z.infer<typeof hostMessage>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ failed: string }>((resolve) => {
    timer = setTimeout(() => resolve({ failed: `it did not start within ${timeout / 1000} s` }), timeout);
  });
  const message = new Promise<z.infer<typeof hostMessage>>((resolve) => {
    child.once('message', (raw) => {
      const parsed = hostMessage.safeParse(raw);
      resolve(parsed.success ? parsed.data : { failed: 'it sent a message that makes no sense' });
    });
  });
  const gone = ended.then((how) => ({ failed: `it ended with ${how}` }));
  try {
    return await Promise.race([message, gone, late]);
  } finally {
    clearTimeout(timer);
  }
}

function killQuietly(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGTERM');
  } catch {
    // Already ended.
  }
}
