import { type Connection, Schema } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from './records.ts';

/** `pending` was seen in a launch and waits for the operator; only `approved` may launch. */
export type DeploymentState = 'pending' | 'approved' | 'refused';

/** One installation of the tool in one institution's Canvas. */
export interface Deployment {
  readonly institutionId: string;
  readonly deploymentId: string;
  readonly state: DeploymentState;
  readonly firstSeenAt: Date;
}

export interface DeploymentStore {
  ensureIndexes(): Promise<void>;
  /** The deployment; one that was never seen is kept as `pending` first. Safe when called at once by many. */
  findOrRecord(institutionId: string, deploymentId: string): Promise<Deployment>;
  /** Decides a deployment, seen before or not. */
  decide(institutionId: string, deploymentId: string, state: 'approved' | 'refused'): Promise<void>;
  list(institutionId: string): Promise<readonly Deployment[]>;
  removeInstitution(institutionId: string): Promise<void>;
}

const rowSchema = new Schema<Deployment>(
  {
    institutionId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    state: { type: String, required: true, enum: ['pending', 'approved', 'refused'] },
    firstSeenAt: { type: Date, required: true },
  },
  { versionKey: false },
);
rowSchema.index({ institutionId: 1, deploymentId: 1 }, { unique: true });

const fields = '-_id institutionId deploymentId state firstSeenAt';

export function createDeploymentStore(connection: Connection, clock: Clock): DeploymentStore {
  const rows = connection.model<Deployment>('Deployment', rowSchema, 'deployments');

  const record = (institutionId: string, deploymentId: string): Promise<Deployment> =>
    rows
      .findOneAndUpdate(
        { institutionId, deploymentId },
        { $setOnInsert: { state: 'pending', firstSeenAt: clock() } },
        { upsert: true, returnDocument: 'after' },
      )
      .select(fields)
      .orFail()
      .lean<Deployment>()
      .exec();

  return {
    ensureIndexes: () => rows.createIndexes(),
    async findOrRecord(institutionId, deploymentId) {
      try {
        return await record(institutionId, deploymentId);
      } catch (error) {
        // Two first launches at once: the unique index lets one upsert insert, the other finds it now.
        if (!isDuplicateKey(error)) throw error;
        return record(institutionId, deploymentId);
      }
    },
    async decide(institutionId, deploymentId, state) {
      await rows.updateOne(
        { institutionId, deploymentId },
        { $set: { state }, $setOnInsert: { firstSeenAt: clock() } },
        { upsert: true },
      );
    },
    list: (institutionId) =>
      rows.find({ institutionId }).sort({ firstSeenAt: 1 }).select(fields).lean<Deployment[]>().exec(),
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
  };
}
