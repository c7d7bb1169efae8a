import type { Http } from '../../src/http/http.ts';
import { createLog } from '../../src/log.ts';
import { createServices, type Services } from '../../src/services.ts';
import { connectMongo } from '../../src/store/connect.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import type { TestMongo } from '../support/mongodb.ts';
import type { ServerProcess } from './server-process.ts';
import type { CourseSize } from './synthetic-school.ts';

/** A school whose servers run in another process, and the tool's worker, which runs in this one. */
export interface BenchSchool {
  readonly courses: number;
  readonly canvasUrl: string;
  readonly sisUrl: string;
  readonly services: Services;
  /**
   * Posts one course after another. Returns the milliseconds from the first request to the end of the last
   * run.
   */
  post(kind: 'post' | 'remaster'): Promise<{ readonly ms: number; readonly confirmed: number }>;
  emptySis(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a school on its own databases. `wrapHttp` sees every request of the worker. */
export async function openBenchSchool(
  servers: ServerProcess,
  mongo: TestMongo,
  school: 'grand-bend' | readonly CourseSize[],
  wrapHttp: (http: Http) => Http = (http) => http,
): Promise<BenchSchool> {
  const sizes = school === 'grand-bend' ? school : [...school];
  const opened = await servers.ask({ do: 'open', mongoUri: mongo.handle.uri, school: sizes }, 'opened');
  const connection = await connectMongo({ uri: opened.toolMongoUri, kind: mongo.handle.kind });
  const { id, key } = opened.encryptionKey;
  const services = createServices({
    settings: {
      PUBLIC_URL: opened.toolUrl,
      PORT: 0,
      ROLES: ['worker'],
      DATA_DIR: '',
      ENCRYPTION_KEYS: [{ id, key: Buffer.from(key, 'base64') }],
      LOG_LEVEL: 'silent',
      WORKER_CONCURRENCY: 1,
      ALLOWED_PRIVATE_HOSTS: thisMachine,
      TRUSTED_PROXIES: 0,
    },
    connection,
    log: createLog('silent'),
    wrapHttp,
    onEvent: () => {},
  });
  const ask = servers.ask;
  return {
    ...opened,
    services,
    async post(kind) {
      const startedAt = performance.now();
      const runIds: string[] = [];
      for (let course = 0; course < opened.courses; course += 1) {
        const { runId } = await ask({ do: 'request', course, kind }, 'requested');
        runIds.push(runId);
        while (await services.worker.runOnce());
      }
      const ms = performance.now() - startedAt;
      let confirmed = 0;
      for (const [course, runId] of runIds.entries()) {
        const run = await ask({ do: 'read', course, runId }, 'read');
        if (run.state !== 'completed' && run.state !== 'nothing_to_send') {
          throw new Error(`a run ended as ${run.state}`);
        }
        confirmed += run.confirmed;
      }
      return { ms, confirmed };
    },
    async emptySis() {
      await ask({ do: 'empty-sis' }, 'ok');
    },
    async close() {
      await services.close();
      await connection.close();
      await ask({ do: 'close' }, 'ok');
    },
  };
}
