import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat } from './records.ts';

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

const storedSession = z
  .object({
    _id: z.string(),
    v: z.number().optional(),
    secretHash: z.string(),
    institutionId: z.string(),
    launch: z.unknown(),
    csrfToken: z.string(),
    expiresAt: z.date(),
    ticketHash: z.string().nullable().default(null),
    ticketUntil: z.date().nullable().default(null),
  })
  .transform(
    ({ _id: id, institutionId, launch, csrfToken, expiresAt }): StoredSession => ({
      id,
      institutionId,
      launch,
      csrfToken,
      expiresAt,
    }),
  );

export const sessionFormat: RecordFormat<StoredSession, z.input<typeof storedSession>> = {
  collection: 'sessions',
  version: 1,
  schema: storedSession,
};

const owner = z.object({ institutionId: z.string() });

export function createSessionStore(connection: Connection): SessionStore {
  const rows = openRecords(connection, sessionFormat);

  return {
    async ensureIndexes() {
      await rows.createIndex({ expiresAt: 1 });
      await rows.createIndex({ ticketHash: 1 });
    },
    insert: ({ id, secret, ...session }) =>
      rows.insertOne({
        ...session,
        _id: id,
        secretHash: hash(secret),
        ticketHash: null,
        ticketUntil: null,
      }),
    find: (id, secret) => rows.findOne({ _id: id, secretHash: hash(secret) }),
    async findInstitutionId(id) {
      const options = { projection: { institutionId: 1 }, limit: 1 };
      const [found] = await rows.findPart(owner, { _id: id }, options);
      return found?.institutionId ?? null;
    },
    async offer(id, ticket, until) {
      await rows.updateOne({ _id: id }, { $set: { ticketHash: hash(ticket), ticketUntil: until } });
    },
    takeOver: (ticket, newSecret, now) =>
      rows.updateAndFind(
        { ticketHash: hash(ticket), ticketUntil: { $gt: now } },
        { $set: { secretHash: hash(newSecret), ticketHash: null, ticketUntil: null } },
      ),
    sweep: (now) => rows.deleteMany({ expiresAt: { $lte: new Date(now.getTime() - 24 * 60 * 60_000) } }),
    async removeInstitution(institutionId) {
      await rows.deleteMany({ institutionId });
    },
  };
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
