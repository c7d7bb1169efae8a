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

/** Folders of the data below the data folder: apart, because neither can read what the other wrote. */
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
}

/**
 * Starts a MongoDB as a child process on its folder below `dataDir` and a private Unix socket.
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
  const host = await startPatiently(startOnce, start.lockWait).catch((error: unknown) => {
    throw explainFailure(error, folder);
  });
  if (kind === 'embedded') await choosePlanRanking(host.uri, log);
  return {
    uri: host.uri.replace('/?', `/${databaseName}?`),
    kind,
    dataDir: folder,
    pid: host.pid,
    describe: `MongoDB: ${titles[kind]}, data in ${folder}.`,
    onExit: (listener) =>
      host.onExit((how) => listener(`The MongoDB on ${folder} ended unexpectedly (${how}); start again.`)),
    close: () => host.stop(),
  };
}

/** Starts again for a while as long as another process has the folder: that of a killed parent ends soon. */
async function startPatiently(startOnce: () => Promise<HostProcess>, wait: number): Promise<HostProcess> {
  const giveUpAt = performance.now() + wait;
  for (;;) {
    try {
      return await startOnce();
    } catch (error) {
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
 * A start that failed, in one sentence. MongoDB itself locks its folder, with a lock that the kernel frees
 * when the process ends in whatever way, so nothing stale is left behind.
 */
function explainFailure(error: unknown, folder: string): ProductError {
  const said = wordsOf(error);
  const detail = isLocked(error)
    ? `Another process already uses the data in ${folder}; stop it, set another DATA_DIR, or set MONGODB_URL to a server that both can use.`
    : `MongoDB could not be started on ${folder} (${said.slice(0, 200)} … ${said.slice(-300)}); set MONGODB_URL to use a server instead.`;
  return new ProductError('database_unavailable', { detail, next: 'fix', cause: error });
}

function isLocked(error: unknown): boolean {
  return wordsOf(error).includes('DBPathInUse');
}

function wordsOf(error: unknown): string {
  return error instanceof HostFailure ? `${error.message} ${error.output}`.trim() : String(error);
}
