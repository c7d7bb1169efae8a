import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../log.ts';

/** What a host script sends over its channel when it serves, or cannot. */
const hostMessage = z.union([z.object({ uri: z.string() }), z.object({ failed: z.string() })]);

/** How a host script is started; `command` and `args` come without the private folder. */
export interface HostStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly log: Log;
  /** Milliseconds until a start that says nothing counts as failed. */
  readonly startTimeout: number;
}

/** A running host script: its MongoDB's address, and its end. */
export interface HostProcess {
  readonly uri: string;
  readonly pid: number;
  /** Calls `listener` once if the host ends without `stop()`; at once if it already has. */
  onExit(listener: (how: string) => void): void;
  /** Asks the host to end in good order and waits; after 30 s it is killed. */
  stop(): Promise<void>;
}

/** What the host said or how it ended, when it never served. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure';
}

/** A folder for the socket that only this user can enter, short enough for a socket address (107 bytes). */
export function createSocketFolder(): string {
  const parent = tmpdir().length > 40 ? '/tmp' : tmpdir();
  return mkdtempSync(join(parent, 'gp-db-'));
}

/**
 * Starts a host script in its own process and waits until its MongoDB serves.
 * @throws HostFailure with what the host said
 */
export async function startHost(start: HostStart, socketFolder: string): Promise<HostProcess> {
  const child = spawn(start.command, start.args, {
    // The host gets no secret of this process: only what finding programs and folders takes.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TZ: process.env['TZ'],
      TMPDIR: socketFolder,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const said = collectOutput(child, start.log);
  const removeFolder = (): void => rmSync(socketFolder, { recursive: true, force: true });
  let ended: string | undefined;
  let stopping = false;
  const listeners: ((how: string) => void)[] = [];
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  }).then((how) => {
    ended = how;
    removeFolder();
    if (!stopping) for (const listener of listeners) listener(how);
    return how;
  });
  const uri = await waitForAddress(child, exited, said, start.startTimeout);
  return {
    uri,
    pid: child.pid ?? 0,
    onExit: (listener) => {
      if (ended !== undefined && !stopping) listener(ended);
      else listeners.push(listener);
    },
    stop: async () => {
      stopping = true;
      if (ended !== undefined) return;
      const kill = setTimeout(() => child.kill('SIGKILL'), 30_000);
      if (child.connected) child.send('close', () => {});
      await exited;
      clearTimeout(kill);
    },
  };
}

/** The last lines the host wrote; each is logged as it comes. */
function collectOutput(child: ChildProcess, log: Log): () => string {
  let tail = '';
  const collect = (chunk: Buffer): void => {
    tail = (tail + chunk.toString('utf8')).slice(-2000);
    log.debug({ event: 'mongodb_output', output: chunk.toString('utf8').slice(0, 2000) }, 'MongoDB wrote');
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  return () => tail.trim();
}

/** The address the host reports; kills the host if it reports something else or nothing in time. */
async function waitForAddress(
  child: ChildProcess,
  exited: Promise<string>,
  said: () => string,
  timeout: number,
): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ failed: string }>((resolve) => {
    timer = setTimeout(() => resolve({ failed: `it did not start within ${timeout / 1000} s` }), timeout);
  });
  const message = new Promise<z.infer<typeof hostMessage>>((resolve) => {
    child.once('message', (raw) => {
      const parsed = hostMessage.safeParse(raw);
      resolve(parsed.success ? parsed.data : { failed: 'it sent an unknown message' });
    });
  });
  const gone = exited.then((how) => ({ failed: `it ended with ${how}: ${said()}` }));
  const outcome = await Promise.race([message, gone, late]);
  clearTimeout(timer);
  if ('uri' in outcome) return outcome.uri;
  child.kill('SIGKILL');
  await exited;
  throw new HostFailure(outcome.failed);
}
