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

/** Milliseconds after which a socket that does not accept counts as dead; a live local one answers at once. */
const answerMs = 2000;

/**
 * Notes the address of a running MongoDB in the data folder, so that the same user's command line can use it. Only this
 * user can read the note (mode 0600), and only this user can enter the socket's folder.
 * @returns a function that removes the note, unless another process has replaced it
 */
export function noteRunning(dataDir: string, running: RunningMongoDb): () => void {
  const path = notePath(dataDir);
  const text = JSON.stringify(running);
  // Written to a temporary file and renamed: nobody reads half a note, and an old one with another mode is replaced.
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  renameSync(draft, path);
  return () => {
    if (readText(path) === text) rmSync(path, { force: true });
  };
}

/**
 * The MongoDB that another process of this user is running on the data folder. Null if there is none, if the process
 * that wrote the note was killed, or if another user owns the note or could have changed it.
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
