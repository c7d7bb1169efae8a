import { createHash } from 'node:crypto';
import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { SecretCipher } from './encryption.ts';
import { modelParts, unlessDuplicate } from './records.ts';
import { otherThan, type Reencryptable, reencryptRows } from './reencrypt.ts';

/**
 * The database of ltijs, in the form of its plugin interface (`dist/Utils/Database.js` of ltijs 5.9). It
 * differs on purpose: encryption is ours (AES-GCM with key ids), a query may hold only text (an operator such
 * as `{$ne: ''}` never reaches MongoDB, S20), a token that expires within a minute is no longer found, and a
 * replaced public key stays in the key set for a day.
 */
export interface LtiEngineStore extends Reencryptable {
  ensureIndexes(): Promise<void>;
  setup(): Promise<true>;
  Close(): Promise<true>;
  Get(sealed: unknown, collection: string, query?: unknown): Promise<Record<string, unknown>[] | false>;
  Insert(sealed: unknown, collection: string, item: unknown, index?: unknown): Promise<true>;
  Replace(sealed: unknown, collection: string, query: unknown, item: unknown, index?: unknown): Promise<true>;
  Modify(sealed: unknown, collection: string, query: unknown, changes: unknown): Promise<true>;
  Delete(collection: string, query: unknown): Promise<true>;
  /** Deletes a platform with its tokens and all its keys, retired ones too. */
  removePlatform(issuer: string, clientId: string): Promise<void>;
  /** Deletes expired tokens and retired keys. Returns the number of rows. */
  sweep(now: Date): Promise<number>;
}

/** Tokens are renewed this long before they expire. */
const tokenSkewMs = 60_000;
/** How long a replaced public key stays available: longer than any platform's cache or token lasts. */
const retiredKeyMs = 24 * 60 * 60_000;

/**
 * What identifies a row of each collection. ltijs's other collections serve launches, which never reach it.
 */
const identities = {
  platform: ['platformUrl', 'clientId'],
  platformStatus: ['id'],
  publickey: ['kid'],
  privatekey: ['kid'],
  accesstoken: ['platformUrl', 'clientId', 'scopes'],
} as const;
const collectionName = z.enum(['platform', 'platformStatus', 'publickey', 'privatekey', 'accesstoken']);
type CollectionName = z.infer<typeof collectionName>;

const storedRow = z.object({
  _id: z.string(),
  collectionName,
  /** The text fields that identify the row. */
  index: z.record(z.string(), z.string()),
  /** JSON; encrypted if `sealed`. */
  content: z.string(),
  sealed: z.boolean(),
  expiresAt: z.date().nullable().default(null),
});
type EngineRow = z.infer<typeof storedRow>;

export const ltiEngineFormat = { collection: 'lti_engine', version: 1, schema: storedRow };
const { versionField, known, read, readAll } = modelParts(ltiEngineFormat);

const rowSchema = new Schema<EngineRow & { readonly v?: number }>(
  {
    _id: { type: String, required: true },
    v: versionField,
    collectionName: { type: String, required: true },
    index: { type: Schema.Types.Mixed, required: true },
    content: { type: String, required: true },
    sealed: { type: Boolean, required: true },
    expiresAt: { type: Date, default: null },
  },
  { minimize: false, versionKey: false },
);
rowSchema.index({ collectionName: 1, 'index.platformUrl': 1, 'index.clientId': 1 });
rowSchema.index({ collectionName: 1, 'index.kid': 1 });

const record = z.record(z.string(), z.unknown());
const plainQuery = z.record(z.string().regex(/^\w+$/), z.string());
const tokenItem = z.object({ token: z.object({ expires_in: z.number().default(300) }) });

