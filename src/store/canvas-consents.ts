import { createHash } from 'node:crypto';
import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import type { CanvasPersonKey } from './canvas-grants.ts';
import { modelParts } from './records.ts';

/** A consent that a person was asked for in Canvas. Usable once, before `expiresAt`. */
export interface CanvasConsent extends CanvasPersonKey {
  /** The `sub` of the launch that asks for it. */
  readonly ltiUserId: string;
  /** Asked from Administration, for accounts too. */
  readonly coversAccount?: boolean;
  /** Where the person returns afterwards: a path of our own. */
  readonly returnPath: string;
  readonly expiresAt: Date;
}

/** Requested consents by `state`, which is stored only as a hash. */
export interface CanvasConsentStore {
  ensureIndexes(): Promise<void>;
  insert(state: string, consent: CanvasConsent): Promise<void>;
  /**
   * Binds the consent to the first browser that opens it, by the hash of that browser's secret. Null for any
   * other browser, and if the consent is unknown, used or expired.
   */
  open(state: string, browserSecretHash: string, now: Date): Promise<CanvasConsent | null>;
  /**
   * Takes the consent for the browser that opened it; exactly one caller gets it. Null if unknown, used,
   * expired or another browser's.
   */
  take(state: string, browserSecretHash: string, now: Date): Promise<CanvasConsent | null>;
  /** Deletes what expired before `now`. Returns the number of rows. */
  sweep(now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

interface ConsentRow extends CanvasConsent {
  readonly _id: string;
  readonly v?: number;
  readonly browserSecretHash: string | null;
}

const storedConsent = z.object({
  institutionId: z.string(),
  canvasUserId: z.string(),
  ltiUserId: z.string().default(''),
  coversAccount: z.boolean().default(false),
  returnPath: z.string(),
  expiresAt: z.date(),
}) satisfies z.ZodType<CanvasConsent>;

export const canvasConsentFormat = { collection: 'canvas_consents', version: 1, schema: storedConsent };
const { versionField, known, read } = modelParts(canvasConsentFormat);

const rowSchema = new Schema<ConsentRow>(
  {
    _id: { type: String, required: true },
    v: versionField,
    institutionId: { type: String, required: true },
    canvasUserId: { type: String, required: true },
    ltiUserId: { type: String, required: true },
    coversAccount: { type: Boolean, default: false },
    browserSecretHash: { type: String, default: null },
    returnPath: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
rowSchema.index({ expiresAt: 1 });

export function createCanvasConsentStore(connection: Connection): CanvasConsentStore {
  const rows = connection.model<ConsentRow>('CanvasConsent', rowSchema, 'canvas_consents');

  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert(state, consent) {
      await rows.create({ ...consent, _id: hash(state) });
    },
    async open(state, browserSecretHash, now) {
      const asked = { _id: hash(state), expiresAt: trusted({ $gt: now }), ...known };
      const ofBrowser = { ...asked, $or: [{ browserSecretHash: null }, { browserSecretHash }] };
      return read(await rows.findOneAndUpdate(ofBrowser, { $set: { browserSecretHash } }).lean());
    },
    async take(state, browserSecretHash, now) {
      const asked = { _id: hash(state), browserSecretHash, expiresAt: trusted({ $gt: now }), ...known };
      return read(await rows.findOneAndDelete(asked).lean());
    },
    async sweep(now) {
      return (await rows.deleteMany({ expiresAt: trusted({ $lte: now }) })).deletedCount;
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
