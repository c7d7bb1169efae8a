import { z } from 'zod';
import { journaled } from '../sis-store.ts';

/** MongoDB's duplicate key: two first PUTs of the same object at once. */
const duplicateKey = z.object({ code: z.literal(11_000) });

/** The part of a collection that storing needs. */
interface Replaceable<T> {
  replaceOne(
    where: { _id: string },
    record: T,
    options: { upsert: true; writeConcern: (typeof journaled)['writeConcern'] },
  ): Promise<{ readonly upsertedCount: number }>;
}

/** One journaled upsert; true when the object is new. */
export async function storeRecord<T extends { readonly _id: string }>(
  collection: Replaceable<NoInfer<T>>,
  record: T,
): Promise<boolean> {
  const replace = () => collection.replaceOne({ _id: record._id }, record, { upsert: true, ...journaled });
  try {
    return (await replace()).upsertedCount === 1;
  } catch (error) {
    if (!duplicateKey.safeParse(error).success) throw error;
    return (await replace()).upsertedCount === 1;
  }
}
