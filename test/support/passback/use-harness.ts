import type { SuiteMongo } from '../mongodb.ts';
import { useMongo } from '../mongodb.ts';
import { createHarness, type Harness } from './harness.ts';

/** A database with all indexes for the suite. Each test starts without any runs. */
export function useHarness(): {
  readonly mongo: SuiteMongo;
  harness(size?: { students?: number; assignments?: number; institutionId?: string }): Harness;
} {
  const mongo = useMongo();
  before(async () => {
    await createHarness(mongo.connection()).stores.ensureIndexes();
  });
  beforeEach(async () => {
    await mongo.connection().collection('runs').deleteMany({});
  });
  return { mongo, harness: (size) => createHarness(mongo.connection(), size) };
}
