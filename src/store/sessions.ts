import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat } from './records.ts';

/**
 * Sessions of verified launches. Only a hash of the browser's secret is stored. The launch is stored
 * unchanged (`launch`, parsed by the caller): `lti/` knows its shape, the store does not.
 */
export interface SessionStore {
  ensureIndexes(): Promise<void>;
  insert(session: NewSession): Promise<void>;
  /** The session that `id` and `secret` open, even if expired, so that its owner can be told. */
  find(id: string, secret: string): Promise<StoredSession | null>;
  /** Whose session `id` is, and whether it was ended on request; says nothing about who holds it. */
  findOwner(id: string): Promise<SessionOwner | null>;
  /** Records that its person was there at `now`. */
  touch(id: string, now: Date): Promise<void>;
  /**
   * Ends a session on request: its launch, secret, form token and ticket are gone. For a day the fact that it
   * ended remains, so that a page that is still open can say so.
   */
  end(id: string, now: Date): Promise<void>;
  /** Like `end`, for every session of a person at this institution, in any browser. Returns their ids. */
  endAll(institutionId: string, ltiUserId: string, now: Date): Promise<readonly string[]>;
  /** Lets the holder of `ticket` take the session over, once, before `until`. */
  offer(id: string, ticket: string, until: Date): Promise<void>;
  /** Gives an offered session a new secret; null if the ticket is unknown, used or late. */
  takeOver(ticket: string, newSecret: string, now: Date): Promise<StoredSession | null>;
  /** Deletes what ended a day before `now`; until then its owner is told so. Returns the number of rows. */
  sweep(now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

export interface StoredSession {
  /** Random and harmless: it appears in addresses and opens nothing without the secret. */
  readonly id: string;
  readonly institutionId: string;
  readonly launch: unknown;
  readonly csrfToken: string;
  readonly expiresAt: Date;
  /** When its person was last there; null if 0.1.0 started it. */
  readonly seenAt: Date | null;
}

export interface SessionOwner {
  readonly institutionId: string;
  readonly isEnded: boolean;
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
    seenAt: z.date().nullable().default(null),
    endedAt: z.date().nullable().default(null),
  })
  .transform(
    ({ _id: id, institutionId, launch, csrfToken, expiresAt, seenAt }): StoredSession => ({
      id,
      institutionId,
      launch,
      csrfToken,
      expiresAt,
      seenAt,
    }),
  );

export const sessionFormat: RecordFormat<StoredSession, z.input<typeof storedSession>> = {
  collection: 'sessions',
  version: 1,
  schema: storedSession,
};

const owner = z
  .object({ institutionId: z.string(), endedAt: z.date().nullable().default(null) })
  .transform(({ institutionId, endedAt }): SessionOwner => ({ institutionId, isEnded: endedAt !== null }));
const identified = z.object({ _id: z.string() });

export function createSessionStore(connection: Connection): SessionStore {
  const rows = openRecords(connection, sessionFormat);
  const endEach = (filter: Parameters<typeof rows.updateMany>[0], now: Date): Promise<number> =>
    rows.updateMany(filter, {
      $set: {
        // The hash of nothing: no secret opens it any more.
        secretHash: '',
        launch: null,
        csrfToken: '',
        ticketHash: null,
        ticketUntil: null,
        expiresAt: now,
        endedAt: now,
      },
    });

  return {
    async ensureIndexes() {
      await rows.createIndex({ expiresAt: 1 });
      await rows.createIndex({ ticketHash: 1 });
      await rows.createIndex({ institutionId: 1, 'launch.person.ltiUserId': 1 });
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
    async findOwner(id) {
      const options = { projection: { institutionId: 1, endedAt: 1 }, limit: 1 };
      const [found] = await rows.findPart(owner, { _id: id }, options);
      return found ?? null;
    },
    async touch(id, now) {
      await rows.updateOne({ _id: id }, { $set: { seenAt: now } });
    },
    async end(id, now) {
      await endEach({ _id: id }, now);
    },
    async endAll(institutionId, ltiUserId, now) {
      const ofPerson = { institutionId, 'launch.person.ltiUserId': ltiUserId };
      const found = await rows.findPart(identified, ofPerson, { projection: { _id: 1 } });
      const ids = found.map(({ _id }) => _id);
      await endEach({ _id: { $in: ids } }, now);
      return ids;
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
