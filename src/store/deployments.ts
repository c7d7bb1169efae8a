import { type Connection, Schema } from 'mongoose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { createParsedReader } from './parsed-reader.ts';
import { isDuplicateKey, modelParts, parseDocument } from './records.ts';

/** `pending` was seen in a launch and waits for the operator; only `approved` may launch. */
const deploymentStates = ['pending', 'approved', 'refused'] as const;

const storedDeployment = z.object({
  institutionId: z.string(),
  deploymentId: z.string(),
  state: z.enum(deploymentStates),
  firstSeenAt: z.date(),
});
/** One installation of the tool in one institution's Canvas. */
export type Deployment = Readonly<z.infer<typeof storedDeployment>>;

export const deploymentFormat = { collection: 'deployments', version: 1, schema: storedDeployment };
const { versionField, known, readAll } = modelParts(deploymentFormat);

export interface DeploymentStore {
  ensureIndexes(): Promise<void>;
  /**
   * The deployment; a new one is first stored as `pending`. Safe for many simultaneous calls. Another
   * process's decision may be two seconds late.
   */
  findOrRecord(institutionId: string, deploymentId: string): Promise<Deployment>;
  /** Decides a deployment, whether or not it was seen before. */
  decide(institutionId: string, deploymentId: string, state: 'approved' | 'refused'): Promise<void>;
  /** Like `findOrRecord`, but stores nothing. */
  isApproved(institutionId: string, deploymentId: string): Promise<boolean>;
  list(institutionId: string): Promise<readonly Deployment[]>;
  removeInstitution(institutionId: string): Promise<void>;
}

const recallMs = 2_000;

const rowSchema = new Schema<Deployment & { readonly v?: number }>(
  {
    v: versionField,
    institutionId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    state: { type: String, required: true, enum: deploymentStates },
    firstSeenAt: { type: Date, required: true },
  },
  { versionKey: false },
);
rowSchema.index({ institutionId: 1, deploymentId: 1 }, { unique: true });

export function createDeploymentStore(connection: Connection, clock: Clock): DeploymentStore {
  const rows = connection.model('Deployment', rowSchema, 'deployments');
  const reader = createParsedReader(
    connection,
    deploymentFormat,
    (deployment: Deployment) => deployment,
    clock,
  );

  const record = async (institutionId: string, deploymentId: string): Promise<Deployment> => {
    const found: unknown = await rows
      .findOneAndUpdate(
        { institutionId, deploymentId, ...known },
        { $setOnInsert: { state: 'pending', firstSeenAt: clock() } },
        { upsert: true, returnDocument: 'after' },
      )
      .orFail()
      .lean();
    return parseDocument(deploymentFormat, found);
  };

  return {
    ensureIndexes: () => rows.createIndexes(),
    async findOrRecord(institutionId, deploymentId) {
      const recent = await reader.recall({ institutionId, deploymentId }, recallMs);
      if (recent !== null) return recent;
      try {
        return await record(institutionId, deploymentId);
      } catch (error) {
        // Two first launches at once: the unique index lets one upsert insert, and the other finds it now.
        if (!isDuplicateKey(error)) throw error;
        return record(institutionId, deploymentId);
      }
    },
    async decide(institutionId, deploymentId, state) {
      await rows.updateOne(
        { institutionId, deploymentId, ...known },
        { $set: { state }, $setOnInsert: { firstSeenAt: clock() } },
        { upsert: true },
      );
      reader.forget();
    },
    isApproved: async (institutionId, deploymentId) =>
      (await reader.recall({ institutionId, deploymentId }, recallMs))?.state === 'approved',
    list: async (institutionId) =>
      readAll(
        await rows
          .find({ institutionId, ...known })
          .sort({ firstSeenAt: 1 })
          .lean(),
      ),
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
      reader.forget();
    },
  };
}
