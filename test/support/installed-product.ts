import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { bundle, productPrograms } from '../../scripts/bundle.ts';

const repository = join(import.meta.dirname, '../..');
const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});

/**
 * The product as an operator has it: built, with its production dependencies, but without sources, sandbox
 * and tests.
 */
export interface InstalledProduct {
  readonly folder: string;
  /** Starts a command there, in its own process group. */
  run(command: readonly [string, ...string[]], environment: Readonly<Record<string, string>>): RunningCommand;
  /** Kills what is left and deletes everything. */
  remove(): void;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  /** The process's exit code and everything it wrote. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  /** Resolves when the output contains `text`; rejects when the process ends first. */
  waitFor(text: string): Promise<void>;
  /** Whether any process that it started, directly or not, is still running. */
  isAnythingLeft(): boolean;
}

/** One for all suites of a mocha process that start the product or its command line as a process. */
let shared: Promise<InstalledProduct> | undefined;

/** The product, built and installed once for this mocha process and removed when it ends. */
export function sharedProduct(): Promise<InstalledProduct> {
  shared ??= installProduct({ built: true });
  return shared;
}

after('remove the installed product', async () => {
  (await shared)?.remove();
});

export async function installProduct({ built }: { readonly built: boolean }): Promise<InstalledProduct> {
  const folder = mkdtempSync(join(tmpdir(), 'gp-installed-'));
  for (const part of ['package.json', 'scripts/run-built.mjs', 'config', 'public', 'views']) {
    cpSync(join(repository, part), join(folder, part), { recursive: true });
  }
  const text = readFileSync(join(repository, 'package.json'), 'utf8');
  const { dependencies, optionalDependencies } = packageSchema.parse(JSON.parse(text));
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), link);
  }
  if (built) await bundle(productPrograms, join(folder, 'dist'));
  const running: RunningCommand[] = [];
  return {
    folder,
    run(command, environment) {
      const started = runCommand(folder, command, environment);
      running.push(started);
      return started;
    },
    remove() {
      for (const { child, isAnythingLeft } of running) if (isAnythingLeft()) killGroup(child, 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function runCommand(
  cwd: string,
  [command, ...args]: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>>,
): RunningCommand {
  const child = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const ended = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
  return {
    child,
    ended,
    waitFor: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.includes(text)) resolve();
        };
        look();
        child.stdout?.on('data', look);
        child.stderr?.on('data', look);
        void ended.then(() => reject(new Error(`it ended without "${text}": ${output}`)));
      }),
    isAnythingLeft: () => killGroup(child, 0),
  };
}

/** Sends `signal` to the whole group of `child`. False: the group is empty. */
function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}
