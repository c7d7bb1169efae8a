import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createSocketFolder, HostFailure, startHost } from './host-process.ts';
import { databaseName, type MongoHandle } from './mongo-handle.ts';
import { findNodeCommand } from './newer-glibc.ts';

const hostScript = fileURLToPath(new URL('./embedded-host.mjs', import.meta.url));

/** Folder of the embedded engine's files below the data folder. */
export const embeddedFolder = 'embedded-mongodb';

/**
 * Starts the embedded engine in a child process on `<dataDir>/embedded-mongodb`.
 * @throws ProductError `database_unavailable` when it cannot run here or another process has the folder
 */
export async function openEmbedded(dataDir: string, log: Log): Promise<MongoHandle> {
  const folder = join(dataDir, embeddedFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { command, args } = await findNodeCommand(dataDir, log);
  const socketFolder = createSocketFolder();
  const start = { command, args: [...args, hostScript, folder], log, startTimeout: 60_000 };
  const host = await startHost(start, socketFolder).catch((error: unknown) => {
    throw explainFailure(error, folder);
  });
  return {
    uri: host.uri.replace('/?', `/${databaseName}?`),
    kind: 'embedded',
    dataDir: folder,
    describe: `MongoDB: the embedded engine (for trying out and small schools), data in ${folder}.`,
    onExit: (listener) =>
      host.onExit((how) =>
        listener(`The embedded MongoDB ended unexpectedly (${how}); its data is in ${folder}.`),
      ),
    close: () => host.stop(),
  };
}

/** A start that failed, as one sentence. The engine locks its folder itself; the kernel frees the lock of a dead process. */
function explainFailure(error: unknown, folder: string): ProductError {
  const said = error instanceof HostFailure ? error.message : String(error);
  const detail = said.includes('DBPathInUse')
    ? `Another process already uses the data folder ${folder}; stop it, or set another DATA_DIR or a MONGODB_URL that both can use.`
    : `The embedded MongoDB could not be started on ${folder}: ${said}. Set MONGODB_URL to use a server instead.`;
  return new ProductError('database_unavailable', { detail, next: 'fix', cause: error });
}
