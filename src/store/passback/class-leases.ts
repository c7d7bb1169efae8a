import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';

const storedClassLease = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  owner: z.string().nullable().default(null),
  until: z.date().nullable().default(null),
  gen: z.number().default(0),
});

/** `until` is when a lease expires, `gen` its fencing token. */
export const classLeaseFormat: RecordFormat<
  { readonly fencingToken: number },
  z.input<typeof storedClassLease>
> = {
  collection: 'class_leases',
  version: 1,
  schema: storedClassLease.transform(({ gen }) => ({ fencingToken: gen })),
};

/** One class of one institution. */
export interface ClassRef {
  readonly institutionId: string;
  readonly classSourcedId: string;
}

export interface ClassLeases {
  /** The fencing token under which `owner` may write to the class; null while another writes there. */
  acquire(of: ClassRef, owner: string, leaseMs: number): Promise<number | null>;
  /** Extends all leases of an owner. */
  heartbeat(owner: string, leaseMs: number): Promise<void>;
  releaseAll(owner: string): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * One writer per institution and class, across courses and workers. The fencing token grows whenever a lease
 * is acquired, and fences the receipts. An owner is one claim of one run, so a run that is claimed again
 * acquires its classes again.
 */
export function createClassLeases(connection: mongoose.Connection): ClassLeases {
  const leases = openRecords(connection, classLeaseFormat);
  return {
    async acquire({ institutionId, classSourcedId }, owner, leaseMs) {
      const _id = `${institutionId}:${classSourcedId}`;
      const free = { $or: [{ $eq: ['$owner', null] }, { $lt: ['$until', '$$NOW'] }] };
      const taken = {
        owner: { $literal: owner },
        until: { $add: ['$$NOW', leaseMs] },
        gen: { $add: ['$gen', 1] },
      };
      const take = () => leases.updateAndFind({ _id, $expr: free }, [{ $set: taken }]);
      const lease = await take();
      if (lease) return lease.fencingToken;
      // Held, or never acquired. MongoDB allows no `$expr` in an upsert, so the document comes first.
      const fresh = { _id, institutionId, owner: null, until: null, gen: 0 };
      await unlessDuplicate(leases.insertOne(fresh));
      return (await take())?.fencingToken ?? null;
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
