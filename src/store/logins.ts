import { createHash } from 'node:crypto';
import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import { modelParts } from './records.ts';

/** How the platform asked for a login; kept so that the login can be started again in a window of its own. */
export interface LoginInitiation {
  /** Opaque to us, sent back verbatim, never logged (S9). */
  readonly loginHint: string;
  readonly messageHint: string | null;
  readonly targetLinkUri: string;
  /** Name of the frame that keeps data for us (Platform Storage), when the platform offers one. */
  readonly storageTarget: string | null;
}

/** One OpenID Connect login that has begun. Usable once, before `expiresAt`. */
export interface Login {
  readonly institutionId: string;
  readonly nonce: string;
  readonly browserSecretHash: string;
  readonly initiation: LoginInitiation;
  readonly expiresAt: Date;
}

/** What became of the attempt to use a login. */
export type LoginUse =
  | { readonly kind: 'used'; readonly login: Login }
  | { readonly kind: 'used_before' }
  | { readonly kind: 'unknown' };

/** Logins by their `state`, which is stored as a hash only: reading the database starts no session. */
export interface LoginStore {
  ensureIndexes(): Promise<void>;
  insert(state: string, login: Login): Promise<void>;
  /** The login of `state` that is neither used nor expired at `now`. */
  find(state: string, now: Date): Promise<Login | null>;
  /** Whose login `state` is or was, as long as it is stored; null where it is unknown. */
  findInstitutionId(state: string): Promise<string | null>;
  /** Uses the login: of any number of callers at once exactly one gets `used`. */
  use(state: string, now: Date): Promise<LoginUse>;
  /** An open login that shall start again in another window; for the first caller only. */
  restart(state: string, now: Date): Promise<Login | null>;
  /** Deletes what expired before `now`; the number of rows. */
  sweep(now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

const storedLogin = z.object({
  institutionId: z.string(),
  nonce: z.string(),
  browserSecretHash: z.string(),
  initiation: z.object({
    loginHint: z.string(),
    messageHint: z.string().nullable().default(null),
    targetLinkUri: z.string(),
    storageTarget: z.string().nullable().default(null),
  }),
  expiresAt: z.date(),
}) satisfies z.ZodType<Login>;

export const loginFormat = { collection: 'logins', version: 1, schema: storedLogin };
const { versionField, known, read } = modelParts(loginFormat);
const owner = z.object({ institutionId: z.string() });

interface LoginRow extends Login {
  readonly _id: string;
  readonly v?: number;
  readonly usedAt: Date | null;
  readonly restartedAt: Date | null;
}

const rowSchema = new Schema<LoginRow>(
  {
    _id: { type: String, required: true },
    v: versionField,
    institutionId: { type: String, required: true },
    nonce: { type: String, required: true },
    browserSecretHash: { type: String, required: true },
    initiation: {
      loginHint: { type: String, required: true },
      messageHint: { type: String, default: null },
      targetLinkUri: { type: String, required: true },
      storageTarget: { type: String, default: null },
    },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    restartedAt: { type: Date, default: null },
  },
  { versionKey: false },
);
rowSchema.index({ expiresAt: 1 });

export function createLoginStore(connection: Connection): LoginStore {
  const rows = connection.model<LoginRow>('Login', rowSchema, 'logins');
  const open = (now: Date) => ({ expiresAt: trusted({ $gt: now }), ...known });

  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert(state, login) {
      await rows.create({ ...login, _id: hash(state), usedAt: null, restartedAt: null });
    },
    async find(state, now) {
      return read(await rows.findOne({ _id: hash(state), usedAt: null, ...open(now) }).lean());
    },
    async findInstitutionId(state) {
      const row: unknown = await rows.findOne({ _id: hash(state), ...known }, { institutionId: 1 }).lean();
      return row === null ? null : owner.parse(row).institutionId;
    },
    async use(state, now) {
      const unused = { _id: hash(state), usedAt: null, ...open(now) };
      const login = read(await rows.findOneAndUpdate(unused, { $set: { usedAt: now } }).lean());
      if (login !== null) return { kind: 'used', login };
      const used = await rows.exists({ _id: hash(state), usedAt: trusted({ $ne: null }) });
      return { kind: used === null ? 'unknown' : 'used_before' };
    },
    async restart(state, now) {
      const unused = { _id: hash(state), usedAt: null, restartedAt: null, ...open(now) };
      return read(await rows.findOneAndUpdate(unused, { $set: { restartedAt: now } }).lean());
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
