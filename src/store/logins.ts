import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat } from './records.ts';

/** How the platform asked for a login; stored so that the login can start again in its own window. */
export interface LoginInitiation {
  /** Opaque to us, sent back verbatim, never logged (S9). */
  readonly loginHint: string;
  readonly messageHint: string | null;
  readonly targetLinkUri: string;
  /** The name of the frame that keeps data for us (Platform Storage), if the platform offers one. */
  readonly storageTarget: string | null;
}

/** One OpenID Connect login in progress. Usable once, before `expiresAt`. */
export interface Login {
  readonly institutionId: string;
  readonly nonce: string;
  readonly browserSecretHash: string;
  readonly initiation: LoginInitiation;
  readonly expiresAt: Date;
}

/** The result of an attempt to use a login. */
export type LoginUse =
  | { readonly kind: 'used'; readonly login: Login }
  | { readonly kind: 'used_before' }
  | { readonly kind: 'unknown' };

/** Logins by `state`, which is stored only as a hash: reading the database starts no session. */
export interface LoginStore {
  ensureIndexes(): Promise<void>;
  insert(state: string, login: Login): Promise<void>;
  /** The login with `state`, if neither used nor expired at `now`. */
  find(state: string, now: Date): Promise<Login | null>;
  /** Whose login `state` is or was, as long as it is stored; null if unknown. */
  findInstitutionId(state: string): Promise<string | null>;
  /** Uses the login; exactly one simultaneous caller gets `used`. */
  use(state: string, now: Date): Promise<LoginUse>;
  /**
   * Like `use`, in one step, for the browser whose secret has this hash; null if there is no such login to
   * use.
   */
  useAsBrowser(state: string, browserSecretHash: string, now: Date): Promise<Login | null>;
  /** An open login that is to start again in another window; for the first caller only. */
  restart(state: string, now: Date): Promise<Login | null>;
  /** Deletes what expired before `now`. Returns the number of rows. */
  sweep(now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

const storedLogin = z.object({
  _id: z.string(),
  v: z.number().optional(),
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
  usedAt: z.date().nullable().default(null),
  restartedAt: z.date().nullable().default(null),
});
type StoredLogin = z.output<typeof storedLogin>;

export const loginFormat: RecordFormat<StoredLogin, z.input<typeof storedLogin>> = {
  collection: 'logins',
  version: 1,
  schema: storedLogin,
};

const owner = z.object({ institutionId: z.string() });

export function createLoginStore(connection: Connection): LoginStore {
  const rows = openRecords(connection, loginFormat);
  // Every filter is a hash of ours: nothing that a browser sent reaches the database unchanged (S20).
  const unused = (state: string, now: Date) => ({ _id: hash(state), usedAt: null, expiresAt: { $gt: now } });

  return {
    ensureIndexes: () => rows.createIndex({ expiresAt: 1 }),
    insert: (state, login) => rows.insertOne({ ...login, _id: hash(state), usedAt: null, restartedAt: null }),
    find: (state, now) => rows.findOne(unused(state, now)),
    async findInstitutionId(state) {
      const options = { projection: { institutionId: 1 }, limit: 1 };
      const [found] = await rows.findPart(owner, { _id: hash(state) }, options);
      return found?.institutionId ?? null;
    },
    async use(state, now) {
      const login = await rows.updateAndFind(unused(state, now), { $set: { usedAt: now } });
      if (login !== null) return { kind: 'used', login };
      const used = await rows.count({ _id: hash(state), usedAt: { $ne: null } });
      return { kind: used === 0 ? 'unknown' : 'used_before' };
    },
    useAsBrowser: (state, browserSecretHash, now) =>
      rows.updateAndFind({ ...unused(state, now), browserSecretHash }, { $set: { usedAt: now } }),
    restart: (state, now) =>
      rows.updateAndFind({ ...unused(state, now), restartedAt: null }, { $set: { restartedAt: now } }),
    sweep: (now) => rows.deleteMany({ expiresAt: { $lte: now } }),
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
