import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemSleep } from '../clock.ts';
import { ProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import { databaseName, type MongoHandle } from '../store/mongo-handle.ts';
import { choosePlanRanking } from './choose-plan-ranking.ts';
import { HostFailure, type HostProcess, startHost } from './host-process.ts';
import type { NodeCommand } from './newer-glibc.ts';
import { findRunning, noteRunning, type RunningMongoDb } from './running-mongodb.ts';

/** Subfolders of the data folder: one each, because neither can read the other's files. */
export const localFolders = { embedded: 'embedded-mongodb', mongod: 'mongod' } as const;

const hostScripts = { embedded: './embedded-host.mjs', mongod: './mongod-host.mjs' } as const;

const titles = {
  embedded: 'the embedded engine (for trying out and small schools)',
  mongod: 'a mongod of this machine on a private socket',
} as const;

/** A MongoDB to start here; `program` is the mongod, `node` how to run its host script. */
export interface LocalStart {
  readonly kind: 'embedded' | 'mongod';
  readonly node: NodeCommand;
  readonly program?: string;
  readonly dataDir: string;
  readonly log: Log;
  /** Milliseconds to wait for another process to leave the folder. */
  readonly lockWait: number;
  /** Join another process's MongoDB if one runs, and do not offer our own. */
  readonly visit: boolean;
}

/**
 * Starts a MongoDB as a child process, on its folder below `dataDir` and a private Unix socket. A visitor joins another
 * process's if there is one.
 * @throws ProductError `database_unavailable` when it does not start or another process has the folder
 */
export async function startLocalMongoDb(start: LocalStart): Promise<MongoHandle> {
  const { kind, node, log } = start;
  const folder = join(start.dataDir, localFolders[kind]);
  createFolder(folder);
  const script = fileURLToPath(new URL(hostScripts[kind], import.meta.url));
  const args = [...node.args, script, ...(start.program ? [start.program] : []), folder];
  const startOnce = (): Promise<HostProcess> =>
    startHost({ command: node.command, args, log, startTimeout: 120_000 });
  const opened = await startOrJoin(startOnce, start).catch((error: unknown) => {
    throw explainFailure(error, folder);
  });
  if ('folder' in opened) return describeJoined(opened);
  if (kind === 'embedded') await choosePlanRanking(opened.uri, log);
  const uri = opened.uri.replace('/?', `/${databaseName}?`);
  const forget = start.visit ? () => {} : noteRunning(start.dataDir, { kind, uri, folder });
  return {
    uri,
    kind,
    dataDir: folder,
    pid: opened.pid,
    describe: `MongoDB: ${titles[kind]}, data in ${folder}.`,
    onExit: (listener) =>
      opened.onExit((how) => listener(`The MongoDB on ${folder} ended unexpectedly (${how}); start again.`)),
    async close() {
      forget();
      await opened.stop();
    },
  };
}

/** Another process's MongoDB on this machine. That process ends it. */
export function describeJoined({ kind, uri, folder }: RunningMongoDb): MongoHandle {
  return {
    uri,
    kind,
    dataDir: folder,
    describe: `MongoDB: the one that Grade Passback is running on ${folder}.`,
    onExit: () => {},
    close: async () => {},
  };
}

/**
 * Retries for up to `lockWait` while another process holds the folder: the MongoDB of a killed parent ends soon, and one
 * that is starting can soon be joined.
 */
async function startOrJoin(
  startOnce: () => Promise<HostProcess>,
  { dataDir, lockWait, visit }: LocalStart,
): Promise<HostProcess | RunningMongoDb> {
  const giveUpAt = performance.now() + lockWait;
  for (;;) {
    try {
      return await startOnce();
    } catch (error) {
      const running = visit && isLocked(error) ? await findRunning(dataDir) : null;
      if (running) return running;
      if (!isLocked(error) || performance.now() >= giveUpAt) throw error;
      await systemSleep(200);
    }
  }
}

function createFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const detail = `The data folder ${folder} cannot be created; set DATA_DIR to a folder that can be written to.`;
    throw new ProductError('database_unavailable', { detail, next: 'fix', cause });
  }
}

/**
 * A failed start in one sentence. MongoDB locks its folder itself, and the kernel frees that lock however the process
 * ends, so no stale lock remains.
 */
function explainFailure(error: unknown, folder: string): ProductError {
  const said = wordsOf(error);
  const detail = isLocked(error)
    ? `Another process already uses the data in ${folder}; stop it, set another DATA_DIR, or set MONGODB_URL to a server that both can use. The command line can run beside the tool as the user who started it.`
    : `MongoDB could not be started on ${folder} (${said.slice(0, 200)} … ${said.slice(-300)}); set MONGODB_URL to use a server instead.`;
  return new ProductError('database_unavailable', { detail, next: 'fix', cause: error });
}

function isLocked(error: unknown): boolean {
  return wordsOf(error).includes('DBPathInUse');
}

function wordsOf(error: unknown): string {
  return error instanceof HostFailure ? `${error.message} ${error.output}`.trim() : String(error);
}
