import { resolve } from 'node:path';
import type { Log } from '../../log.ts';
import { openEmbedded } from './embedded.ts';
import type { MongoHandle } from './mongo-handle.ts';
import { openServer } from './server.ts';

/** Where MongoDB may come from. */
export interface OpenOptions {
  /** `MONGODB_URL`; when set, that server is used and nothing is started. */
  readonly url?: string | undefined;
  /** Folder below which a MongoDB started here keeps its data. */
  readonly dataDir: string;
  readonly log: Log;
  /** Starts the embedded engine even where a `mongod` is installed. */
  readonly preferEmbedded?: boolean;
}

/**
 * The MongoDB of this process: the server of `url`, else a `mongod` on the PATH, else the embedded engine,
 * both as a child process on a private socket that ends with this process.
 * @throws ProductError `database_unavailable` whose detail says in one sentence what to do
 */
export async function openMongoDb(options: OpenOptions): Promise<MongoHandle> {
  if (options.url) return openServer(options.url);
  return openEmbedded(resolve(options.dataDir), options.log);
}
