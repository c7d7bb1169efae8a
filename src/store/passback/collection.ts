import type mongoose from 'mongoose';

/** A collection of plain records, with the driver's own methods: no casting, so that batches cost what MongoDB costs. */
export type Records<T extends mongoose.AnyObject> = mongoose.mongo.Collection<T>;

/**
 * The collection `name` of a connection that is already open. Write concern (majority, journaled) comes from
 * the connection. Callers pass typed values only: a filter is never built from parsed input as a whole.
 */
export function openRecords<T extends mongoose.AnyObject>(
  connection: mongoose.Connection,
  name: string,
): Records<T> {
  return connection.getClient().db(connection.name).collection<T>(name);
}

/** Whether MongoDB refused a write because of a unique index (E11000), alone or somewhere in a batch. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
}

/** Runs a write batch and forgives duplicate keys: somebody else's equal or newer record stays. */
export async function forgiveDuplicates(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
