import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMongoDb } from '../../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../../src/log.ts';
import type { MongoHandle } from '../../src/store/mongo-handle.ts';

/** The embedded engine behind an address that stays the same while the engine is killed and started again. */
export interface BouncingDatabase {
  readonly uri: string;
  /** Ends the engine with SIGKILL and starts it on the same data; resolves when it answers again. */
  kill(): Promise<void>;
  /** Cuts every connection to it. */
  cut(): void;
  stop(): Promise<void>;
}

/** Starts it in a folder of its own below `parent`. */
export async function startBouncingDatabase(parent = tmpdir()): Promise<BouncingDatabase> {
  const dataDir = await mkdtemp(join(parent, 'gp-soak-'));
  const open = (): Promise<MongoHandle> =>
    openMongoDb({ dataDir, log: createLog('silent'), preferEmbedded: true, lockWait: 30_000 });
  let handle = await open();
  let isUp = true;
  const sockets = new Set<Socket>();
  const track = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.pipe(other);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const gate = createServer((client) => {
    if (!isUp) return void client.destroy();
    const engine = connect({ path: socketOf(handle.uri) });
    track(client, engine);
    track(engine, client);
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const { port } = gate.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  let bouncing: Promise<void> | null = null;
  const bounce = async (): Promise<void> => {
    isUp = false;
    const { pid } = handle;
    const ended = new Promise<void>((resolve) => handle.onExit(() => resolve()));
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await ended;
    cut();
    handle = await open();
    isUp = true;
  };
  return {
    uri: `mongodb://127.0.0.1:${port}/soak?directConnection=true`,
    kill() {
      bouncing ??= bounce().finally(() => {
        bouncing = null;
      });
      return bouncing;
    },
    cut,
    async stop() {
      await bouncing;
      await handle.close();
      gate.close();
      cut();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The Unix socket of `mongodb://<encoded path>/…`. */
function socketOf(uri: string): string {
  const host = /^mongodb:\/\/([^/]+)\//.exec(uri)?.[1] ?? '';
  return decodeURIComponent(host);
}
