import mongoose from 'mongoose';
import { ProductError } from '../../errors.ts';
import { databaseName, type MongoHandle } from './mongo-handle.ts';

/**
 * A connection of its own (no global one) with acknowledged, journaled majority writes and primary reads:
 * with less, the embedded engine lost acknowledged writes when its process was killed. Indexes are not built
 * by the way. Filters are sanitized: an operator in a filter (`{ $lt: … }`) must be `mongoose.trusted(…)`.
 * @throws ProductError `database_unavailable` when no server can be used within 5 seconds
 */
export async function connectMongo(handle: Pick<MongoHandle, 'uri' | 'kind'>): Promise<mongoose.Connection> {
  // `strictQuery` is a setting of a Mongoose instance, so the connection gets an instance of its own.
  const instance = new mongoose.Mongoose({ strictQuery: true, sanitizeFilter: true });
  const connection = instance.createConnection();
  try {
    return await connection.openUri(handle.uri, {
      writeConcern: { w: 'majority', j: true },
      readPreference: 'primary',
      // Retryable writes need a replica set; the embedded engine has no sessions either. On a server, its
      // address decides.
      ...(handle.kind === 'server' ? {} : { retryWrites: false }),
      serverSelectionTimeoutMS: 5000,
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

/** Whether a connection string has a database in its path. */
function namesDatabase(uri: string): boolean {
  return /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]+/.test(uri);
}
