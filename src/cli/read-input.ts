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
    throw unusable(path, explainFileError(cause), cause);
  }
}

const fileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EEXIST: 'it exists already; name a new file',
  EACCES: 'this user has no permission for it',
  EPERM: 'this user has no permission for it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'its folder is a file',
  ENOSPC: 'the disk is full',
};

/** Why a file could not be read or written, in our words. */
export function explainFileError(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return fileErrors[code] ?? `it cannot be used${code === '' ? '' : ` (${code})`}`;
}

function unusable(path: string, reason: string, cause?: unknown): ProductError {
  const name = path === '-' ? 'standard input' : path;
  return new ProductError('settings_invalid', { detail: `${name}: ${reason}`, next: 'fix', cause });
}
