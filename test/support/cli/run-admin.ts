import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type mongoose from 'mongoose';
import { runCli } from '../../../src/cli/run-cli.ts';
import { createLog } from '../../../src/log.ts';
import { createServices } from '../../../src/services.ts';
import { readSettings } from '../../../src/settings.ts';
import { sharedProduct } from '../installed-product.ts';

/** The result of one call of the operator's command line. */
export interface AdminCall {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the operator's command line with arguments and standard input. */
export type RunAdmin = (args: readonly string[], stdin?: string) => Promise<AdminCall>;

/** The command line as an operator has it: a process for each call. */
export function adminProcess(environment: Readonly<Record<string, string>>): RunAdmin {
  return async (args, stdin = '') => {
    const { folder } = await sharedProduct();
    const child = spawn(process.execPath, ['dist/admin.js', ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => {}).end(stdin);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  };
}

/** The same in this process, for the many calls that need no process of their own. */
export function adminHere(
  connection: mongoose.Connection,
  environment: Readonly<Record<string, string>>,
): RunAdmin {
  let hasIndexes = false;
  return async (args, stdin = '') => {
    let [stdout, stderr] = ['', ''];
    const printError = (text: string): void => {
      stderr += text;
    };
    const log = createLog('warn', { write: printError });
    const code = await runCli(args, {
      openServices: async () => {
        const services = createServices({ settings: readSettings(environment), connection, log });
        if (!hasIndexes) await services.stores.ensureIndexes();
        hasIndexes = true;
        return { services, close: () => services.close() };
      },
      terminal: {
        read: async (path) => (path === '-' ? stdin : readFile(path, 'utf8')),
        ask: async (question) => {
          printError(question);
          return stdin.split('\n')[0] ?? '';
        },
        progress: (line) => printError(`${line}\n`),
      },
      print: (text) => {
        stdout += text;
      },
      printError,
    });
    return { code, stdout, stderr };
  };
}

/** Records everything that calls of `run` write. */
export function recordAdmin(run: RunAdmin, written: string[]): RunAdmin {
  return async (args, stdin) => {
    const call = await run(args, stdin);
    written.push(call.stdout, call.stderr);
    return call;
  };
}

/** The JSON that a call printed. */
export function readJson(call: AdminCall): unknown {
  if (call.code !== 0) throw new Error(`exit code ${call.code}: ${call.stderr}`);
  return JSON.parse(call.stdout);
}
