import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ProductError, toProductError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createServices } from '../services.ts';
import { readSettings } from '../settings.ts';
import { connectMongo } from '../store/mongodb/connect.ts';
import { openMongoDb } from '../store/mongodb/open-mongodb.ts';
import { applyInstitution } from './apply-institution.ts';
import { parseInstitutionFile } from './institution-file.ts';

const help = `Grade Passback, operator's command line

  npm run admin -- institution apply FILE     add or change the institution described in FILE (JSON; - reads standard input)
  npm run admin -- institution list           institutions with their platform and deployments
  npm run admin -- deployment approve ID DEPLOYMENT
  npm run admin -- deployment refuse ID DEPLOYMENT
                                              decide a deployment of institution ID that was seen at the door

It reads the same environment variables as the tool. Secrets are read from FILE only and never printed.
`;

/** Runs one command; the exit code is 0 when it was carried out. */
async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const [noun, verb, ...rest] = positionals;
  if (values.help || noun === undefined) return print(help);

  const settings = readSettings(process.env);
  const log = createLog('warn');
  const mongo = await openMongoDb({ url: settings.MONGODB_URL, dataDir: settings.DATA_DIR, log });
  const connection = await connectMongo(mongo);
  const services = createServices({ settings, connection, log });
  try {
    await services.stores.ensureIndexes();
    await runCommand(services, `${noun} ${verb ?? ''}`, rest);
  } finally {
    await services.close();
    await connection.close();
    await mongo.close();
  }
}

async function runCommand(
  services: ReturnType<typeof createServices>,
  command: string,
  [first, second]: readonly string[],
): Promise<void> {
  const { institutions, deployments } = services.stores;
  if (command === 'institution apply' && first !== undefined) {
    const content: unknown = JSON.parse(await readFile(first === '-' ? '/dev/stdin' : first, 'utf8'));
    const institution = await applyInstitution(services, parseInstitutionFile(content));
    return print(`${institution.id}  ${institution.name}\n`);
  }
  if (command === 'institution list') {
    for (const { id, name, platform } of await institutions.list()) {
      print(`${id}  ${name}  ${platform.issuer}  ${platform.clientId}\n`);
      for (const row of await deployments.list(id)) print(`    ${row.state}  ${row.deploymentId}\n`);
    }
    return;
  }
  const decision = { 'deployment approve': 'approved', 'deployment refuse': 'refused' } as const;
  if (isKey(decision, command) && first !== undefined && second !== undefined) {
    if ((await institutions.find(first)) === null) throw unknownCommand(`there is no institution ${first}`);
    await deployments.decide(first, second, decision[command]);
    return print(`${second}: ${decision[command]}\n`);
  }
  throw unknownCommand('unknown command; try --help');
}

function isKey<T extends object>(object: T, key: string): key is string & keyof T {
  return Object.hasOwn(object, key);
}

function unknownCommand(detail: string): ProductError {
  return new ProductError('settings_invalid', { detail, next: 'fix' });
}

function print(text: string): void {
  process.stdout.write(text);
}

try {
  await main();
} catch (thrown) {
  const error = toProductError(thrown);
  process.stderr.write(`${error.detail ?? error.code}\n`);
  process.exitCode = 1;
}
