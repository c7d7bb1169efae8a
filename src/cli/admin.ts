import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { openMongoDb } from '../local-mongodb/open-mongodb.ts';
import { createLog } from '../log.ts';
import { createServices } from '../services.ts';
import { readSettings } from '../settings.ts';
import { connectMongo } from '../store/connect.ts';
import type { Terminal } from './command.ts';
import { type OpenServices, runCli } from './run-cli.ts';

/** Opens the services on the configured database. Logs go to standard error; standard output holds results only. */
async function openServices(): Promise<OpenServices> {
  const settings = readSettings(process.env);
  const log = createLog('warn', { write: (line) => void process.stderr.write(line) });
  const mongo = await openMongoDb({
    url: settings.MONGODB_URL,
    dataDir: settings.DATA_DIR,
    log,
    visit: true,
  });
  const connection = await connectMongo(mongo).catch(async (error: unknown) => {
    await mongo.close();
    throw error;
  });
  const services = createServices({ settings, connection, log });
  await services.databaseClock.measure();
  await services.stores.ensureIndexes();
  return {
    services,
    async close() {
      await services.close();
      await connection.close();
      await mongo.close();
    },
  };
}

/** This process's terminal. Questions and progress go to standard error, so that results can be piped. */
const terminal: Terminal = {
  read: (path) => (path === '-' ? readStandardInput() : readFile(path, 'utf8')),
  async ask(question) {
    process.stderr.write(question);
    const lines = createInterface({ input: process.stdin, terminal: false });
    for await (const line of lines) return line;
    return '';
  },
  progress: (line) => void process.stderr.write(`${line}\n`),
};

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

process.exitCode = await runCli(process.argv.slice(2), {
  openServices,
  terminal,
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
});
