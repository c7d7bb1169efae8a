import mongoose from 'mongoose';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { notNewerThan, openCollection, parseDocument, type StoredDocument } from './records.ts';

/** Reads documents that seldom change and are expensive to parse. Callers must not change what it returns. */
export interface ParsedReader<T> {
  /**
   * Reads the database every time, so that every change counts at once, but parses only what changed since
   * the last time.
   */
  findOne(filter: Filter): Promise<T | null>;
  /** What was read within `maxAgeMs`, else like `findOne`. */
  recall(filter: Filter, maxAgeMs: number): Promise<T | null>;
  /** Drops everything remembered, after a change by this process. */
  forget(): void;
}

type Filter = Readonly<Record<string, string>>;

interface Remembered<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
  readonly readAt: number;
}

/** How many documents are remembered; the oldest go first. */
const maxRemembered = 500;

/**
 * A reader that compares documents byte by byte: decrypting and parsing one takes longer than fetching it.
 */
export function createParsedReader<Row, T>(
  connection: mongoose.Connection,
  format: { readonly collection: string; readonly version: number; readonly schema: z.ZodType<Row> },
  toValue: (row: Row) => T,
  clock: Clock,
): ParsedReader<T> {
  const collection = openCollection<StoredDocument>(connection, format.collection);
  const remembered = new Map<string, Remembered<T>>();

  const understand = (bytes: Uint8Array): T =>
    toValue(parseDocument<Row>(format, mongoose.mongo.BSON.deserialize(bytes)));

  const remember = (key: string, entry: Remembered<T>): T => {
    remembered.delete(key);
    remembered.set(key, entry);
    const [oldest] = remembered.keys();
    if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest);
    return entry.value;
  };

  const findOne = async (filter: Filter): Promise<T | null> => {
    const key = JSON.stringify(filter);
    const readAt = clock().getTime();
    const guarded = { ...filter, ...notNewerThan(format.version) };
    const found: unknown = await collection.findOne(guarded, { raw: true });
    if (found === null) {
      remembered.delete(key);
      return null;
    }
    if (!(found instanceof Uint8Array)) throw new Error('the driver returned no bytes');
    const last = remembered.get(key);
    if (last !== undefined && Buffer.compare(last.bytes, found) === 0)
      return remember(key, { ...last, readAt });
    // A copy, because the driver's document is a view of its whole answer.
    return remember(key, { bytes: Uint8Array.from(found), value: understand(found), readAt });
  };

  return {
    findOne,
    async recall(filter, maxAgeMs) {
      const last = remembered.get(JSON.stringify(filter));
      const isRecent = last !== undefined && clock().getTime() - last.readAt < maxAgeMs;
      return isRecent ? last.value : findOne(filter);
    },
    forget: () => remembered.clear(),
  };
}
