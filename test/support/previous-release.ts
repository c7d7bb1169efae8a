import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { createWorker } from '../../src/passback/runs/worker.ts';
import type { createPassbackStores } from '../../src/store/passback/passback-stores.ts';

const frozen = join(import.meta.dirname, '../store/fixtures/previous-release.mjs.gz');
/** Inside `node_modules`, so that the copy finds its packages. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/grade-passback');

const isFunction = (value: unknown): boolean => typeof value === 'function';
const format = z.object({
  collection: z.string(),
  version: z.number(),
  schema: z.custom<z.ZodType>((value) => value instanceof z.ZodType),
});
/** Its parts are called as today's are. */
const release = z.object({
  createWorker: z.custom<typeof createWorker>(isFunction),
  createPassbackStores: z.custom<typeof createPassbackStores>(isFunction),
  formats: z.array(format),
});

/** The worker, the stores and the document formats of the previous release, frozen by `npm run freeze:release`. */
export async function loadPreviousRelease(): Promise<z.infer<typeof release>> {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, `previous-release-${process.pid}.mjs`);
  writeFileSync(file, gunzipSync(readFileSync(frozen)));
  try {
    const loaded: unknown = await import(file);
    return release.parse({ ...Object(loaded) });
  } finally {
    rmSync(file);
  }
}
