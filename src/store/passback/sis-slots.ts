import type mongoose from 'mongoose';
import { z } from 'zod';
import { list, openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';

const storedShare = z.object({
  process: z.string(),
  held: z.number(),
  wanted: z.number(),
  since: z.date(),
  expiresAt: z.date(),
});

const storedSlots = z.object({
  _id: z.string(),
  v: z.number().optional(),
  revision: z.number(),
  shares: list(storedShare),
  pausedUntil: z.date().nullable().default(null),
  lowered: z.object({ to: z.number(), at: z.date() }).nullable().default(null),
});

/** The request slots of one SIS that one process holds. */
export interface SisSlotShare {
  readonly process: string;
  /** How many requests it may have in flight at most. */
  readonly held: number;
  readonly wanted: number;
  /** Since when it has held any without a break. */
  readonly since: Date;
  readonly expiresAt: Date;
}

/** The requests to one SIS, over all processes. */
export interface SisSlots {
  readonly shares: readonly SisSlotShare[];
  /** The SIS asked everybody to wait until then (`Retry-After`). */
  readonly pausedUntil: Date | null;
  /** What the limit was lowered to, and when, because the SIS said that there were too many requests. */
  readonly lowered: { readonly to: number; readonly at: Date } | null;
}

interface SlotsRecord extends SisSlots {
  /** Grows with every change, so that no change overwrites another. */
  readonly revision: number;
}

export const slotsFormat: RecordFormat<SlotsRecord, z.input<typeof storedSlots>> = {
  collection: 'sis_slots',
  version: 1,
  schema: storedSlots.transform(({ revision, shares, pausedUntil, lowered }) => ({
    revision,
    shares,
    pausedUntil,
    lowered,
  })),
};

export interface SisSlotStore {
  /**
   * Replaces the slots by what `decide` makes of them; shares that have expired are gone. `now` is the database's clock.
   * `decide` may be called several times.
   */
  change(
    institutionId: string,
    decide: (slots: SisSlots, now: Date) => SisSlots,
  ): Promise<{ readonly slots: SisSlots; readonly now: Date }>;
  removeInstitution(institutionId: string): Promise<void>;
}

const timed = z.object({ now: z.date() }).and(storedSlots);
/** A round is lost only to another process's change, so a few are enough. */
const maxRounds = 20;

/** One document for each SIS says which process may send how much. */
export function createSisSlotStore(connection: mongoose.Connection): SisSlotStore {
  const records = openRecords(connection, slotsFormat);
  return {
    async change(institutionId, decide) {
      for (let round = 0; round < maxRounds; round += 1) {
        const [found] = await records.aggregate(timed, [
          { $match: { _id: institutionId } },
          { $set: { now: '$$NOW' } },
        ]);
        if (!found) {
          const fresh = { _id: institutionId, revision: 0, shares: [], pausedUntil: null, lowered: null };
          await unlessDuplicate(records.insertOne(fresh));
          continue;
        }
        const { now, revision } = found;
        const shares = found.shares.filter(({ expiresAt }) => expiresAt > now);
        const slots = decide({ ...found, shares }, now);
        const won = await records.updateOne(
          { _id: institutionId, revision },
          {
            $set: {
              shares: slots.shares,
              pausedUntil: slots.pausedUntil,
              lowered: slots.lowered,
              revision: revision + 1,
            },
          },
        );
        if (won === 1) return { slots, now };
      }
      throw new Error('the slots of a SIS change too often');
    },
    async removeInstitution(institutionId) {
      await records.deleteMany({ _id: institutionId });
    },
  };
}
