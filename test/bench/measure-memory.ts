import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { TestMongo } from '../support/mongodb.ts';
import { openBenchSchool } from './bench-school.ts';
import type { ServerProcess } from './server-process.ts';
import type { CourseSize } from './synthetic-school.ts';

/** The most memory one course took in the tool's process, above what it held before, in bytes. */
export interface MemoryUse {
  readonly grades: number;
  /** What was still in use after a garbage collection. */
  readonly liveBytes: number;
  readonly rssBytes: number;
}

const sampleEveryMs = 500;

/** Watches the memory of this process while `action` works. `rssBytes` is more than it began with, or none. */
export async function watchMemory(
  action: () => Promise<void>,
): Promise<Pick<MemoryUse, 'liveBytes' | 'rssBytes'>> {
  const collectGarbage = exposeGarbageCollector();
  const live = (): number => {
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = live();
  const rssBefore = process.memoryUsage.rss();
  let most = before;
  let mostRss = rssBefore;
  const watch = setInterval(() => {
    mostRss = Math.max(mostRss, process.memoryUsage.rss());
    most = Math.max(most, live());
  }, sampleEveryMs);
  try {
    await action();
    return { liveBytes: most - before, rssBytes: mostRss - rssBefore };
  } finally {
    clearInterval(watch);
  }
}

/** Posts one synthetic course and watches the tool's memory meanwhile. */
export async function measureMemory(
  servers: ServerProcess,
  mongo: TestMongo,
  size: CourseSize,
): Promise<MemoryUse> {
  const school = await openBenchSchool(servers, mongo, [size]);
  try {
    let grades = 0;
    const use = await watchMemory(async () => {
      grades = (await school.post('post')).confirmed;
    });
    return { grades, ...use };
  } finally {
    await school.close();
  }
}

function exposeGarbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('no garbage collector');
  return () => {
    collect();
  };
}
