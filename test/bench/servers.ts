import { loadSampleSchool } from '../../sandbox/sample/load-sample-school.ts';
import type { SampleSchool } from '../../sandbox/sample/types.ts';
import { findGrandBend } from '../../sandbox/test/sample/grand-bend.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';
import { type ServerAnswer, type ServerCommand, serverCommand } from './server-messages.ts';
import { buildSyntheticSchool } from './synthetic-school.ts';

/**
 * The bench's process for everything but the worker: sandbox Canvas, sandbox SIS, and the tool's web role.
 */
let open: { readonly sandbox: TestSandbox; readonly teachers: readonly Teacher[] } | undefined;

process.on('message', async (message: unknown) => {
  const answer = await obey(serverCommand.parse(message)).catch(
    (error: unknown): ServerAnswer => ({ done: 'failed', words: String(error) }),
  );
  process.send?.(answer);
});
process.on('disconnect', () => process.exit());

async function obey(command: ServerCommand): Promise<ServerAnswer> {
  if (command.do === 'open') return openSchool(command);
  if (!open) throw new Error('no school is open');
  const { sandbox, teachers } = open;
  if (command.do === 'close') {
    await sandbox.stop();
    open = undefined;
    return { done: 'ok' };
  }
  if (command.do === 'empty-sis') {
    await sandbox.sis.store.results.deleteMany({});
    await sandbox.sis.store.lineItems.deleteMany({});
    return { done: 'ok' };
  }
  const { passback } = sandbox.product.services;
  const teacher = teachers[command.course];
  if (!teacher) throw new Error(`no course ${command.course}`);
  if (command.do === 'request') {
    const asked = await passback.requestRun(teacher.launch, {
      kind: command.kind,
      selection: { kind: 'all' },
    });
    return { done: 'requested', runId: asked.runId };
  }
  const { state, counts } = await passback.readRun(teacher.launch, command.runId);
  return { done: 'read', state, eligible: counts.eligible, confirmed: counts.confirmed };
}

async function openSchool({
  mongoUri,
  school,
}: Extract<ServerCommand, { do: 'open' }>): Promise<ServerAnswer> {
  const sample = school === 'grand-bend' ? await loadGrandBend() : buildSyntheticSchool(school);
  const sandbox = await startTestSandbox({ mongoUri, sample });
  const teachers: Teacher[] = [];
  for (const { name, assignments } of sample.canvas.courses) {
    if (assignments.length > 0) teachers.push(await connectTeacher(sandbox, name));
  }
  open = { sandbox, teachers };
  const [encryptionKey] = sandbox.product.services.settings.ENCRYPTION_KEYS;
  if (!encryptionKey) throw new Error('the tool has no key');
  const { id, key } = encryptionKey;
  return {
    done: 'opened',
    toolUrl: sandbox.toolUrl,
    toolMongoUri: sandbox.toolMongoUri,
    encryptionKey: { id, key: Buffer.from(key).toString('base64') },
    canvasUrl: sandbox.canvas.url,
    sisUrl: sandbox.sis.url,
    courses: teachers.length,
  };
}

async function loadGrandBend(): Promise<SampleSchool> {
  const folders = findGrandBend();
  if (folders === null) throw new Error('no Grand Bend data beside the repository');
  return loadSampleSchool(folders);
}
