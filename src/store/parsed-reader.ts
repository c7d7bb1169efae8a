import mongoose from 'mongoose';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import { notNewerThan, openCollection, parseDocument, type StoredDocument } from './records.ts';

/** Finds documents that seldom change and are costly to understand. Nobody may change what it gives. */
export interface ParsedReader<T> {
  /** Reads the database every time, so that a change anywhere counts at once; parses only what differs from last time. */
  findOne(filter: Filter): Promise<T | null>;
  /** What was read in the last `maxAgeMs`, else as `findOne`. */
  recall(filter: Filter, maxAgeMs: number): Promise<T | null>;
  /** Reads everything anew; after a change by this process. */
  forget(): void;
}

type Filter = Readonly<Record<string, string>>;

interface Remembered<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
  readonly readAt: number;
}

/** Documents that are remembered; the ones that were read longest ago go first. */
const maxRemembered = 500;

/** A reader whose documents are compared byte by byte: decrypting and parsing one takes longer than fetching it. */
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
    // A copy: what the driver returned is a part of its whole answer.
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
