import { randomBytes } from 'node:crypto';
import type { Course } from '../../sandbox/canvas/school/records/course.ts';
import {
  createDemoKey,
  nameDatabase,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/start-sandbox.ts';
import { createLog } from '../../src/log.ts';
import { connectMongo } from '../../src/store/connect.ts';

/** What a test wants of the sandbox; the rest is as in `npm run demo`. */
export interface TestSandboxOptions
  extends Pick<
    SandboxOptions,
    'sample' | 'wrapHttp' | 'onEvent' | 'institutionSettings' | 'sisStyle' | 'sisAuth'
  > {
  /** Address of the MongoDB to use, such as `useMongo().uri()`; its database name is not used. */
  readonly mongoUri: string;
  /** Default 1.2. */
  readonly version?: '1.1' | '1.2';
  /** True: a worker takes runs by itself, as in production. Otherwise only `workOff` runs them. */
  readonly worker?: boolean;
}

/** Tool, sandbox Canvas and sandbox SIS for one test, on free ports and their own databases. */
export interface TestSandbox extends Sandbox {
  /** Address of the tool's database, for a worker in another process. */
  readonly toolMongoUri: string;
  /** Runs everything that is due as far as it goes. */
  workOff(): Promise<void>;
  /** The Canvas course with this name. */
  findCourse(name: string): Promise<Course>;
  /** Stops everything and erases its databases. */
  stop(): Promise<void>;
}

/** Starts the whole sandbox for a test. */
export async function startTestSandbox(options: TestSandboxOptions): Promise<TestSandbox> {
  const { mongoUri, worker = false, version = '1.2', ...rest } = options;
  const mongo = { uri: mongoUri, kind: 'embedded' as const };
  const schoolKey = `test_${randomBytes(6).toString('hex')}`;
  const sandbox = await startSandbox({
    ...rest,
    mongo,
    version,
    schoolKey,
    log: createLog('silent'),
    canvasHost: '127.0.0.1',
    ports: { tool: 0, canvas: 0, sis: 0 },
    encryptionKey: createDemoKey(),
    roles: worker ? ['web', 'worker'] : ['web'],
  });
  return {
    ...sandbox,
    toolMongoUri: nameDatabase(mongoUri, `${schoolKey}_tool`),
    async workOff() {
      while (await sandbox.product.services.worker.runOnce());
    },
    async findCourse(name) {
      const course = await sandbox.canvas.store.models.courses.findOne({ name }, { _id: 0 }).lean<Course>();
      if (course === null) throw new Error(`the sample has no course ${name}`);
      return course;
    },
    async stop() {
      await sandbox.stop();
      const connection = await connectMongo(mongo);
      for (const part of ['sandbox', 'sis', 'canvas', 'tool']) {
        await connection.useDb(`${schoolKey}_${part}`).dropDatabase();
      }
      await connection.close();
    },
  };
}
