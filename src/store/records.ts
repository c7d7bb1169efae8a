import mongoose from 'mongoose';
import { z } from 'zod';
import { describeIssues, ProductError } from '../errors.ts';

/** What every stored document has: its id and its format version. Documents without one are version 1. */
export interface StoredDocument {
  readonly _id: string;
  readonly v?: number | undefined;
}

/**
 * The format of one collection's documents. The schema is the only place that knows defaults for missing
 * fields and, if they differ, which stored name or value stands for which name in the code.
 * Raise `version` when an older process could no longer make sense of a document: a field that it needs has a
 * new meaning, or an enumeration has a value that it does not know. Adding a field with a default needs no
 * new version.
 */
export interface RecordFormat<T, S extends StoredDocument> {
  readonly collection: string;
  readonly version: number;
  readonly schema: z.ZodType<T, S>;
}

export type ReadOptions = Pick<mongoose.mongo.FindOptions, 'sort' | 'limit' | 'skip' | 'projection'>;

/**
 * A collection whose documents are parsed when they are read. Filters and updates use stored names (`S`),
 * results are records (`T`). Documents of a newer version are neither found nor changed: a process of that
 * version handles them.
 */
export interface Records<T, S extends StoredDocument> {
  /** The version to write into new documents. */
  readonly version: number;
  findOne(filter: mongoose.mongo.Filter<S>): Promise<T | null>;
  find(filter: mongoose.mongo.Filter<S>, options?: ReadOptions): Promise<T[]>;
  stream(filter: mongoose.mongo.Filter<S>, options?: ReadOptions): AsyncIterable<T>;
  /** Some fields of documents, as `row` parses them. */
  findPart<Row>(row: z.ZodType<Row>, filter: mongoose.mongo.Filter<S>, options: ReadOptions): Promise<Row[]>;
  count(filter: mongoose.mongo.Filter<S>): Promise<number>;
  /** The distinct texts of a field, in the database's order, without null. */
  distinct(field: keyof S & string, filter: mongoose.mongo.Filter<S>): Promise<string[]>;
  aggregate<Row>(row: z.ZodType<Row>, pipeline: readonly mongoose.mongo.Document[]): Promise<Row[]>;
  /** The changed document; null if none matched. */
  updateAndFind(
    filter: mongoose.mongo.Filter<S>,
    update: RecordUpdate<S>,
    options?: { readonly sort?: mongoose.mongo.Sort },
  ): Promise<T | null>;
  /** How many documents matched, or were inserted. */
  updateOne(filter: mongoose.mongo.Filter<S>, update: RecordUpdate<S>, upsert?: 'upsert'): Promise<number>;
  updateMany(filter: mongoose.mongo.Filter<S>, update: RecordUpdate<S>): Promise<number>;
  /** Unordered, in one request. Returns how many matched or were inserted. */
  updateEach(updates: readonly RecordUpdateOne<S>[]): Promise<number>;
  /**
   * Gives each document its own fields, in one statement: half the cost of a bulk of single updates. An
   * `optional` field that is absent or null is removed. `filter` names the ids. Returns how many matched.
   */
  setEach(
    filter: mongoose.mongo.Filter<S>,
    documents: readonly DocumentChange<S>[],
    optional: readonly (keyof S & string)[],
  ): Promise<number>;
  insertOne(document: mongoose.mongo.OptionalUnlessRequiredId<S>): Promise<void>;
  /** Unordered. @throws an error that `isDuplicateKey` recognises if one of them existed already */
  insertMany(documents: readonly mongoose.mongo.OptionalUnlessRequiredId<S>[]): Promise<void>;
  /** Deletes documents of any version. Returns how many. */
  deleteMany(filter: mongoose.mongo.Filter<S>): Promise<number>;
  createIndex(
    keys: Readonly<Record<string, 1 | -1>>,
    options?: mongoose.mongo.CreateIndexesOptions,
  ): Promise<void>;
}

export type RecordUpdate<S> = mongoose.mongo.UpdateFilter<S> | mongoose.mongo.Document[];

/** The new fields of one document. */
export type DocumentChange<S> = Partial<S> & { readonly _id: string };

export interface RecordUpdateOne<S> {
  readonly filter: mongoose.mongo.Filter<S>;
  readonly update: RecordUpdate<S>;
  readonly upsert?: boolean;
}

/**
 * The collection of `format` on an open connection, which brings the write concern (majority, journaled).
 * Callers build filters from typed values only, never from parsed input as a whole.
 */
