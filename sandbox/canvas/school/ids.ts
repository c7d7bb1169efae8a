import type { Models } from './models.ts';

/** Reserves `count` consecutive numbers of a sequence and returns the first. Sequences start at 1. */
export async function reserveIds(models: Models, name: string, count: number): Promise<number> {
  const counter = await models.counters
    .findOneAndUpdate({ name }, { $inc: { next: count } }, { upsert: true, returnDocument: 'after' })
    .lean<{ next: number }>();
  if (counter === null) throw new Error(`The sequence ${name} could not be advanced`);
  return counter.next - count + 1;
}

/** The next number of a sequence. */
export const nextId = (models: Models, name: string): Promise<number> => reserveIds(models, name, 1);

/**
 * Canvas's global form of a local id on shard 1. Developer keys always appear in it, such as 10000000000001
 * (CF2).
 */
export const toGlobalId = (localId: number): number => 10_000_000_000_000 + localId;
