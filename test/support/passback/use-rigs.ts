import type { SuiteMongo } from '../mongodb.ts';
import { useMongo } from '../mongodb.ts';
import { createRig, type Rig } from './rig.ts';

/** A database with all indexes for the suite; each test starts without anybody's runs. */
export function useRigs(): {
  readonly mongo: SuiteMongo;
  rig(size?: { students?: number; assignments?: number; institutionId?: string }): Rig;
} {
  const mongo = useMongo();
  before(async () => {
    await createRig(mongo.connection()).stores.ensureIndexes();
  });
  beforeEach(async () => {
    await mongo.connection().collection('runs').deleteMany({});
  });
  return { mongo, rig: (size) => createRig(mongo.connection(), size) };
}
