import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import type { SecretCipher } from './encryption.ts';
import { isDuplicateKey, modelParts } from './records.ts';
import { otherThan, type Reencryptable, reencryptRows } from './reencrypt.ts';

/** A person of one institution, as Canvas's REST API knows them. */
export interface CanvasPersonKey {
  readonly institutionId: string;
  readonly canvasUserId: string;
}

/** What Canvas gave the tool to read on a person's behalf. */
export interface CanvasTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessTokenExpiresAt: Date;
}

/** A person's consent. `version` grows with every new access token. */
export interface CanvasGrant extends CanvasPersonKey, CanvasTokens {
  /**
   * The `sub` of the person who gave it. Null in consents from before it was stored, until Names & Roles
   * tells it.
   */
  readonly ltiUserId: string | null;
  readonly version: number;
}

/** Consents to Canvas's REST API. Tokens are encrypted and bound to their person (S29). */
export interface CanvasGrantStore extends Reencryptable {
  ensureIndexes(): Promise<void>;
  find(person: CanvasPersonKey): Promise<CanvasGrant | null>;
  /** Whether `ltiUserId` gave it from Administration, so that it covers accounts. */
  isOfAdministrator(person: CanvasPersonKey, ltiUserId: string): Promise<boolean>;
  /** How many people of an institution have given consent. */
  count(institutionId: string): Promise<number>;
  /** Stores a new consent by `ltiUserId`, replacing any earlier one; with `coversAccount`, one given from Administration. */
  save(
    person: CanvasPersonKey,
    ltiUserId: string | null,
    tokens: CanvasTokens,
    coversAccount?: boolean,
  ): Promise<void>;
  /** Whether the consent is `ltiUserId`'s. A consent whose owner was unknown becomes theirs. */
  claimOwner(person: CanvasPersonKey, ltiUserId: string): Promise<boolean>;
  /**
   * Claims the refresh of the token with `version` until `until`. Exactly one caller in all processes gets
   * true, until it is done or its time is over.
   */
  claimRefresh(person: CanvasPersonKey, version: number, until: Date, now: Date): Promise<boolean>;
  /** Stores the token that replaces the one with `version`, unless a newer one is stored already. */
  saveRefreshed(
    person: CanvasPersonKey,
    version: number,
    tokens: Omit<CanvasTokens, 'refreshToken'>,
  ): Promise<void>;
  /** Returns a claim without a new token. */
  releaseRefresh(person: CanvasPersonKey, version: number): Promise<void>;
  /** Forgets the consent; with `version`, only if it is still that one. */
  remove(person: CanvasPersonKey, version?: number): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

interface GrantRow extends CanvasPersonKey {
  readonly v?: number;
  readonly ltiUserId: string | null;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly version: number;
  readonly refreshClaimedUntil: Date | null;
  readonly coversAccount: boolean;
}

const storedGrant = z.object({
  _id: z.unknown(),
  institutionId: z.string(),
  canvasUserId: z.string(),
  ltiUserId: z.string().nullable().default(null),
  accessToken: z.string(),
  refreshToken: z.string(),
  accessTokenExpiresAt: z.date(),
  version: z.number(),
});

export const canvasGrantFormat = { collection: 'canvas_grants', version: 1, schema: storedGrant };
const { versionField, known, read, readAll } = modelParts(canvasGrantFormat);

const rowSchema = new Schema<GrantRow>(
  {
    v: versionField,
    institutionId: { type: String, required: true },
    canvasUserId: { type: String, required: true },
    ltiUserId: { type: String, default: null },
    accessToken: { type: String, required: true },
    refreshToken: { type: String, required: true },
    accessTokenExpiresAt: { type: Date, required: true },
    version: { type: Number, required: true },
    refreshClaimedUntil: { type: Date, default: null },
    coversAccount: { type: Boolean, default: false },
  },
  { versionKey: false },
);
rowSchema.index({ institutionId: 1, canvasUserId: 1 }, { unique: true });

export function createCanvasGrantStore(connection: Connection, cipher: SecretCipher): CanvasGrantStore {
  const rows = connection.model<GrantRow>('CanvasGrant', rowSchema, 'canvas_grants');
  const keyOf = ({ institutionId, canvasUserId }: CanvasPersonKey): CanvasPersonKey => ({
    institutionId,
    canvasUserId,
  });

  return {
    ensureIndexes: () => rows.createIndexes(),
    async find(person) {
      const row = read(await rows.findOne({ ...keyOf(person), ...known }).lean());
      if (row === null) return null;
      return {
        ...keyOf(row),
        ltiUserId: row.ltiUserId,
        accessToken: cipher.decrypt(row.accessToken, contextOf(person, 'access')),
        refreshToken: cipher.decrypt(row.refreshToken, contextOf(person, 'refresh')),
        accessTokenExpiresAt: row.accessTokenExpiresAt,
        version: row.version,
      };
    },
    isOfAdministrator: async (person, ltiUserId) =>
      (await rows.exists({ ...keyOf(person), ltiUserId, coversAccount: true, ...known })) !== null,
    count: (institutionId) => rows.countDocuments({ institutionId }),
    async save(person, ltiUserId, tokens, coversAccount = false) {
      const change = {
        $set: {
          ltiUserId,
          coversAccount,
          accessToken: cipher.encrypt(tokens.accessToken, contextOf(person, 'access')),
          refreshToken: cipher.encrypt(tokens.refreshToken, contextOf(person, 'refresh')),
          accessTokenExpiresAt: tokens.accessTokenExpiresAt,
          refreshClaimedUntil: null,
        },
        $inc: { version: 1 },
      };
      await rows
        .updateOne({ ...keyOf(person), ...known }, change, { upsert: true })
        .catch(async (error: unknown) => {
          // Two first consents at once: the unique index lets one insert, and the other updates it now.
          if (!isDuplicateKey(error)) throw error;
          await rows.updateOne({ ...keyOf(person), ...known }, change);
        });
    },
    async claimOwner(person, ltiUserId) {
      const unclaimed = { ...keyOf(person), ltiUserId: null, ...known };
      await rows.updateOne(unclaimed, { $set: { ltiUserId } });
      return (await rows.exists({ ...keyOf(person), ltiUserId, ...known })) !== null;
    },
    async claimRefresh(person, version, until, now) {
      const free = { $or: [{ refreshClaimedUntil: null }, { refreshClaimedUntil: trusted({ $lte: now }) }] };
      const result = await rows.updateOne(
        { ...keyOf(person), version, ...free, ...known },
        { $set: { refreshClaimedUntil: until } },
      );
      return result.modifiedCount === 1;
    },
    async saveRefreshed(person, version, tokens) {
      await rows.updateOne(
        { ...keyOf(person), version, ...known },
        {
          $set: {
            accessToken: cipher.encrypt(tokens.accessToken, contextOf(person, 'access')),
            accessTokenExpiresAt: tokens.accessTokenExpiresAt,
            refreshClaimedUntil: null,
          },
          $inc: { version: 1 },
        },
      );
    },
    async releaseRefresh(person, version) {
      await rows.updateOne({ ...keyOf(person), version, ...known }, { $set: { refreshClaimedUntil: null } });
    },
    async remove(person, version) {
      await rows.deleteOne({ ...keyOf(person), ...(version === undefined ? {} : { version }) });
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
    async reencrypt(after, limit) {
      const older = trusted(otherThan(cipher.currentPrefix));
      const found = await rows
        .find({
          ...(after === null ? {} : { _id: trusted({ $gt: after }) }),
          $or: [{ accessToken: older }, { refreshToken: older }],
          ...known,
        })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      const reseal = (text: string, context: string): string =>
        cipher.encrypt(cipher.decrypt(text, context), context);
      return reencryptRows(
        readAll(found),
        limit,
        ({ _id }) => String(_id),
        async (row) => {
          const { accessToken, refreshToken } = row;
          const sealed = {
            accessToken: reseal(accessToken, contextOf(row, 'access')),
            refreshToken: reseal(refreshToken, contextOf(row, 'refresh')),
          };
          const result = await rows.updateOne({ _id: row._id, accessToken, refreshToken }, { $set: sealed });
          return result.modifiedCount === 1;
        },
      );
    },
  };
}

/** A token cannot be read as another person's or as the other kind. */
const contextOf = (person: CanvasPersonKey, kind: 'access' | 'refresh'): string =>
  `canvas-${kind}-token:${person.institutionId}:${person.canvasUserId}`;
