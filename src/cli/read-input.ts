import { ProductError } from '../errors.ts';
import type { Terminal } from './command.ts';

/**
 * The secret in a file, without the line break that editors add.
 * @throws ProductError `settings_invalid`
 */
export async function readSecret(terminal: Terminal, path: string): Promise<string> {
  const secret = (await readText(terminal, path)).replace(/\r?\n$/, '');
  if (secret.trim() === '') throw unusable(path, 'it is empty');
  return secret;
}

/** @throws ProductError `settings_invalid` */
export async function readJson(terminal: Terminal, path: string): Promise<unknown> {
  const text = await readText(terminal, path);
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, which may hold secrets.
    throw unusable(path, 'it is not JSON');
  }
}

async function readText(terminal: Terminal, path: string): Promise<string> {
  try {
    return await terminal.read(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw unusable(path, code, cause);
  }
}

function unusable(path: string, reason: string, cause?: unknown): ProductError {
  const name = path === '-' ? 'standard input' : path;
  return new ProductError('settings_invalid', { detail: `${name}: ${reason}`, next: 'fix', cause });
}
