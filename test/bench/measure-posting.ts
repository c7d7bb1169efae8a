import { createHttp } from '../../src/http/create-http.ts';
import type { Http, HttpRequest } from '../../src/http/http.ts';
import { forEachConcurrent } from '../../src/passback/delivery/for-each-concurrent.ts';
import { thisMachine } from '../support/http/this-machine.ts';
import type { TestMongo } from '../support/mongodb.ts';
import { type BenchSchool, openBenchSchool } from './bench-school.ts';
import type { ServerProcess } from './server-process.ts';
import type { CourseSize } from './synthetic-school.ts';

/** One round: a first post, a post with nothing changed, and a bare loop of the first one's PUTs. */
export interface PostingRound {
  readonly results: number;
  readonly firstMs: number;
  readonly bareMs: number;
  readonly unchangedMs: number;
  /** Writes of the post with nothing changed. */
  readonly unchangedWrites: number;
  readonly unchangedPagesPerCourse: number;
}

/** As many requests in flight as the profile `oneroster-1p2` allows. */
const concurrency = 4;

/** Measures one round on a fresh school. */
export async function measurePosting(
  servers: ServerProcess,
  mongo: TestMongo,
  school: 'grand-bend' | readonly CourseSize[],
): Promise<PostingRound> {
  let requests: HttpRequest[] = [];
  const record = (http: Http): Http => {
    return (request) => {
      requests.push(request);
      return http(request);
    };
  };
  const opened = await openBenchSchool(servers, mongo, school, record);
  try {
    const first = await opened.post('post');
    const writes = requests.filter((request) => isSisWrite(opened, request));
    requests = [];
    const unchanged = await opened.post('post');
    const unchangedWrites = requests.filter((request) => isSisWrite(opened, request)).length;
    const pages = requests.filter(({ url }) =>
      new URL(url).pathname.endsWith('/students/submissions'),
    ).length;
    await opened.emptySis();
    return {
      results: first.confirmed,
      firstMs: first.ms,
      bareMs: await replay(writes),
      unchangedMs: unchanged.ms,
      unchangedWrites,
      unchangedPagesPerCourse: pages / opened.courses,
    };
  } finally {
    await opened.close();
  }
}

/** Every write except token requests. */
function isSisWrite({ sisUrl }: BenchSchool, { method, url }: HttpRequest): boolean {
  return method !== 'GET' && url.startsWith(`${sisUrl}/ims/`);
}

/**
 * Repeats the same PUTs with the tool's own HTTP client and nothing around it. Line items go first, as
 * results need them.
 */
async function replay(writes: readonly HttpRequest[]): Promise<number> {
  const { http, close } = createHttp({ privateHosts: thisMachine });
  const send = async ({ signal: _, ...request }: HttpRequest): Promise<boolean> => {
    const { status } = await http(request);
    if (status >= 300) throw new Error(`the SIS answered ${status} to a replayed PUT`);
    return true;
  };
  const isLineItem = ({ url }: HttpRequest): boolean => url.includes('/lineItems/');
  const startedAt = performance.now();
  await forEachConcurrent(writes.filter(isLineItem), concurrency, send);
  await forEachConcurrent(
    writes.filter((write) => !isLineItem(write)),
    concurrency,
    send,
  );
  const ms = performance.now() - startedAt;
  await close();
  return ms;
}