export function createLtiEngineStore(
  connection: Connection,
  cipher: SecretCipher,
  clock: Clock,
): LtiEngineStore {
  const rows = connection.model('LtiEngineRow', rowSchema, 'lti_engine');

  const toRow = (collection: CollectionName, item: unknown, index: unknown, sealed: boolean): EngineRow => {
    const keys = textFields(index ?? item);
    const id = rowId(collection, keys);
    const content = JSON.stringify(record.parse(item));
    return {
      _id: id,
      collectionName: collection,
      index: keys,
      content: sealed ? cipher.encrypt(content, id) : content,
      sealed,
      expiresAt: collection === 'accesstoken' ? tokenEnd(item, clock()) : null,
    };
  };
  const fromRow = (row: EngineRow): Record<string, unknown> => ({
    ...record.parse(JSON.parse(row.sealed ? cipher.decrypt(row.content, row._id) : row.content)),
    // ltijs counts a token's age from here; expired rows were not found in the first place.
    createdAt: Date.now(),
  });
  const filterOf = (collection: string, query: unknown): Record<string, unknown> => {
    const filter: Record<string, unknown> = { collectionName: collectionName.parse(collection), ...known };
    for (const [name, value] of Object.entries(plainQuery.parse(query ?? {})))
      filter[`index.${name}`] = value;
    return filter;
  };
  const put = async ({ _id, ...row }: EngineRow): Promise<void> => {
    const write = () => rows.updateOne({ _id, ...known }, { $set: row }, { upsert: true }).exec();
    // Two first writers at once: one inserts it, and the other finds it now.
    if (!(await unlessDuplicate(write()))) await write();
  };

  return {
    ensureIndexes: () => rows.createIndexes(),
    setup: async () => true,
    Close: async () => true,
    async Get(_sealed, collection, query) {
      const alive = { $or: [{ expiresAt: null }, { expiresAt: trusted({ $gt: clock() }) }] };
      const found = await rows
        .find({ ...filterOf(collection, query), ...alive })
        .sort({ _id: 1 })
        .lean();
      return found.length === 0 ? false : readAll(found).map(fromRow);
    },
    async Insert(sealed, collection, item, index) {
      await put(toRow(collectionName.parse(collection), item, index, isSealed(sealed, collection)));
      return true;
    },
    async Replace(sealed, collection, query, item, index) {
      const row = toRow(collectionName.parse(collection), item, index, isSealed(sealed, collection));
      await put(row);
      const others = { ...filterOf(collection, query), _id: trusted({ $ne: row._id }) };
      if (collection === 'publickey') {
        const until = new Date(clock().getTime() + retiredKeyMs);
        await rows.updateMany({ ...others, expiresAt: null }, { $set: { expiresAt: until } });
      } else {
        await rows.deleteMany(others);
      }
      return true;
    },
    async Modify(_sealed, collection, query, changes) {
      const name = collectionName.parse(collection);
      const row = read(await rows.findOne(filterOf(collection, query)).lean());
      if (row === null) return true;
      const { createdAt: _unused, ...item } = fromRow(row);
      const changed = { ...item, ...record.parse(changes) };
      const changedRow = toRow(name, changed, row.sealed ? row.index : undefined, row.sealed);
      await put(changedRow);
      if (changedRow._id !== row._id) await rows.deleteOne({ _id: row._id });
      return true;
    },
    async Delete(collection, query) {
      await rows.deleteMany(filterOf(collection, query));
      return true;
    },
    async removePlatform(issuer, clientId) {
      await rows.deleteMany({ 'index.platformUrl': issuer, 'index.clientId': clientId });
    },
    async reencrypt(after, limit) {
      const older = trusted(otherThan(cipher.currentPrefix));
      const found = await rows
        .find({ _id: trusted({ $gt: after ?? '' }), sealed: true, content: older, ...known })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return reencryptRows(
        readAll(found),
        limit,
        ({ _id }) => _id,
        async ({ _id, content }) => {
          const sealed = cipher.encrypt(cipher.decrypt(content, _id), _id);
          const result = await rows.updateOne({ _id, content }, { $set: { content: sealed } });
          return result.modifiedCount === 1;
        },
      );
    },
    async sweep(now) {
      return (await rows.deleteMany({ expiresAt: trusted({ $lte: now, $ne: null }) })).deletedCount;
    },
  };
}

/** ltijs asks for encryption by passing a key; public keys are no secret. */
const isSealed = (sealed: unknown, collection: string): boolean =>
  Boolean(sealed) && collection !== 'publickey';

function textFields(value: unknown): Record<string, string> {
  const entries = Object.entries(record.parse(value));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function rowId(collection: CollectionName, keys: Readonly<Record<string, string>>): string {
  const identity = identities[collection].map((name) => keys[name] ?? '');
  return `${collection}:${createHash('sha256').update(JSON.stringify(identity)).digest('base64url')}`;
}

function tokenEnd(item: unknown, now: Date): Date {
  const { token } = tokenItem.parse(item);
  return new Date(now.getTime() + token.expires_in * 1000 - tokenSkewMs);
}
