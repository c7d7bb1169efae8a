import { z } from 'zod';
import { journaled } from '../sis-store.ts';

/** MongoDB's duplicate key error. */
const duplicateKey = z.object({ code: z.literal(11_000) });

/** The part of a collection that storing needs. */
interface Replaceable<T> {
  replaceOne(
    where: { _id: string },
    record: T,
    options: { upsert: true; writeConcern: (typeof journaled)['writeConcern'] },
  ): Promise<{ readonly upsertedCount: number }>;
}

/**
 * One journaled upsert. True: the object is new; false: it existed; `conflict`: an object with this id exists
 * and differs in `same`, the fields that must never change.
 */
export async function storeRecord<T extends { readonly _id: string }>(
  collection: Replaceable<NoInfer<T>>,
  record: T,
  same: Partial<T>,
): Promise<boolean | 'conflict'> {
  const replace = async (): Promise<boolean | 'conflict'> => {
    try {
      const where = { ...same, _id: record._id };
      return (await collection.replaceOne(where, record, { upsert: true, ...journaled })).upsertedCount === 1;
    } catch (error) {
      if (!duplicateKey.safeParse(error).success) throw error;
      return 'conflict';
    }
  };
  // The first conflict may come from a concurrent first PUT of the same object.
  const first = await replace();
  return first === 'conflict' ? replace() : first;
}
