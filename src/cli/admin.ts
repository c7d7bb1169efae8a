import { toProductError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createServices } from '../services.ts';
import { readSettings } from '../settings.ts';
import { connectMongo } from '../store/mongodb/connect.ts';
import { openMongoDb } from '../store/mongodb/open-mongodb.ts';
import { type Command, type CommandInput, type CommandResult, UsageError } from './command.ts';
import { commands } from './commands/index.ts';
import { describeCommand, describeCommands } from './help.ts';
import { parseCall } from './parse-call.ts';
import { openTerminal } from './terminal.ts';

/** Exit codes, for scripts. */
const exitCodes = { failed: 1, usage: 2 } as const;

async function main(args: readonly string[]): Promise<void> {
  const call = parseCall(args, commands);
  if (call.kind === 'help') {
    process.stdout.write(call.command === null ? describeCommands(commands) : describeCommand(call.command));
    return;
  }
  const { text, json } = await runCommand(call.command, call.input);
  process.stdout.write(call.json ? `${JSON.stringify(json)}\n` : text);
}

/** Runs one command on the database of the settings. Logs go to standard error: results stand alone. */
async function runCommand(command: Command, input: CommandInput): Promise<CommandResult> {
  const settings = readSettings(process.env);
  const log = createLog('warn', { write: (line) => void process.stderr.write(line) });
  const mongo = await openMongoDb({ url: settings.MONGODB_URL, dataDir: settings.DATA_DIR, log });
  try {
    const connection = await connectMongo(mongo);
    const services = createServices({ settings, connection, log });
    try {
      await services.stores.ensureIndexes();
      return await command.run({ services, terminal: openTerminal() }, input);
    } finally {
      await services.close();
      await connection.close();
    }
  } finally {
    await mongo.close();
  }
}

try {
  await main(process.argv.slice(2));
} catch (thrown) {
  if (thrown instanceof UsageError) {
    process.stderr.write(`${thrown.message}\n`);
    process.exitCode = exitCodes.usage;
  } else {
    const { code, detail } = toProductError(thrown);
    const asJson = process.argv.includes('--json');
    process.stderr.write(`${asJson ? JSON.stringify({ error: code, detail }) : (detail ?? code)}\n`);
    process.exitCode = exitCodes.failed;
  }
}
