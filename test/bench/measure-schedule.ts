import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import type { ScheduleOccurrence } from '../../src/store/schedules.ts';
import { describeAdministrator } from '../support/administrator.ts';
import type { TestMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { authorize } from '../support/teacher.ts';
import { visitTool } from '../support/visit-tool.ts';
import { type AccountSize, type FastCanvas, startFastCanvas } from './fast-canvas.ts';
import { startProgram } from './start-program.ts';

export interface SchedulePlanning {
  readonly seconds: number;
  readonly found: ScheduleOccurrence;
  readonly requests: FastCanvas['asked'];
}

const schedulesPath = '/administration/schedules';

/** Plans a schedule of a whole account in a worker process of the built product. `dist/` must have been built. */
export async function measureSchedule(mongo: TestMongo, size: AccountSize): Promise<SchedulePlanning> {
  const sandbox = await startTestSandbox({ mongoUri: mongo.handle.uri, sample: inventedSchool() });
  try {
    const [key] = sandbox.product.services.settings.ENCRYPTION_KEYS;
    if (!key) throw new Error('the tool has no key');
    return await planAccount(sandbox, await connectAdministrator(sandbox), size, async (isPlanned) => {
      const worker = await startProgram(sandbox.toolMongoUri, 'dist', {
        ALLOWED_PRIVATE_HOSTS: 'http://localhost,http://127.0.0.1',
        ENCRYPTION_KEYS: `${key.id}:${Buffer.from(key.key).toString('base64url')}`,
        LOG_LEVEL: 'warn',
      });
      while (!(await isPlanned())) await new Promise((resolve) => setTimeout(resolve, 500));
      await worker.stop();
    });
  } finally {
    await sandbox.stop();
  }
}

/** Makes a schedule of the whole of another account, and reads what `plan` asked that Canvas for. */
export async function planAccount(
  sandbox: TestSandbox,
  visitor: Awaited<ReturnType<typeof visitTool>>,
  size: AccountSize,
  plan: (isPlanned: () => Promise<boolean>) => Promise<unknown>,
): Promise<SchedulePlanning> {
  const { html } = await visitor.post(`${schedulesPath}/new`, [
    ['name', 'The whole account'],
    ['hour', '1'],
    ['everyHours', ''],
    ['timeZone', 'UTC'],
    // The courses start later, so that only planning asks Canvas.
    ['spreadMinutes', '240'],
    ['days', '1'],
  ]);
  const address = /\/s\/[^"]+\/administration\/schedules\/[0-9a-f]{24}(?=")/.exec(html)?.[0] ?? '';
  const { schedules, stores } = sandbox.product.services;
  const institution = await stores.institutions.find(sandbox.institutionId);
  if (institution === null) throw new Error('the sandbox has no institution');
  const fast = await startFastCanvas(size);
  await stores.institutions.update({
    ...institution,
    canvas: { ...institution.canvas, baseUrl: fast.url },
  });
  await visitor.post(`${address}/run-now`);
  const readLast = async () => (await schedules.list(institution.id))[0]?.schedule.last ?? null;
  await plan(async () => (await readLast()) !== null);
  const found = await readLast();
  await visitor.post(`${address}/remove`);
  await stores.institutions.update(institution);
  await fast.close();
  if (found === null) throw new Error('the schedule was not planned');
  return {
    seconds: (found.plannedAt.getTime() - found.startedAt.getTime()) / 1000,
    found,
    requests: fast.asked,
  };
}

/** An administrator who has connected Canvas, in a session of the tool. */
async function connectAdministrator(sandbox: TestSandbox): Promise<Awaited<ReturnType<typeof visitTool>>> {
  const launch = await describeAdministrator(sandbox);
  const visitor = await visitTool(sandbox, launch);
  const { html } = await visitor.get(schedulesPath);
  const link = /href="([^"]+)"[^>]*data-connect/.exec(html)?.[1] ?? '';
  await authorize(sandbox, Number(launch.person.canvasUserId), link.replaceAll('&amp;', '&'));
  return visitor;
}
