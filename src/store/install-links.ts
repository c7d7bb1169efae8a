import { createHash } from 'node:crypto';
import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import { modelParts } from './records.ts';

/** What an operator decides for a school with its one-time install link. */
export interface InstallLink {
  /** The name of the future institution. */
  readonly name: string;
  /** The school's Canvas, for example `https://school.instructure.com`, without a trailing slash. */
  readonly canvasUrl: string;
  /** The `iss` that this Canvas must claim. */
  readonly issuer: string;
  /** Login and registration hosts of the cloud it belongs to, besides the school's own. */
  readonly loginOrigins: readonly string[];
  /** The institution's own name for its SIS. */
  readonly sisLabel: string;
  /** The first deployment of the new institution may launch without the operator's approval. */
  readonly approveFirst: boolean;
  readonly expiresAt: Date;
}

/** Whether a link can be used. */
export type InstallLinkState =
  | { readonly kind: 'open'; readonly link: InstallLink }
  | {
      readonly kind: 'used';
      readonly link: InstallLink;
      /** What it installed; null while Canvas has not answered yet. */
      readonly institutionId: string | null;
    }
  | { readonly kind: 'expired'; readonly link: InstallLink }
  | { readonly kind: 'unknown' };

/** Install links by `invite`, which is stored only as a hash. */
export interface InstallLinkStore {
  ensureIndexes(): Promise<void>;
  insert(invite: string, link: InstallLink): Promise<void>;
  find(invite: string, now: Date): Promise<InstallLinkState>;
  /** Takes an open link; exactly one caller gets true. */
  use(invite: string, now: Date): Promise<boolean>;
  /** Reopens a link whose registration failed. */
  reopen(invite: string): Promise<void>;
  /** Records what became of a used link. */
  setInstitution(invite: string, institutionId: string): Promise<void>;
  /**
   * Whether the link that installed the institution approves this deployment: it does for the first one that asks, and
   * for that one again, so that a launch that dies in between loses nothing.
   */
  approvesFirst(institutionId: string, deploymentId: string): Promise<boolean>;
  /**
   * Deletes what expired a month before `now`; until then its holder is told so. A link that installed an institution
   * stays as long as that: Canvas opens it again to update the registration (CF9). Returns the number of rows.
   */
  sweep(now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

const storedLink = z.object({
  name: z.string(),
  canvasUrl: z.string(),
  issuer: z.string(),
  loginOrigins: z.array(z.string()).default([]),
  sisLabel: z.string().default('SIS'),
  approveFirst: z.boolean().default(false),
  expiresAt: z.date(),
  usedAt: z.date().nullable().default(null),
  institutionId: z.string().nullable().default(null),
});

export const installLinkFormat = { collection: 'install_links', version: 1, schema: storedLink };
const { versionField, known, read } = modelParts(installLinkFormat);

interface InstallLinkRow extends InstallLink {
  readonly _id: string;
  readonly v?: number;
  readonly usedAt: Date | null;
  readonly institutionId: string | null;
  readonly approvedDeployment: string | null;
}

const rowSchema = new Schema<InstallLinkRow>(
  {
    _id: { type: String, required: true },
    v: versionField,
    name: { type: String, required: true },
    canvasUrl: { type: String, required: true },
    issuer: { type: String, required: true },
    loginOrigins: { type: [String], required: true },
    sisLabel: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    institutionId: { type: String, default: null },
    approveFirst: { type: Boolean, default: false },
    approvedDeployment: { type: String, default: null },
  },
  { versionKey: false },
);
rowSchema.index({ expiresAt: 1 });
rowSchema.index({ institutionId: 1 });

const keptMs = 30 * 24 * 60 * 60_000;

export function createInstallLinkStore(connection: Connection): InstallLinkStore {
  const rows = connection.model<InstallLinkRow>('InstallLink', rowSchema, 'install_links');

  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert(invite, link) {
      await rows.create({
        ...link,
        _id: hash(invite),
        usedAt: null,
        institutionId: null,
        approvedDeployment: null,
      });
    },
    async find(invite, now) {
      const row = read(await rows.findOne({ _id: hash(invite), ...known }).lean());
      if (row === null) return { kind: 'unknown' };
      const { usedAt, institutionId, ...link } = row;
      if (usedAt !== null) return { kind: 'used', link, institutionId };
      return { kind: link.expiresAt <= now ? 'expired' : 'open', link };
    },
    async use(invite, now) {
      const open = { _id: hash(invite), usedAt: null, expiresAt: trusted({ $gt: now }), ...known };
      return (await rows.updateOne(open, { $set: { usedAt: now } })).modifiedCount === 1;
    },
    async reopen(invite) {
      await rows.updateOne({ _id: hash(invite), institutionId: null, ...known }, { $set: { usedAt: null } });
    },
    async setInstitution(invite, institutionId) {
      await rows.updateOne({ _id: hash(invite), ...known }, { $set: { institutionId } });
    },
    async approvesFirst(institutionId, deploymentId) {
      const first = { approvedDeployment: trusted({ $in: [null, deploymentId] }) };
      const { matchedCount } = await rows.updateOne(
        { institutionId, approveFirst: true, ...first, ...known },
        { $set: { approvedDeployment: deploymentId } },
      );
      return matchedCount === 1;
    },
    async sweep(now) {
      const before = new Date(now.getTime() - keptMs);
      const unused = { institutionId: null, expiresAt: trusted({ $lte: before }) };
      return (await rows.deleteMany(unused)).deletedCount;
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
