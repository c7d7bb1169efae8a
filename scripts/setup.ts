/**
 * `npm run setup`: writes the file `.env` with the two settings that nobody can do without, for `npm start` and
 * `npm run admin`. Asks for the address unless `--address` gives it; `--allow` lists hosts of a private
 * network, and `--to` names another folder for the file.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { toProductError } from '../src/errors.ts';
import { readSettings } from '../src/settings.ts';

const usage = 'npm run setup -- [--address URL] [--allow HOST,HOST] [--to FOLDER]';

async function setUp(): Promise<string> {
  const { address, allow, to = join(import.meta.dirname, '..') } = readArguments();
  const file = join(to, '.env');
  if (existsSync(file)) {
    throw new Error(
      `${file} exists already. Change it with an editor, or move it away: its ENCRYPTION_KEYS are needed.`,
    );
  }
  const url = address ?? (await ask());
  const settings = {
    PUBLIC_URL: url,
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
    ...readPort(url),
    ...(allow === undefined ? {} : { ALLOWED_PRIVATE_HOSTS: allow }),
  };
  readSettings(settings);
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600, flag: 'wx' });
  return [
    `${file} was written; only you can read it. Every other setting is described in README.md under "Settings".`,
    'Keep a copy of ENCRYPTION_KEYS apart from the backups: without it no stored secret can be read.',
    'Next: npm run build && npm start',
  ].join('\n');
}

/** Without a TLS proxy the port of the address is the one to listen on. */
function readPort(url: string): { PORT?: string } {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed?.protocol === 'http:' && parsed.port !== '' ? { PORT: parsed.port } : {};
}

function readArguments() {
  try {
    return parseArgs({
      options: { address: { type: 'string' }, allow: { type: 'string' }, to: { type: 'string' } },
    }).values;
  } catch {
    throw new Error(`Usage: ${usage}`);
  }
}

async function ask(): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const question =
    'Address under which browsers and Canvas reach the tool, such as https://grades.example.org: ';
  const answer = await lines.question(question);
  lines.close();
  return answer.trim();
}

try {
  process.stdout.write(`${await setUp()}\n`);
} catch (thrown) {
  const detail =
    thrown instanceof Error && thrown.name === 'Error' ? thrown.message : toProductError(thrown).detail;
  process.stderr.write(`${detail}\n`);
  process.exitCode = 1;
}
