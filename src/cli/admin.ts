import { openMongoDb } from '../local-mongodb/open-mongodb.ts';
import { createLog } from '../log.ts';
import { createServices } from '../services.ts';
import { readSettings } from '../settings.ts';
import { connectMongo } from '../store/connect.ts';
import { type OpenServices, runCli } from './run-cli.ts';
import { openTerminal } from './terminal.ts';

/** The services on the database of the settings. Logs go to standard error: results stand alone. */
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

process.exitCode = await runCli(process.argv.slice(2), {
  openServices,
  terminal: openTerminal(),
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
});
