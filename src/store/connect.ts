import mongoose from 'mongoose';
import { ProductError } from '../errors.ts';
import { databaseName, type MongoHandle } from './mongo-handle.ts';

/**
 * Opens a separate connection (not mongoose's global one) whose acknowledged writes survive a killed server,
 * with primary reads. It builds no indexes on the side. Filters are sanitized: an operator in a filter (`{
 * $lt: … }`) must be `mongoose.trusted(…)`. Nothing may set its own write concern: see `chooseWriting`.
 * @throws ProductError `database_unavailable` if no server can be used within 5 seconds
 */
export async function connectMongo(handle: Pick<MongoHandle, 'uri' | 'kind'>): Promise<mongoose.Connection> {
  // `strictQuery` belongs to a Mongoose instance, so the connection gets its own.
  const instance = new mongoose.Mongoose({ strictQuery: true, sanitizeFilter: true });
  const connection = instance.createConnection();
  try {
    return await connection.openUri(handle.uri, {
      ...chooseWriting(handle),
      readPreference: 'primary',
      serverSelectionTimeoutMS: 5000,
      // A server that hangs closes no socket. Longer than any query of ours takes, even sweeps of a large
      // school.
      socketTimeoutMS: 60_000,
      autoIndex: false,
      autoCreate: false,
      ...(namesDatabase(handle.uri) ? {} : { dbName: databaseName }),
    });
  } catch (cause) {
    await connection.close(true).catch(() => {});
    // The driver's message names hosts, but never credentials.
    const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const detail = `MongoDB cannot be used (${words}); check MONGODB_URL and the server.`;
    throw new ProductError('database_unavailable', { detail, next: 'retry', cause });
  }
}

/** Whether the server answers a new connection. */
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
 * The write concern and retries. On a replica set, only what the majority has journaled survives; its address
 * decides about retryable writes. A single local server is its own majority and accepts no retryable writes.
 * There the engine (0.1.1) needs `w: 1`: killed while writing, it lost acknowledged `w: 'majority', j: true`
 * writes in 10 of 25 rounds, and `w: 1, j: true` ones in 0 of 105 (DF1).
 */
export function chooseWriting({ uri, kind }: Pick<MongoHandle, 'uri' | 'kind'>): mongoose.ConnectOptions {
  // A Unix socket (its slashes are encoded in an address) leads to a server on this machine, such as the
  // engine that another process has started.
  const isLocal = kind !== 'server' || /^mongodb:\/\/[^/?]*%2F/i.test(uri);
  return isLocal
    ? { writeConcern: { w: 1, j: true }, retryWrites: false }
    : { writeConcern: { w: 'majority', j: true } };
}

/** Whether a connection string names a database in its path. */
function namesDatabase(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]+/.test(uri);
}
