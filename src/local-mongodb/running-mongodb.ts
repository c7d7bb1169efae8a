import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A MongoDB that a process has started on a folder below the data folder. */
const runningSchema = z.object({
  kind: z.enum(['embedded', 'mongod']),
  /** Address of its private socket. */
  uri: z.string(),
  folder: z.string(),
});
export type RunningMongoDb = Readonly<z.infer<typeof runningSchema>>;

/** Milliseconds until a socket that does not accept counts as dead; one of this machine answers at once. */
const answerMs = 2000;

/**
 * Notes in the data folder where a MongoDB serves, so that the command line of the same user can use it too. The note
 * is readable by this user only (mode 0600). It opens nothing by itself: the socket lies in a folder that only this user
 * can enter.
 * @returns removes the note, unless another process has written its own since
 */
export function noteRunning(dataDir: string, running: RunningMongoDb): () => void {
  const path = notePath(dataDir);
  const text = JSON.stringify(running);
  // Written beside and renamed: nobody reads half a note, and an older one with another mode is replaced.
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  renameSync(draft, path);
  return () => {
    if (readText(path) === text) rmSync(path, { force: true });
  };
}

/**
 * The MongoDB that another process of this user serves on the data folder now. Null without one: also where the note
 * was left by a process that was killed, belongs to another user, or could have been changed by one.
 */
export async function findRunning(dataDir: string): Promise<RunningMongoDb | null> {
  const path = notePath(dataDir);
  if (!isPrivate(path)) return null;
  const running = parse(readText(path));
  const socketPath = running && readSocketPath(running.uri);
  if (!running || !socketPath || !isPrivate(dirname(socketPath))) return null;
  return (await accepts(socketPath)) ? running : null;
}

const notePath = (dataDir: string): string => join(dataDir, 'running-mongodb.json');

function parse(text: string | null): RunningMongoDb | null {
  try {
    return runningSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return null;
  }
}

/** The Unix socket of `mongodb://<encoded path>/…`; null for any other address. */
function readSocketPath(uri: string): string | null {
  const host = /^mongodb:\/\/([^/?@,]+)\//.exec(uri)?.[1];
  const path = host === undefined ? '' : decodeURIComponent(host);
  return path.startsWith('/') ? path : null;
}

/** Whether a file or folder is this user's own, and nobody else may read or change it. Links are not followed. */
function isPrivate(path: string): boolean {
  try {
    const { uid, mode } = lstatSync(path);
    return uid === process.getuid?.() && (mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function accepts(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(answerMs, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
