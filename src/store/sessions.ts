import { createHash } from 'node:crypto';
import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import { modelParts } from './records.ts';

/**
 * Sessions of verified launches. Of the secret that a browser holds only a hash is stored. What a launch says is kept as
 * it is (`launch`, parsed by the caller): `lti/` knows its shape, not the store.
 */
export interface SessionStore {
  ensureIndexes(): Promise<void>;
  insert(session: NewSession): Promise<void>;
  /** The session that `id` and `secret` open; also an expired one, so that its owner can be told. */
  find(id: string, secret: string): Promise<StoredSession | null>;
  /** Whose session `id` is; says nothing about who holds it. */
  findInstitutionId(id: string): Promise<string | null>;
  /** Lets the holder of `ticket` take the session over, once, before `until`. */
  offer(id: string, ticket: string, until: Date): Promise<void>;
  /** Moves an offered session to a new secret; null when the ticket is unknown, used or late. */
  takeOver(ticket: string, newSecret: string, now: Date): Promise<StoredSession | null>;
  /** Deletes what ended a day before `now`: until then its owner is told so. The number of rows. */
  sweep(now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

export interface StoredSession {
  /** Random and harmless: it stands in addresses and opens nothing without the secret. */
  readonly id: string;
  readonly institutionId: string;
  readonly launch: unknown;
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

export interface NewSession extends StoredSession {
  readonly secret: string;
}

interface SessionRow {
  readonly _id: string;
  readonly v?: number;
  readonly secretHash: string;
  readonly institutionId: string;
  readonly launch: unknown;
  readonly csrfToken: string;
  readonly expiresAt: Date;
  readonly ticketHash: string | null;
  readonly ticketUntil: Date | null;
}

const storedSession = z
  .object({
    _id: z.string(),
    institutionId: z.string(),
    launch: z.unknown(),
    csrfToken: z.string(),
    expiresAt: z.date(),
  })
  .transform(({ _id, ...session }): StoredSession => ({ id: _id, ...session }));

export const sessionFormat = { collection: 'sessions', version: 1, schema: storedSession };
const { versionField, known, read } = modelParts(sessionFormat);

const rowSchema = new Schema<SessionRow>(
  {
    _id: { type: String, required: true },
    v: versionField,
    secretHash: { type: String, required: true },
    institutionId: { type: String, required: true },
    launch: { type: Schema.Types.Mixed, required: true },
    csrfToken: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    ticketHash: { type: String, default: null },
    ticketUntil: { type: Date, default: null },
  },
  { minimize: false, versionKey: false },
);
rowSchema.index({ expiresAt: 1 });
rowSchema.index({ ticketHash: 1 });

const owner = z.object({ institutionId: z.string() });

export function createSessionStore(connection: Connection): SessionStore {
  const rows = connection.model<SessionRow>('Session', rowSchema, 'sessions');

  return {
    ensureIndexes: () => rows.createIndexes(),
    async insert({ id, secret, ...session }) {
      await rows.create({
        ...session,
        _id: id,
        secretHash: hash(secret),
        ticketHash: null,
        ticketUntil: null,
      });
    },
    find: async (id, secret) =>
      read(await rows.findOne({ _id: id, secretHash: hash(secret), ...known }).lean()),
    async findInstitutionId(id) {
      const row: unknown = await rows
        .findOne({ _id: id, ...known })
        .select('institutionId')
        .lean();
      return row === null ? null : owner.parse(row).institutionId;
    },
    async offer(id, ticket, until) {
      await rows.updateOne({ _id: id, ...known }, { $set: { ticketHash: hash(ticket), ticketUntil: until } });
    },
    takeOver: async (ticket, newSecret, now) =>
      read(
        await rows
          .findOneAndUpdate(
            { ticketHash: hash(ticket), ticketUntil: trusted({ $gt: now }), ...known },
            { $set: { secretHash: hash(newSecret), ticketHash: null, ticketUntil: null } },
          )
          .lean(),
      ),
    async sweep(now) {
      const dayAgo = new Date(now.getTime() - 24 * 60 * 60_000);
      return (await rows.deleteMany({ expiresAt: trusted({ $lte: dayAgo }) })).deletedCount;
    },
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
