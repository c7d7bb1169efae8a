import type mongoose from 'mongoose';
import { forgiveDuplicates, openRecords } from './collection.ts';

interface ClassLeaseRecord {
  readonly _id: string;
  readonly institutionId: string;
  readonly owner: string | null;
  readonly until: Date | null;
  readonly gen: number;
}

/** One class of one institution. */
export interface ClassRef {
  readonly institutionId: string;
  readonly classSourcedId: string;
}

export interface ClassLeases {
  /** The generation under which `owner` may write to the class; null while another writes there. */
  acquire(of: ClassRef, owner: string, leaseMs: number): Promise<number | null>;
  /** Prolongs all leases of an owner. */
  heartbeat(owner: string, leaseMs: number): Promise<void>;
  releaseAll(owner: string): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * One writer per institution and class, whichever course or worker it comes from. The generation grows with
 * every taking and fences the receipts. The owner is one claim of one run, so a restarted run takes anew.
 */
export function createClassLeases(connection: mongoose.Connection): ClassLeases {
  const leases = openRecords<ClassLeaseRecord>(connection, 'class_leases');
  return {
    async acquire({ institutionId, classSourcedId }, owner, leaseMs) {
      const _id = `${institutionId}:${classSourcedId}`;
      const free = { $or: [{ $eq: ['$owner', null] }, { $lt: ['$until', '$$NOW'] }] };
      const taken = {
        owner: { $literal: owner },
        until: { $add: ['$$NOW', leaseMs] },
        gen: { $add: ['$gen', 1] },
      };
      const take = () =>
        leases.findOneAndUpdate({ _id, $expr: free }, [{ $set: taken }], { returnDocument: 'after' });
      const lease = await take();
      if (lease) return lease.gen;
      // Held, or never taken before; MongoDB allows no `$expr` in an upsert, so the record comes first.
      const fresh = { _id, institutionId, owner: null, until: null, gen: 0 };
      await forgiveDuplicates(leases.insertOne(fresh));
      return (await take())?.gen ?? null;
    },
    async heartbeat(owner, leaseMs) {
      await leases.updateMany({ owner }, [{ $set: { until: { $add: ['$$NOW', leaseMs] } } }]);
    },
    async releaseAll(owner) {
      await leases.updateMany({ owner }, { $set: { owner: null, until: null } });
    },
    async removeInstitution(institutionId) {
      await leases.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await leases.createIndex({ owner: 1 });
      await leases.createIndex({ institutionId: 1 });
    },
  };
}
