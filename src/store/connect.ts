import mongoose from 'mongoose';
import { ProductError } from '../errors.ts';
import { databaseName, type MongoHandle } from './mongo-handle.ts';

/**
 * A connection of its own (no global one) whose acknowledged writes outlive a killed server, with primary
 * reads. Indexes are not built by the way. Filters are sanitized: an operator in a filter (`{ $lt: … }`) must
 * be `mongoose.trusted(…)`. Nothing may set a write concern of its own: see `chooseWriting`.
 * @throws ProductError `database_unavailable` when no server can be used within 5 seconds
 */
export async function connectMongo(handle: Pick<MongoHandle, 'uri' | 'kind'>): Promise<mongoose.Connection> {
  // `strictQuery` is a setting of a Mongoose instance, so the connection gets an instance of its own.
  const instance = new mongoose.Mongoose({ strictQuery: true, sanitizeFilter: true });
  const connection = instance.createConnection();
  try {
    return await connection.openUri(handle.uri, {
      ...chooseWriting(handle),
      readPreference: 'primary',
      serverSelectionTimeoutMS: 5000,
      // A server that hangs closes no socket. Longer than any question of ours takes, sweeps of a large school included.
      socketTimeoutMS: 60_000,
      autoIndex: false,
      autoCreate: false,
      ...(namesDatabase(handle.uri) ? {} : { dbName: databaseName }),
    });
  } catch (cause) {
    await connection.close(true).catch(() => {});
    // The driver's own words name hosts, never credentials.
    const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const detail = `MongoDB cannot be used (${words}); check MONGODB_URL and the server.`;
    throw new ProductError('database_unavailable', { detail, next: 'retry', cause });
  }
}

/** Whether the server answers somebody who connects now. */
export async function pingAnew(handle: Pick<MongoHandle, 'uri' | 'kind'>): Promise<boolean> {
  const connection = await connectMongo(handle).catch(() => null);
  if (connection === null) return false;
  try {
    await connection.db?.admin().ping();
    return true;
  } catch {
    return false;
  } finally {
    await connection.close(true);
  }
}

/**
 * The write concern and retries. On a replica set only what the majority has in its journal survives; its
 * address decides about retryable writes. A single local server is its own majority, and takes no retryable
 * writes. There the engine (0.1.1) must be asked with `w: 1`: killed with SIGKILL in the middle of writing, it
 * had lost acknowledged `w: 'majority', j: true` writes in 10 of 25 rounds and `w: 1, j: true` ones in 0 of 105 (DF1).
 */
export function chooseWriting({ uri, kind }: Pick<MongoHandle, 'uri' | 'kind'>): mongoose.ConnectOptions {
  // A Unix socket (its slashes are encoded in an address) leads to a server of this machine, such as the
  // engine that another process has started.
  const isLocal = kind !== 'server' || /^mongodb:\/\/[^/?]*%2F/i.test(uri);
  return isLocal
    ? { writeConcern: { w: 1, j: true }, retryWrites: false }
    : { writeConcern: { w: 'majority', j: true } };
}

/** Whether a connection string has a database in its path. */
function namesDatabase(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]+/.test(uri);
}