export function openRecords<T, S extends StoredDocument>(
  connection: mongoose.Connection,
  format: RecordFormat<T, S>,
): Records<T, S> {
  const collection = openCollection<S>(connection, format.collection);
  const guard = notNewerThan(format.version);
  const parse = (raw: unknown): T => parseDocument(format, raw);
  const toDriver = ({ filter, update, upsert = false }: RecordUpdateOne<S>) => ({
    updateOne: { filter: { ...filter, ...guard }, update, upsert },
  });
  return {
    version: format.version,
    async findOne(filter) {
      const raw: unknown = await collection.findOne({ ...filter, ...guard });
      return raw === null ? null : parse(raw);
    },
    async find(filter, options = {}) {
      const raw: unknown[] = await collection.find({ ...filter, ...guard }, options).toArray();
      return raw.map(parse);
    },
    async *stream(filter, options = {}) {
      for await (const raw of collection.find({ ...filter, ...guard }, options)) yield parse(raw);
    },
    async findPart(row, filter, options) {
      const raw: unknown[] = await collection.find({ ...filter, ...guard }, options).toArray();
      return raw.map((part) => row.parse(part));
    },
    count: (filter) => collection.countDocuments({ ...filter, ...guard }),
    async distinct(field, filter) {
      const values: unknown[] = await collection.distinct(field, { ...filter, ...guard });
      return z.array(z.string()).parse(values.filter((value) => value !== null));
    },
    async aggregate(row, pipeline) {
      const raw: unknown[] = await collection.aggregate([{ $match: guard }, ...pipeline]).toArray();
      return raw.map((part) => row.parse(part));
    },
    async updateAndFind(filter, update, options = {}) {
      const raw: unknown = await collection.findOneAndUpdate({ ...filter, ...guard }, update, {
        ...options,
        returnDocument: 'after',
      });
      return raw === null ? null : parse(raw);
    },
    async updateOne(filter, update, upsert) {
      const write = async (): Promise<number> => {
        const options = { upsert: upsert === 'upsert' };
        const result = await collection.updateOne({ ...filter, ...guard }, update, options);
        return result.matchedCount + result.upsertedCount;
      };
      try {
        return await write();
      } catch (error) {
        // Of two first writers of a document one inserts it; the other is refused, and now finds it. (The server tries again
        // by itself only where the filter has nothing but equalities.)
        if (upsert !== 'upsert' || !isDuplicateKey(error)) throw error;
        return write();
      }
    },
    async updateMany(filter, update) {
      return (await collection.updateMany({ ...filter, ...guard }, update)).matchedCount;
    },
    async updateEach(updates) {
      if (updates.length === 0) return 0;
      const result = await collection.bulkWrite(updates.map(toDriver), { ordered: false });
      return result.matchedCount + result.upsertedCount;
    },
    async setEach(filter, documents, optional) {
      if (documents.length === 0) return 0;
      const ids = documents.map(({ _id }) => _id);
      const isGone = (field: string, value: unknown): boolean =>
        (value === null || value === undefined) && optional.some((name) => name === field);
      const changes = documents.map((document) =>
        Object.fromEntries(Object.entries(document).filter(([field, value]) => !isGone(field, value))),
      );
      const own = {
        $arrayElemAt: [{ $literal: changes }, { $indexOfArray: [{ $literal: ids }, '$_id'] }],
      };
      // One stage, not a second one that removes: each costs as much as the update itself.
      const without = optional.reduce<unknown>(
        (input, field) => ({ $unsetField: { field, input } }),
        '$$ROOT',
      );
      const result = await collection.updateMany(
        { ...filter, ...guard },
        [{ $replaceWith: { $mergeObjects: [without, own] } }],
        { hint: { _id: 1 } },
      );
      return result.matchedCount;
    },
    async insertOne(document) {
      await collection.insertOne({ ...document, v: format.version });
    },
    async insertMany(documents) {
      if (documents.length === 0) return;
      const versioned = documents.map((document) => ({ ...document, v: format.version }));
      await collection.insertMany(versioned, { ordered: false });
    },
    async deleteMany(filter) {
      return (await collection.deleteMany(filter)).deletedCount;
    },
    async createIndex(keys, options = {}) {
      await collection.createIndex(keys, options);
    },
  };
}

/** The driver's own collection: what it returns is unparsed, whatever its type says. */
export function openCollection<S extends StoredDocument>(
  connection: mongoose.Connection,
  name: string,
): mongoose.mongo.Collection<S> {
  return connection.getClient().db(connection.name).collection<S>(name);
}

/** Part of a filter: documents of at most this version, and those without one. */
export function notNewerThan(version: number): { readonly v: { readonly $not: { readonly $gt: number } } } {
  return { v: { $not: { $gt: version } } };
}

/**
 * A record from what the driver returned.
 * @throws ProductError `internal`, whose detail names collection, id and fields, never a value
 */
export function parseDocument<T>(
  { collection, schema }: { readonly collection: string; readonly schema: z.ZodType<T> },
  raw: unknown,
): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const id = typeof raw === 'object' && raw !== null && '_id' in raw ? String(raw._id) : 'without id';
  const faults = describeIssues(parsed.error.issues, 'code');
  throw new ProductError('internal', { detail: `a document of ${collection} (${id}) is damaged: ${faults}` });
}

/** A list in a record: nobody changes it after parsing. */
export function list<Output, Input>(
  item: z.ZodType<Output, Input>,
): z.ZodType<readonly Output[], readonly Input[]> {
  return z.array(item);
}

/**
 * What this store's Mongoose models share: they cast and sanitize filters that come from a browser, and what
 * they return is parsed like everything else. `known` belongs in every filter: documents of a newer version
 * are neither found nor changed.
 */
export function modelParts<T>({
  version,
  ...format
}: {
  readonly collection: string;
  readonly version: number;
  readonly schema: z.ZodType<T>;
}) {
  return {
    versionField: { type: Number, default: version },
    known: { v: mongoose.trusted({ ...notNewerThan(version).v }) },
    read: (raw: unknown): T | null => (raw === null ? null : parseDocument(format, raw)),
    readAll: (raw: readonly unknown[]): T[] => raw.map((one) => parseDocument(format, one)),
  };
}

/** Whether MongoDB refused a write because of a unique index (E11000), alone or within a batch. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
}

/**
 * False if a unique index refused all or part of the write: somebody else's equal or newer document stays.
 */
export async function unlessDuplicate(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}
