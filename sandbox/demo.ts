import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { toProductError } from '../src/errors.ts';
import { openMongoDb } from '../src/local-mongodb/open-mongodb.ts';
import { createLog } from '../src/log.ts';
import { issueAdministratorToken } from './canvas/install-tool.ts';
import { type DemoOptions, readDemoOptions } from './demo-options.ts';
import { describeInstallation } from './describe-installation.ts';
import { inventedSchool } from './sample/invented-school.ts';
import { loadSampleSchool } from './sample/load-sample-school.ts';
import type { SampleSchool } from './sample/types.ts';
import { sisPersonalities } from './sis/personalities.ts';
import { createDemoKey, type SandboxSchool, startSandbox, startSchool } from './start-sandbox.ts';

/** `npm run demo`: everything on this machine, until Ctrl+C. `npm run sandbox`: only Canvas and the SIS. */
async function main(): Promise<void> {
  const options = readDemoOptions(process.argv.slice(2), process.env);
  await mkdir(options.dataDir, { recursive: true });
  const logFile = join(options.dataDir, 'demo.log');
  const log = createLog('info', pino.destination({ dest: logFile, append: true, sync: false }));
  const sample = await loadSample(options);
  const mongo = await openMongoDb({ url: options.mongoDbUrl, dataDir: options.dataDir, log });
  say(mongo.describe);
  const like = options.sis === null ? null : sisPersonalities[options.sis];
  const common = { mongo, sample, schoolKey: schoolKey(options), log, ...(like ? { like } : {}) };
  const ports = { tool: options.toolPort, canvas: options.canvasPort, sis: options.sisPort };
  const { version } = options;
  let sandbox: SandboxSchool;
  if (options.withTool) {
    const encryptionKey = await readDemoKey(options.dataDir);
    const whole = await startSandbox({ ...common, ports, version, encryptionKey });
    say(`${sample.name}: tool ${whole.toolUrl}, sandbox SIS ${whole.sis.url}, log ${logFile}`);
    sandbox = whole;
  } else {
    sandbox = await startSchool({ ...common, ports });
    say(`${sample.name}: sandbox SIS ${sandbox.sis.url}, log ${logFile}`);
    say(describeInstallation(sandbox, sample, { version, ...(like ? { like } : {}) }));
  }
  say(`For scripts: CANVAS_TOKEN=${await issueAdministratorToken(sandbox.canvas.store)}`);
  say(`Ready: ${sandbox.canvas.url}`);

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await sandbox.stop();
    await mongo.close();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  mongo.onExit((sentence) => {
    say(sentence);
    process.exit(1);
  });
}

async function loadSample({ onerosterDir, gradebookDir }: DemoOptions): Promise<SampleSchool> {
  if (onerosterDir === null) return inventedSchool();
  return loadSampleSchool({ onerosterDir, ...(gradebookDir === null ? {} : { gradebookDir }) });
}

/** Each school has its own databases, so that trying another one mixes nothing up. */
function schoolKey({ onerosterDir, gradebookDir, sis }: DemoOptions): string {
  if (onerosterDir === null) return sis === null ? 'invented' : `invented_${sis.replaceAll('-', '_')}`;
  const folders = JSON.stringify([onerosterDir, gradebookDir]);
  return `school_${createHash('sha256').update(folders).digest('hex').slice(0, 8)}`;
}

/** The demo's encryption key, created on the first start and stored with its data. */
async function readDemoKey(dataDir: string): Promise<Buffer<ArrayBuffer>> {
  const file = join(dataDir, 'demo-encryption-key');
  try {
    return Buffer.from(await readFile(file, 'utf8'), 'base64url');
  } catch {
    const key = createDemoKey();
    await writeFile(file, key.toString('base64url'), { mode: 0o600 });
    return key;
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

try {
  await main();
} catch (thrown) {
  const error = toProductError(thrown);
  process.stderr.write(`The demo cannot start: ${error.detail ?? error.code}\n`);
  process.exitCode = 1;
}
