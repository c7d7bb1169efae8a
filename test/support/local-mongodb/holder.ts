import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundledProgram } from '../bundled-program.ts';

const program = fileURLToPath(new URL('./holding-process.ts', import.meta.url));

/** Another process that has opened MongoDB on a folder and written one document to `facts`. */
export interface Holder {
  readonly mongoPid: number;
  /** The name of the socket's folder, in the folder for temporary files. */
  readonly socketFolder: string;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a process that holds MongoDB on `dataDir` until it is killed; `path` is where it looks for mongod. */
export async function holdMongo(dataDir: string, path = ''): Promise<Holder> {
  const child: ChildProcess = spawn(process.execPath, [await bundledProgram(program), dataDir, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  await Promise.race([waitUntil(() => said.includes('\n')), once(child, 'exit')]);
  const [pid = '', socketFolder = ''] = said.trim().split(' ');
  if (!pid) throw new Error('the other process could not open MongoDB');
  return { mongoPid: Number(pid), socketFolder, kill: (signal) => child.kill(signal) };
}

/** Waits until `condition` holds, asking every 20 ms for up to a minute. */
export async function waitUntil(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries > 3000) throw new Error('waited a minute in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Whether the process is running; a zombie does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = existsSync('/proc/self/stat') ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
    return !/\) [ZX] /.test(state);
  } catch {
    return false;
  }
}
