import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Terminal } from './command.ts';

/** The terminal of this process: questions and progress go to standard error, so that results can be piped on. */
export function openTerminal(): Terminal {
  return {
    read: (path) => (path === '-' ? readStandardInput() : readFile(path, 'utf8')),
    async ask(question) {
      process.stderr.write(question);
      const lines = createInterface({ input: process.stdin, terminal: false });
      for await (const line of lines) return line;
      return '';
    },
    progress: (line) => void process.stderr.write(`${line}\n`),
  };
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
