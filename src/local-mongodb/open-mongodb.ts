import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { ProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { MongoHandle } from '../store/mongo-handle.ts';
import { describeJoined, localFolders, startLocalMongoDb } from './local-mongodb.ts';
import { findNodeCommand } from './newer-glibc.ts';
import { findRunning } from './running-mongodb.ts';
import { openServer } from './server.ts';

/** Where MongoDB comes from. */
export interface OpenOptions {
  /** `MONGODB_URL`; when set, that server is used and nothing is started. */
  readonly url?: string | undefined;
  /** Folder below which a MongoDB started here keeps its data. */
  readonly dataDir: string;
  readonly log: Log;
  /** Prefer the embedded engine to an installed `mongod`. */
  readonly preferEmbedded?: boolean;
  /** Folders to look for `mongod` in, separated as in PATH; PATH itself by default. */
  readonly path?: string | undefined;
  /**
   * For short jobs beside a running tool, such as a command: joins the MongoDB that this user's tool runs on the data
   * folder. If none runs, starts one that nobody else can join.
   */
  readonly visit?: boolean;
  /** Milliseconds to wait for a process that is about to leave the data folder; 5 seconds by default. */
  readonly lockWait?: number;
}

/**
 * Opens this process's MongoDB: the server at `url`, else a `mongod` on the PATH, else the embedded engine. The last two
 * run as a child process that ends with this one. Existing data decides between them; otherwise installing `mongod` would
 * seem to lose it.
 * @throws ProductError `database_unavailable` whose detail says in a sentence what to do
 */
export async function openMongoDb(options: OpenOptions): Promise<MongoHandle> {
  if (options.url) return openServer(options.url);
  const dataDir = resolve(options.dataDir);
  const program = findMongod(options.path ?? process.env['PATH'] ?? '');
  const { log, lockWait = 5000, visit = false } = options;
  const running = visit ? await findRunning(dataDir) : null;
  if (running) return describeJoined(running);
  const common = { dataDir, log, lockWait, visit };
  if (options.preferEmbedded || chooseLocal(dataDir, program !== undefined) === 'embedded') {
    return startLocalMongoDb({ kind: 'embedded', node: await findNodeCommand(dataDir, log), ...common });
  }
  if (program === undefined) {
    const folder = join(dataDir, localFolders.mongod);
    const detail = `The data in ${folder} was written by a mongod, and there is none on the PATH any more; install it again, set MONGODB_URL, or set another DATA_DIR to start empty.`;
    throw new ProductError('database_unavailable', { detail, next: 'fix' });
  }
  const node = { command: process.execPath, args: [] };
  return startLocalMongoDb({ kind: 'mongod', node, program, ...common });
}

/** The local MongoDB whose data exists; without data, `mongod` if it is installed. */
function chooseLocal(dataDir: string, hasProgram: boolean): 'mongod' | 'embedded' {
  // Every WiredTiger data folder holds a file of this name.
  const holdsData = (folder: string): boolean => existsSync(join(dataDir, folder, 'WiredTiger'));
  if (holdsData(localFolders.mongod)) return 'mongod';
  if (holdsData(localFolders.embedded)) return 'embedded';
  return hasProgram ? 'mongod' : 'embedded';
}

/** The first executable `mongod` in the folders of `path`. */
function findMongod(path: string): string | undefined {
  const candidates = path.split(delimiter).flatMap((folder) => (folder ? [join(folder, 'mongod')] : []));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return statSync(candidate).isFile();
    } catch {
      return false;
    }
  });
}
